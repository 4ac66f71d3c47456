import type { SampleArray } from './sample-array';

/**
 * Calls back for each line of an array along an axis, with where it begins in the data of two arrays that differ at
 * most in the length of that axis.
 *
 * @param input - The one.
 * @param output - The other.
 * @param axis - The axis.
 * @param visit - Is given the indices of the lines' first samples.
 */
export function forEachLine(
  input: SampleArray,
  output: SampleArray,
  axis: number,
  visit: (inputStart: number, outputStart: number) => void,
): void {
  const walk = (current: number, inputAt: number, outputAt: number): void => {
    if (current === input.shape.length) {
      visit(inputAt, outputAt);
      return;
    }
    const length = current === axis ? 1 : (input.shape[current] ?? 0);
    for (let i = 0; i < length; i += 1) {
      walk(
        current + 1,
        inputAt + i * (input.stride[current] ?? 0),
        outputAt + i * (output.stride[current] ?? 0),
      );
    }
  };
  walk(0, input.offset, output.offset);
}

/**
 * Makes each line of an array along an axis into one of another array, all in double precision.
 *
 * @param input - The source.
 * @param output - The destination; the same place as the source is fine.
 * @param axis - The axis.
 * @param indices - What each sample of the extended line is: the number of a sample, or negative for `cval`; from
 * `extendedIndices`.
 * @param cval - The constant.
 * @param compute - Is given the extended line and writes the new one.
 */
export function mapLines(
  input: SampleArray,
  output: SampleArray,
  axis: number,
  indices: Int32Array,
  cval: number,
  compute: (extended: Float64Array, line: Float64Array) => void,
): void {
  const extended = new Float64Array(indices.length);
  const line = new Float64Array(output.shape[axis] ?? 0);
  const inputStride = input.stride[axis] ?? 0;
  const outputStride = output.stride[axis] ?? 0;
  forEachLine(input, output, axis, (inputStart, outputStart) => {
    for (let i = 0; i < indices.length; i += 1) {
      const index = indices[i] ?? 0;
      extended[i] = index < 0 ? cval : (input.data[inputStart + index * inputStride] ?? 0);
    }
    compute(extended, line);
    for (let i = 0; i < line.length; i += 1) {
      output.data[outputStart + i * outputStride] = line[i] ?? 0;
    }
  });
}
