import {
  checkIntegerIn,
  checkOptionNames,
  InvalidOptionError,
  iterateFrames,
  SourceError,
  type VideoFrame,
} from '@giftgrab/core';
import type { Observable } from 'rxjs';
import type { AnimationPicture } from './animated-png';
import { rgbPicture, type RgbPicture } from './rgb-picture';

/** How much of a stream {@link display} shows. */
export interface AnimationOptions {
  /** How many seconds of it, up to 60; fewer where it ends before. */
  readonly seconds: number;
  /** As wide as it may be, in pixels. @defaultValue 240 */
  readonly cols?: number;
  /** Pictures a second, at most, up to 30. @defaultValue 10 */
  readonly frameRate?: number;
}

const OPTION_NAMES = ['seconds', 'cols', 'frameRate'];
const LONGEST_SECONDS = 60;
const HIGHEST_RATE = 30;
const LARGEST = 4096;

/**
 * Takes the pictures of an animation from a stream, and leaves it then.
 *
 * @param stream - The frames.
 * @param options - How many.
 * @throws {@link InvalidOptionError}, as a rejection, when an option breaks its rule; {@link SourceError} when the stream ends
 * without a frame; whatever the stream fails with.
 */
export async function takeAnimation(
  stream: Observable<VideoFrame>,
  options: AnimationOptions,
): Promise<readonly AnimationPicture[]> {
  checkOptionNames('display', options, OPTION_NAMES);
  const { seconds, cols = 240, frameRate = 10 } = options;
  if (!(seconds > 0 && seconds <= LONGEST_SECONDS)) {
    const rule = `a number of seconds above 0, up to ${LONGEST_SECONDS},`;
    throw new InvalidOptionError('seconds', rule, seconds);
  }
  checkIntegerIn('cols', cols, 1, LARGEST);
  if (!(frameRate > 0 && frameRate <= HIGHEST_RATE)) {
    throw new InvalidOptionError(
      'frameRate',
      `pictures a second, above 0 and up to ${HIGHEST_RATE},`,
      frameRate,
    );
  }
  const stepMs = 1000 / frameRate;
  const taken: { readonly picture: RgbPicture; readonly ms: number }[] = [];
  let startMs: number | undefined;
  for await (const frame of iterateFrames(stream)) {
    const frameMs = timeOf(frame);
    startMs ??= frameMs;
    const ms = frameMs - startMs;
    if (ms >= seconds * 1000) break;
    // Times are rounded to the ticks of a clock: a frame that is due is not to be missed by one.
    if (ms + 1 < taken.length * stepMs) continue;
    taken.push({ picture: await rgbPicture(frame, cols), ms });
  }
  if (taken.length === 0) throw new SourceError('The stream ended without a frame to show.');
  return taken.map(({ picture, ms }, i) => {
    const nextMs = taken[i + 1]?.ms ?? ms + stepMs;
    return { ...picture, durationMs: nextMs - ms };
  });
}

/** When a frame is to be shown; one without a time was to be when it came. */
function timeOf({ pts, captured }: VideoFrame): number {
  return pts === undefined ? captured.monotonicMs : pts.seconds * 1000;
}
