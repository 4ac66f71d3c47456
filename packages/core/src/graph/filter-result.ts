import { describe } from '../errors';
import { VideoFrame } from '../frames/video-frame';

/** Whether a filter returned several frames. */
export function isFrames(result: unknown): result is readonly VideoFrame[] {
  return Array.isArray(result) && result.every((item) => item instanceof VideoFrame);
}

/** What a filter returned, as a list. */
export function framesOf(result: unknown): readonly VideoFrame[] {
  if (result instanceof VideoFrame) return [result];
  if (result === null) return [];
  if (isFrames(result)) return result;
  throw wrongResult(result);
}

/** Says that what a filter returned is nobody's any more. */
export function releasedResult(): TypeError {
  return new TypeError(
    'It returned a frame that it had released. What is returned is released by who gets it.',
  );
}

/** Says what a filter may return. */
export function wrongResult(result: unknown): TypeError {
  const wanted = 'Return the frame, another frame, an array of frames, or null to drop it';
  return new TypeError(`It returned ${describe(result)}. ${wanted}.`);
}
