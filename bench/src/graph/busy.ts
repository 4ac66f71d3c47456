// A filter for a worker thread that takes 20 ms of its time.
import type { VideoFrame } from '@giftgrab/core';

/** Looks at the clock for 20 ms and passes the frame on. */
export function filter(frame: VideoFrame): VideoFrame {
  const untilMs = performance.now() + 20;
  while (performance.now() < untilMs);
  return frame;
}
