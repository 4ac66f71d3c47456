import {
  deferFilter,
  filter,
  isSameShape,
  liveOptions,
  placeView,
  Rational,
  shapeText,
  unpackViews,
  UnsupportedFormatError,
  type FilterContext,
  type FrameOperator,
  type Live,
  type VideoFrame,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';
import { checkPackedVideo, type PackedVideoOptions } from './stereo-options';

/**
 * Makes an operator that makes stereo frames of packed video: of each picture that holds two views, or of every two frames.
 *
 * With `'frame-sequential'`, frames of an even index are the left eye and the one that follows is its right one, so that a lost frame
 * never swaps the eyes: its partner is dropped, and counted. A pair has the time of its first frame, and half its index.
 *
 * @param options - How the views lie.
 * @returns Frames of two views.
 * @throws {@link InvalidOptionError} when an option breaks its rule; the stream fails with a {@link FilterError} when a frame has several
 * views already, does not part into two equal ones, or is unlike its partner.
 * @example
 * ```ts
 * import { unpackStereo } from '@giftgrab/filters';
 *
 * const pairs = unpackStereo({ layout: 'side-by-side' });
 * console.log(pairs.stats.framesIn); // source.pipe(pairs).subscribe((frame) => frame.data(1))
 * ```
 */
export function unpackStereo(options: Live<PackedVideoOptions>): FrameOperator {
  if (isObservable(options)) return liveOptions(options, unpackStereo);
  checkPackedVideo('unpackStereo', options);
  const { layout, swapped = false } = options;
  const asFilter = { name: 'unpackStereo', access: 'read' } as const;
  if (layout !== 'frame-sequential') {
    return filter((frame) => unpackViews(frame, layout, { swapped }), asFilter);
  }
  return deferFilter(() => {
    const pairing = new Pairing(swapped);
    return {
      run: (frame, { stats }) => pairing.take(frame, stats),
      end: () => pairing.dispose(),
    };
  }, asFilter);
}

/** Makes one frame of two that follow each other. */
class Pairing {
  readonly #isSwapped: boolean;
  /** The pair of which only the first frame has come; ours until then. */
  #half: VideoFrame | undefined;

  constructor(isSwapped: boolean) {
    this.#isSwapped = isSwapped;
  }

  take(frame: VideoFrame, stats: FilterContext['stats']): VideoFrame | null {
    if (frame.stereoCount > 1) {
      throw new UnsupportedFormatError(
        `Frame ${frame.index} has ${frame.stereoCount} views already: it is not one of two that take turns.`,
      );
    }
    const isSecond = frame.index % 2 === 1;
    const view = isSecond === this.#isSwapped ? 0 : 1;
    return isSecond ? this.#complete(frame, view, stats) : this.#begin(frame, view);
  }

  dispose(): void {
    this.#half?.release();
    this.#half = undefined;
  }

  #begin(frame: VideoFrame, toView: number): null {
    this.dispose();
    const { index, constantRate } = frame;
    this.#half = frame.deriveUninitialised({
      stereoCount: 2,
      index: index / 2,
      constantRate: constantRate && new Rational(constantRate.num, constantRate.den * 2),
    });
    placeView(frame, this.#half, { toView });
    return null;
  }

  #complete(frame: VideoFrame, toView: number, stats: FilterContext['stats']): VideoFrame | null {
    const pair = this.#half;
    if (pair?.index !== (frame.index - 1) / 2) return null;
    const other = { ...pair.shape, stereoCount: 1 };
    if (!isSameShape(frame.shape, other)) {
      throw new UnsupportedFormatError(
        `Frame ${frame.index} is ${shapeText(frame.shape)}, but the other eye is ${shapeText(other)}.`,
      );
    }
    placeView(frame, pair, { toView });
    this.#half = undefined;
    // The first of the two counted as dropped until now.
    stats.framesDropped -= 1;
    return pair;
  }
}
