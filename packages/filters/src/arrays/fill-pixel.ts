import type { SampleArray } from './sample-array';

/**
 * Writes the samples of one pixel: of all axes behind those that choose it.
 *
 * @param array - The destination.
 * @param axis - The first axis that is written along: 2 for pixels of a picture.
 * @param at - Index of the pixel's first sample in the array's data.
 * @param values - A value for each place along the last axis; repeated.
 * @param keep - Which of these places stay as they are, if any do.
 */
export function fillPixel(
  array: SampleArray,
  axis: number,
  at: number,
  values: readonly number[],
  keep?: readonly boolean[],
): void {
  fillAlong(array, axis, at, 0, values, keep);
}

function fillAlong(
  array: SampleArray,
  axis: number,
  at: number,
  place: number,
  values: readonly number[],
  keep: readonly boolean[] | undefined,
): void {
  const length = array.shape[axis];
  if (length === undefined) {
    if (keep?.[place] !== true) array.data[at] = values[place % values.length] ?? 0;
    return;
  }
  const stride = array.stride[axis] ?? 0;
  for (let i = 0; i < length; i += 1) {
    fillAlong(array, axis + 1, at + i * stride, i, values, keep);
  }
}
