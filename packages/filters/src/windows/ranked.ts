import type { PlaneFormat } from '@giftgrab/core';
import type { ArrayFilterSpec } from '../array-filter';
import type { ArrayShape, SampleArray } from '../arrays/sample-array';
import { extremum } from './extremum';
import { extremumPlan } from './extremum-plan';
import { mapNeighbours } from './gather';
import { planeWindow } from './plane-window';
import { rankPlan } from './rank-plan';
import { select } from './select';
import { axesOf, checkWindow, resolveWindow, type WindowOptions } from './window';

/** What the filters that pick one of the neighbours by its rank have in common. */
export function rankedSpec<Options extends WindowOptions>(
  rankOf: (options: Options, count: number) => number,
  forPlane: (options: Options, before: number, after: number) => Options = (options) => options,
): Pick<ArrayFilterSpec<Options>, 'check' | 'forPlane' | 'plan' | 'reference'> {
  return {
    check(options: Options): void {
      checkWindow(options);
      const axes = axesOf(options);
      // How many neighbours one size makes is not known before the array is.
      const isKnown = axes !== undefined;
      rankOf(options, isKnown ? resolveWindow(options, axes).count : Number.MAX_SAFE_INTEGER);
    },
    forPlane(options: Options, plane: PlaneFormat): Options {
      const luma = planeWindow(options, { ...plane, xShift: 0, yShift: 0 });
      const own = planeWindow(options, plane);
      return forPlane(own, resolveWindow(luma, 3).count, resolveWindow(own, 3).count);
    },
    plan(input: ArrayShape, output: ArrayShape, options: Options) {
      const window = resolveWindow(options, input.shape.length);
      const rank = rankOf(options, window.count);
      if (rank === 0) return extremumPlan(input, output, window, 'minimum');
      if (rank === window.count - 1) return extremumPlan(input, output, window, 'maximum');
      return rankPlan(input, output, window, rank);
    },
    reference(input: SampleArray, output: SampleArray, options: Options): void {
      const window = resolveWindow(options, input.shape.length);
      const rank = rankOf(options, window.count);
      if (rank === 0) extremum(input, output, window, 'minimum');
      else if (rank === window.count - 1) extremum(input, output, window, 'maximum');
      else mapNeighbours(input, output, window, (neighbours) => select(neighbours, rank));
    },
  };
}
