import { ConstantsBuilder } from '../plans/constants-builder';
import type { PictureShape, Plan } from '../plans/plan';
import { fixedWeights, type AxisSums, type Sum } from './axis-sums';
import { columnRuns } from './column-runs';

/** As many rows as sums can be long without their weights becoming too coarse. */
const MOST_TAPS = 128;
/** Of words with 7 bits behind the point, and with 6 where weights may be negative and sums exceed white. */
const SHIFT = 7;
const SHIFT_SIGNED = 8;
/** Bytes behind a row that kernels may read or write. */
const SLACK = 64;
const FIELDS = 13;

/** Sums of rows and columns. */
export interface Sums {
  /** For each row of the output. */
  readonly rows: AxisSums;
  /** For each column of the output. */
  readonly cols: AxisSums;
}

/**
 * Weighted sums of rows and columns, for bytes of up to four channels.
 *
 * @param from - The source.
 * @param to - The destination.
 * @param sums - What its rows and columns are made of.
 * @param constant - The constant, one value for each channel; repeated.
 */
export function planResampling(
  from: PictureShape,
  to: PictureShape,
  { rows, cols }: Sums,
  constant: readonly number[] = [0],
): Plan | undefined {
  const longest = Math.max(longestOf(rows), longestOf(cols));
  if (from.channels > 4 || longest > MOST_TAPS) return undefined;
  const isSigned = [rows, cols].some((sums) => {
    return sums.some(({ weights }) => weights.some((weight) => weight < 0));
  });
  const rowPairs = pairsFor(rows);
  const { pairs: colPairs, places, weights, extras } = columnRuns(cols, from);
  const extrasAt = 2 * from.width + SLACK;
  const constants = new ConstantsBuilder();
  const fields = new Int32Array(FIELDS);
  constants.add(fields);
  fields.set([
    ...[from.width, from.channels, to.cols, rowPairs, colPairs],
    isSigned ? SHIFT_SIGNED : SHIFT,
    constants.add(rowTable(rows, rowPairs)),
    constants.add(places.map((place) => (place < 0 ? extrasAt + ~place : place))),
    constants.add(weights),
    constants.add(Int32Array.from(extras)),
    extras.length,
    extrasAt,
    constants.add(
      Uint8Array.from({ length: from.width + SLACK }, (_, i) => {
        return constant[(i % from.channels) % constant.length] ?? 0;
      }),
    ),
  ]);
  return {
    constants: constants.bytes(),
    localBytes: extrasAt + 2 * from.channels * extras.length + SLACK,
    phases: [
      {
        rows: to.rows,
        run: (kernels, { src, srcStride, dst, dstStride, constants: block, local }, first, end) =>
          kernels.resampleRows(src, srcStride, dst, dstStride, block, local, first, end),
      },
    ],
  };
}

function longestOf(sums: AxisSums): number {
  return sums.reduce((longest, { indices }) => Math.max(longest, indices.length), 1);
}

function pairsFor(sums: AxisSums): number {
  return Math.ceil(longestOf(sums) / 2);
}

/** Two rows and their weights, again and again. */
function rowTable(rows: AxisSums, pairs: number): Int32Array {
  const table = new Int32Array(rows.length * pairs * 3);
  rows.forEach(({ indices, weights }: Sum, row) => {
    const fixed = fixedWeights(weights);
    for (let pair = 0; pair < pairs; pair += 1) {
      // Without weight it does not matter which row it is, as long as it is there.
      const [a = 0, b = a] = indices.slice(2 * pair);
      const [weight = 0, next = 0] = fixed.slice(2 * pair);
      table.set([a, b, packWeights(weight, next)], (row * pairs + pair) * 3);
    }
  });
  return table;
}

/** Two numbers of 16 bits in one of 32. */
function packWeights(low: number, high: number): number {
  return (low & 0xffff) | (high << 16);
}
