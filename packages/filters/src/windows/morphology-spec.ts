import type { PlaneFormat } from '@giftgrab/core';
import type { ArrayFilterSpec } from '../array-filter';
import {
  copyArray,
  shapeOf,
  zeros,
  type ArrayShape,
  type SampleArray,
} from '../arrays/sample-array';
import type { Plan } from '../plans/plan';
import {
  checkMorphology,
  operate,
  operationStage,
  type MorphologyOptions,
  type Operation,
} from './morphology';
import { morphologyPlan, type PlacedStage } from './morphology-plan';
import { planeWindow } from './plane-window';

/**
 * A filter of erosions and dilations.
 *
 * @param operations - One after the other.
 * @param subtrahend - Others, whose result is subtracted; either list may be empty, which stands for the input.
 */
export function erodeAndDilate(
  operations: readonly Operation[],
  subtrahend?: readonly Operation[],
): Pick<ArrayFilterSpec<MorphologyOptions>, 'check' | 'forPlane' | 'plan' | 'reference'> {
  return {
    check: checkMorphology,
    forPlane: (options: MorphologyOptions, plane: PlaneFormat) => planeWindow(options, plane),
    plan(input: ArrayShape, output: ArrayShape, options: MorphologyOptions): Plan | undefined {
      const place = (list: readonly Operation[], last: 'dst' | 'scratch'): PlacedStage[] => {
        return list.map((operation, i) => ({
          stage: operationStage(input, output, options, operation),
          from: i === 0 ? 'src' : 'scratch',
          to: i === list.length - 1 ? last : 'scratch',
        }));
      };
      if (subtrahend === undefined) return morphologyPlan(output, place(operations, 'dst'));
      if (subtrahend.length === 0) {
        return morphologyPlan(output, place(operations, 'dst'), ['dst', 'src']);
      }
      if (operations.length === 0) {
        return morphologyPlan(output, place(subtrahend, 'dst'), ['src', 'dst']);
      }
      const stages = [...place(operations, 'scratch'), ...place(subtrahend, 'dst')];
      return morphologyPlan(output, stages, ['scratch', 'dst']);
    },
    reference(input: SampleArray, output: SampleArray, options: MorphologyOptions): void {
      if (subtrahend === undefined) {
        operateAll(input, output, options, operations);
        return;
      }
      const isLast = subtrahend.length === 0;
      const target = isLast || operations.length === 0 ? output : zeros(shapeOf(input));
      const minuend = operateAll(input, target, options, operations);
      subtract(minuend, operateAll(input, output, options, subtrahend), output);
    },
  };
}

/** Operations one after the other; the input itself where there are none. */
function operateAll(
  input: SampleArray,
  output: SampleArray,
  options: MorphologyOptions,
  operations: readonly Operation[],
): SampleArray {
  let source = input;
  operations.forEach((operation, i) => {
    const target = i === operations.length - 1 ? output : zeros(shapeOf(input));
    operate(source, target, options, operation);
    source = target;
  });
  return source;
}

function subtract(minuend: SampleArray, subtrahend: SampleArray, output: SampleArray): void {
  const difference = zeros({ dtype: 'float64', shape: output.shape });
  const other = zeros({ dtype: 'float64', shape: output.shape });
  copyArray(minuend, difference);
  copyArray(subtrahend, other);
  other.data.forEach((value, i) => (difference.data[i] = (difference.data[i] ?? 0) - value));
  copyArray(difference, output);
}
