import type { PictureShape } from '../plans/plan';
import { fixedWeights, type AxisSums } from './axis-sums';

/** The columns of a picture as sums of pixels that lie side by side. */
export interface ColumnRuns {
  /** How many pairs of pixels each sum has. */
  readonly pairs: number;
  /** For each column where its pixels begin, in bytes of a row of words; inverted, from the beginning of the extra pixels. */
  readonly places: Int32Array;
  /** Weights of two pixels each: of the first pair for all columns, of the second… */
  readonly weights: Int32Array;
  /** Pixels that must be copied to the end of a row to lie side by side, -1 for the constant. */
  readonly extras: readonly number[];
}

/**
 * Sums of columns as kernels compute them, four columns at a time.
 *
 * @param cols - For each column of the output.
 * @param picture - The input.
 */
export function columnRuns(cols: AxisSums, { channels }: PictureShape): ColumnRuns {
  const longest = cols.reduce((most, { indices }) => Math.max(most, indices.length), 1);
  const pairs = Math.ceil(longest / 2);
  const padded = Math.ceil(cols.length / 4) * 4;
  const places = new Int32Array(padded);
  const weights = new Int32Array(padded * pairs);
  const words = new Int16Array(weights.buffer);
  const extras: number[] = [];
  const known = new Map<string, number>();
  cols.forEach(({ indices, weights: fractions }, col) => {
    fixedWeights(fractions).forEach((weight, i) => {
      words[2 * (padded * (i >> 1) + col) + (i & 1)] = weight;
    });
    const [first = 0] = indices;
    const isRun = first >= 0 && indices.every((index, i) => index === first + i);
    if (isRun) {
      places[col] = first * channels * 2;
      return;
    }
    const key = indices.join();
    const at = known.get(key) ?? extras.length;
    if (!known.has(key)) {
      known.set(key, at);
      extras.push(...indices, ...new Array<number>(2 * pairs - indices.length).fill(-1));
    }
    places[col] = ~(at * channels * 2);
  });
  return { pairs, places, weights, extras };
}
