import {
  checkOneOf,
  checkOptionNames,
  convertFrame,
  filter,
  liveOptions,
  type FrameOperator,
  type Live,
  type VideoFrame,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';
import {
  ANAGLYPH_MATRICES,
  ANAGLYPH_METHODS,
  mixViews,
  type AnaglyphMethod,
} from './anaglyph-matrices';
import { checkPair } from './check-views';
import { checkSwapped, type SwapOption } from './stereo-options';

/** How {@link anaglyph} makes a picture for glasses of red and cyan. */
export interface AnaglyphOptions extends SwapOption {
  /**
   * `'dubois'` is nearest to the colours with the fewest ghosts; `'grey'` shows both eyes in grey, `'true'` only in red and blue, darker
   * and with the fewest ghosts of all; `'colour'` takes red of the left eye and the rest of the right one; `'half-colour'` and
   * `'optimised'` make red things flicker less.
   *
   * @defaultValue `'dubois'`
   */
  readonly method?: AnaglyphMethod;
}

/**
 * Makes an operator that makes a picture for glasses of red (left) and cyan (right) of the two views of stereo frames.
 *
 * @param options - How.
 * @returns BGRA frames of one view.
 * @throws {@link InvalidOptionError} when an option breaks its rule; the stream fails with a {@link FilterError} when a frame has not two
 * views.
 * @example
 * ```ts
 * import { anaglyph } from '@giftgrab/filters';
 *
 * const glasses = anaglyph({ method: 'dubois' });
 * console.log(glasses.stats.framesIn); // stereoSource(left, right).pipe(glasses)
 * ```
 * @see E. Dubois, "A projection method to generate anaglyph stereo images", ICASSP 2001; ffmpeg's `stereo3d`
 */
export function anaglyph(options: Live<AnaglyphOptions> = {}): FrameOperator {
  if (isObservable(options)) return liveOptions(options, anaglyph);
  checkOptionNames('anaglyph', options, ['method', 'swapped']);
  checkSwapped(options);
  const { method = 'dubois', swapped = false } = options;
  checkOneOf('method', method, ANAGLYPH_METHODS);
  const matrix = ANAGLYPH_MATRICES[method];
  return filter(
    (frame) => {
      checkPair('anaglyph', frame);
      const colours = frame.colour === 'BGRA' ? frame : convertFrame(frame, 'BGRA');
      try {
        return mixed(colours, swapped ? 1 : 0, matrix);
      } finally {
        if (colours !== frame) colours.release();
      }
    },
    { name: 'anaglyph', access: 'read' },
  );
}

function mixed(frame: VideoFrame, leftView: number, matrix: readonly number[]): VideoFrame {
  const result = frame.deriveUninitialised({ stereoCount: 1 });
  mixViews(frame.data(leftView), frame.data(1 - leftView), result.data(), matrix);
  return result;
}
