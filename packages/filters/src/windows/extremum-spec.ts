import type { PlaneFormat } from '@giftgrab/core';
import type { ArrayFilterSpec } from '../array-filter';
import type { ArrayShape, SampleArray } from '../arrays/sample-array';
import { extremum, type Extremum } from './extremum';
import { extremumPlan } from './extremum-plan';
import { planeWindow } from './plane-window';
import { checkWindow, resolveWindow, type WindowOptions } from './window';

/** A filter that takes the smallest or the largest neighbour. */
export function extremumSpec(
  which: Extremum,
): Pick<ArrayFilterSpec<WindowOptions>, 'check' | 'forPlane' | 'plan' | 'reference'> {
  return {
    check: (options: WindowOptions) => checkWindow(options),
    forPlane: (options: WindowOptions, plane: PlaneFormat) => planeWindow(options, plane),
    plan(input: ArrayShape, output: ArrayShape, options: WindowOptions) {
      return extremumPlan(input, output, resolveWindow(options, input.shape.length), which);
    },
    reference(input: SampleArray, output: SampleArray, options: WindowOptions): void {
      extremum(input, output, resolveWindow(options, input.shape.length), which);
    },
  };
}
