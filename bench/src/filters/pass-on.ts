// A filter for a worker thread that does nothing.
import type { VideoFrame } from '@giftgrab/core';

/** Passes the frame on. */
export const filter = (frame: VideoFrame): VideoFrame => frame;
