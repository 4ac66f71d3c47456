import type { VideoFrame } from '@giftgrab/core';

export const filter = (frame: VideoFrame): VideoFrame => {
  frame.data()[0] = 43;
  return frame;
};
