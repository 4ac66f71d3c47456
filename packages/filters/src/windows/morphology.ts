import { InvalidOptionError } from '@giftgrab/core';
import type { ArrayShape, SampleArray } from '../arrays/sample-array';
import { isSameShape } from '../arrays/sample-array';
import { extremum } from './extremum';
import { extremumStage } from './extremum-plan';
import { flatten, type Nested } from './nested';
import {
  checkWindow,
  resolveWindow,
  WINDOW_OPTIONS,
  type Window,
  type WindowOptions,
} from './window';
import type { WindowStage } from './window-plan';

/** The structuring element of a morphological filter. */
export interface MorphologyOptions extends WindowOptions {
  /**
   * Heights of a structuring element that is not flat: lists in lists, one depth for each axis; for frames rows and columns are
   * enough. Erosion subtracts them before it takes the smallest neighbour, dilation adds them before it takes the largest; what the
   * type cannot hold wraps around, as in SciPy. With a `footprint` of the same shape only some of them count.
   *
   * @defaultValue flat
   */
  readonly structure?: Nested<number>;
}

/** Names of {@link MorphologyOptions}. */
export const MORPHOLOGY_OPTIONS = [...WINDOW_OPTIONS, 'structure'] as const;

/** The two operations that all of morphology consists of. */
export type Operation = 'erosion' | 'dilation';

/** Checks all that can be known of a structuring element without an array. */
export function checkMorphology(options: MorphologyOptions): void {
  checkWindow(withFootprint(options), ['size', 'footprint']);
  if (options.size !== undefined && options.structure !== undefined) {
    throw new InvalidOptionError('size', 'left out where there is a structure', options.size);
  }
}

/** Where nothing else says so, all samples of a structure count. */
function withFootprint(options: MorphologyOptions): WindowOptions {
  const { structure, size, footprint } = options;
  if (structure === undefined) return options;
  const { shape } = flatten('structure', structure);
  if (footprint === undefined) {
    return size === undefined ? { ...options, footprint: onesLike(structure) } : options;
  }
  if (!isSameShape(shape, flatten('footprint', footprint).shape)) {
    throw new InvalidOptionError('structure', 'of the same shape as the footprint', structure);
  }
  return options;
}

function onesLike(nested: Nested<number>): Nested<number> {
  return (nested as readonly unknown[]).map((each) => {
    return Array.isArray(each) ? onesLike(each as Nested<number>) : 1;
  }) as Nested<number>;
}

/** Does one operation in plain TypeScript. */
export function operate(
  input: SampleArray,
  output: SampleArray,
  options: MorphologyOptions,
  operation: Operation,
): void {
  const { window, heights } = elementOf(options, input.shape.length, operation);
  extremum(input, output, window, operation === 'erosion' ? 'minimum' : 'maximum', heights);
}

/** Does one operation with kernels; `undefined` where they cannot. */
export function operationStage(
  input: ArrayShape,
  output: ArrayShape,
  options: MorphologyOptions,
  operation: Operation,
): WindowStage | undefined {
  const { window, heights } = elementOf(options, input.shape.length, operation);
  if (heights?.some((height) => height !== 0) === true) return undefined;
  return extremumStage(input, output, window, operation === 'erosion' ? 'minimum' : 'maximum');
}

/** The structuring element; dilation sees it mirrored. */
function elementOf(
  options: MorphologyOptions,
  axes: number,
  operation: Operation,
): { window: Window; heights?: Float64Array } {
  const window = resolveWindow(withFootprint(options), axes);
  const heights = options.structure && flatten('structure', options.structure).values;
  if (operation === 'erosion') return heights ? { window, heights } : { window };
  const before = window.before.map((samples, axis) => (window.shape[axis] ?? 1) - 1 - samples);
  const mirrored = { ...window, before, footprint: window.footprint?.slice().reverse() };
  return heights ? { window: mirrored, heights: heights.slice().reverse() } : { window: mirrored };
}
