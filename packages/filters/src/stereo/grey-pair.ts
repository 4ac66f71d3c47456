import {
  checkBoolean,
  checkOptionNames,
  convertFrame,
  filter,
  InvalidOptionError,
  liveOptions,
  type FrameOperator,
  type Live,
  type VideoFrame,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';
import { byteCounts } from '../measure/value-counts';
import { checkPair } from './check-views';
import { checkSwapped, type SwapOption } from './stereo-options';

/** What {@link greyPair} makes of the views. */
export interface GreyPairOptions extends SwapOption {
  /**
   * Whether the greys are spread over 0 to 255, in both views by the same rule, so that what is alike stays alike. Each frame has a rule
   * of its own.
   *
   * @defaultValue false
   */
  readonly stretch?: boolean;
  /**
   * Share of the darkest and of the brightest pixels of both views that may become black and white when `stretch` is on: a
   * few reflections do not matter then. Range: 0 to 0.49.
   *
   * @defaultValue 0.005
   */
  readonly clip?: number;
}

/**
 * Makes an operator that makes of stereo frames what disparities are computed from: both views in grey, of 8 bits.
 *
 * @param options - What else is done to them.
 * @returns GRAY8 frames of two views.
 * @throws {@link InvalidOptionError} when an option breaks its rule; the stream fails with a {@link FilterError} when a frame has not two
 * views.
 * @example
 * ```ts
 * import { greyPair } from '@giftgrab/filters';
 *
 * const greys = greyPair({ stretch: true });
 * console.log(greys.stats.framesIn); // stereo.pipe(greys).subscribe((frame) => match(frame.array(0), frame.array(1)))
 * ```
 */
export function greyPair(options: Live<GreyPairOptions> = {}): FrameOperator {
  if (isObservable(options)) return liveOptions(options, greyPair);
  checkOptionNames('greyPair', options, ['stretch', 'clip', 'swapped']);
  checkSwapped(options);
  const { stretch = false, clip = 0.005, swapped = false } = options;
  checkBoolean('stretch', stretch);
  if (!(typeof clip === 'number' && clip >= 0 && clip <= 0.49)) {
    throw new InvalidOptionError('clip', 'a share from 0 to 0.49', clip);
  }
  return filter(
    (frame) => {
      checkPair('greyPair', frame);
      const grey = frame.colour === 'GRAY8' ? frame : convertFrame(frame, 'GRAY8');
      if (!stretch && !swapped) return grey;
      try {
        return mapped(grey, stretch ? spread(grey, clip) : undefined, swapped);
      } finally {
        if (grey !== frame) grey.release();
      }
    },
    { name: 'greyPair', access: 'read' },
  );
}

/** What becomes of each grey when the views together are spread. */
function spread(frame: VideoFrame, clip: number): Uint8Array | undefined {
  const left = byteCounts(frame.array(0));
  const right = byteCounts(frame.array(1));
  const counts = Array.from({ length: 256 }, (_, i) => (left?.[i] ?? 0) + (right?.[i] ?? 0));
  const beyond = Math.floor(clip * 2 * frame.dataLength());
  const darkest = valueAfter(counts, beyond);
  const brightest = 255 - valueAfter(counts.reverse(), beyond);
  if (brightest <= darkest) return undefined;
  return Uint8Array.from({ length: 256 }, (_, value) => {
    const share = (value - darkest) / (brightest - darkest);
    return Math.round(255 * Math.min(1, Math.max(0, share)));
  });
}

/** The first value for which more have been counted. */
function valueAfter(counts: readonly number[], beyond: number): number {
  let sum = 0;
  const found = counts.findIndex((count) => (sum += count) > beyond);
  return Math.max(0, found);
}

function mapped(frame: VideoFrame, table: Uint8Array | undefined, isSwapped: boolean): VideoFrame {
  const result = frame.deriveUninitialised({});
  for (let view = 0; view < 2; view += 1) {
    const from = frame.data(view);
    const to = result.data(isSwapped ? 1 - view : view);
    if (table === undefined) to.set(from);
    else for (let i = 0; i < from.length; i += 1) to[i] = table[from[i] ?? 0] ?? 0;
  }
  return result;
}
