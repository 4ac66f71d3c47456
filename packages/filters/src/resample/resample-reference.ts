import { extendedIndices } from '../arrays/boundary';
import { mapLines } from '../arrays/lines';
import { zeros, type SampleArray } from '../arrays/sample-array';
import { roundingFor } from '../warp/store-sample';
import type { AxisSums } from './axis-sums';
import type { Sums } from './resample-plan';

/**
 * Weighted sums of rows and columns in double precision, for arrays of any type, strides and further axes.
 *
 * @param input - The source.
 * @param output - The destination.
 * @param sums - What its rows and columns are made of.
 */
export function resampleReference(input: SampleArray, output: SampleArray, sums: Sums): void {
  const [, cols = 0, ...rest] = input.shape;
  const rows = sums.rows.length;
  const between = zeros({ dtype: 'float64', shape: [rows, cols, ...rest] });
  alongAxis(input, between, 0, sums.rows);
  alongAxis(between, output, 1, sums.cols);
}

function alongAxis(input: SampleArray, output: SampleArray, axis: number, sums: AxisSums): void {
  const indices = extendedIndices(input.shape[axis] ?? 0, 0, 0, 'nearest');
  const round = roundingFor(output.data);
  mapLines(input, output, axis, indices, 0, (samples, line) => {
    for (const [i, { indices: taps, weights }] of sums.entries()) {
      let sum = 0;
      for (let k = 0; k < taps.length; k += 1) {
        sum += (samples[taps[k] ?? 0] ?? 0) * (weights[k] ?? 0);
      }
      line[i] = round(sum);
    }
  });
}
