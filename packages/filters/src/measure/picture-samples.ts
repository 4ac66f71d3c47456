import { InvalidOptionError, VideoFrame } from '@giftgrab/core';
import {
  copyArray,
  dtypeOf,
  isSampleArray,
  isTight,
  shapeOf,
  sizeOf,
  zeros,
  type SampleArray,
  type TypedArray,
} from '../arrays/sample-array';

/** What can be measured: an array of any shape, or a frame. */
export type Measurable = SampleArray | VideoFrame;

/**
 * The samples that are measured: of a frame the first view's `array()`, which layouts of several planes do not have.
 *
 * @param picture - An array or a frame.
 * @throws {@link InvalidOptionError} when it is neither; {@link UnsupportedFormatError} for frames of several planes.
 */
export function samplesOf(picture: Measurable): SampleArray {
  if (picture instanceof VideoFrame) return picture.array();
  if (!isSampleArray(picture)) {
    throw new InvalidOptionError('input', 'an ndarray or a frame', picture);
  }
  dtypeOf(picture.data);
  return picture;
}

/** The samples of an array one behind the other, last axis fastest; without a copy where they lie so. */
export function valuesOf(array: SampleArray): TypedArray {
  const size = sizeOf(array.shape);
  if (isTight(array)) return array.data.subarray(array.offset, array.offset + size);
  const copy = zeros(shapeOf(array));
  copyArray(array, copy);
  return copy.data;
}
