import type { PlaneLayout, Samples, VideoFrame } from '@giftgrab/core';

/** One channel of one plane of one view. */
export interface Channel {
  /** Number of the plane. */
  readonly plane: number;
  /** Number of the channel in the plane, in memory order. */
  readonly channel: number;
}

/**
 * Replaces every sample of a channel, in place, in every view.
 *
 * @param frame - A frame that may be written to.
 * @param which - The channel.
 * @param table - The new value for each old one; as long as there are values (256 for bytes).
 */
export function mapChannel(frame: VideoFrame, which: Channel, table: Samples): void {
  const { format, layout } = frame.shape;
  const plane = layout.planes[which.plane];
  const channels = format.planes[which.plane]?.channels;
  if (plane === undefined || channels === undefined) return;
  for (let view = 0; view < frame.stereoCount; view += 1) {
    const samples = planeSamples(frame, view, plane);
    for (let i = which.channel; i < samples.length; i += channels) {
      samples[i] = table[samples[i] ?? 0] ?? 0;
    }
  }
}

function planeSamples(frame: VideoFrame, view: number, plane: PlaneLayout): Samples {
  const { bytesPerSample } = frame.shape.format;
  const start = plane.offset / bytesPerSample;
  return frame.samples(view).subarray(start, start + plane.byteLength / bytesPerSample);
}
