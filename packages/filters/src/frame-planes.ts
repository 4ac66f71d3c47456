import type { FrameShape, VideoFrame } from '@giftgrab/core';
import { arrayAt, bytesOf, type ArrayShape, type SampleArray } from './arrays/sample-array';

/**
 * A plane as it lies in memory: a row may be longer than the picture, to hold a multiple of some columns.
 *
 * @param shape - The frame's.
 * @param index - Number of the plane.
 */
export function planeShape(shape: FrameShape, index: number): ArrayShape {
  const layout = shape.layout.planes[index];
  const channels = shape.format.planes[index]?.channels ?? 1;
  const dtype = shape.format.bytesPerSample === 1 ? 'uint8' : 'uint16';
  const cols = (layout?.stride ?? 0) / (channels * bytesOf(dtype));
  return { dtype, shape: [layout?.rows ?? 0, cols, channels] };
}

/**
 * A plane of a frame as an array, rows without gaps.
 *
 * @param frame - The frame.
 * @param view - Number of the view.
 * @param index - Number of the plane.
 */
export function storedPlane(frame: VideoFrame, view: number, index: number): SampleArray {
  const bytes = frame.data(view);
  const offset = frame.shape.layout.planes[index]?.offset ?? 0;
  return arrayAt(bytes.buffer, bytes.byteOffset + offset, planeShape(frame.shape, index));
}
