import {
  checkOptionNames,
  combineFrames,
  type FrameCombiner,
  type FrameSet,
  type VideoFrame,
} from '@giftgrab/core';
import type { Given } from '../define-filter';
import { arrange } from './arrange';
import type { LayoutSpec } from './layout-spec';

/**
 * A way to make one picture of several, in two forms.
 *
 * - With options alone it makes an operator for streams of sets: `syncByTime([a, b], …).pipe(…)`.
 * - With frames it returns a frame, which is yours to release or to return from a filter of your own.
 *
 * The result has the layout, the colours, the time, the index and the meta of the first frame. Pictures in other layouts are converted.
 * All have as many views as the first; one of a single view goes into all views.
 */
export interface FrameLayout<Options extends object> {
  /**
   * Makes one frame of several.
   *
   * @param frames - The pictures; left as they are.
   * @param options - How.
   * @returns A loan, which the caller releases or hands on.
   */
  (frames: FrameSet, ...options: Given<Options>): VideoFrame;
  /**
   * Makes an operator that makes one frame of each set.
   *
   * @param options - How.
   * @throws {@link InvalidOptionError} when an option breaks its rule.
   */
  (...options: Given<Options>): FrameCombiner;
}

/**
 * Makes the public function of a layout.
 *
 * @param spec - The layout.
 */
export function defineLayout<Options extends object>(
  spec: LayoutSpec<Options>,
): FrameLayout<Options> {
  const call = (first?: FrameSet | Options, second?: Options): FrameCombiner | VideoFrame => {
    if (isFrameSet(first)) return arrange(spec, first, checked(spec, second), 'filter');
    const options = checked(spec, first);
    const { name } = spec;
    return combineFrames((frames) => arrange(spec, frames, options, 'emitter'), { name });
  };
  return call as FrameLayout<Options>;
}

function isFrameSet(value: unknown): value is FrameSet {
  return Array.isArray(value);
}

function checked<Options extends object>(
  spec: LayoutSpec<Options>,
  options: Options | undefined,
): Options {
  // Left out: every option has its default.
  const given = options ?? ({} as Options);
  checkOptionNames(spec.name, given, spec.optionNames);
  spec.check(given);
  return { ...given };
}
