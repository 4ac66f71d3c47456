import type { AxisDesign } from './axis-design';

/** What a plan does to a picture, for {@link errorBound}. */
export interface PlannedAxes {
  /** Rows are filtered so; left out if they are not. */
  readonly rows?: AxisDesign | undefined;
  /** Columns are filtered so; left out if they are not. */
  readonly cols?: AxisDesign | undefined;
}

/** How far a result can be from the exact Gaussian, in levels, before the final rounding. */
export interface ErrorBound {
  /** The most, for any picture of bytes. */
  readonly worstCase: number;
  /** What results are too large by on average, because averages round up. To be taken off at the end. */
  readonly bias: number;
}

/** A unit of samples before the first filter, in levels. */
const FINE = 1 / 256;

/** A unit of samples after the first filter, in levels. */
const COARSE = 1 / 128;

/** The same where nothing is halved. */
const COARSE_DIRECT = 1 / 64;

/** Units that halving can add: its averages round up by at most half a unit each. */
const HALVING = 1.1875;

/** Units that doubling can add. */
const DOUBLING = 0.875;

/**
 * Adds up all errors that a plan can make: weights that are not quite those of the Gaussian, and roundings on the way.
 *
 * @param axes - How the axes are filtered.
 */
export function errorBound({ rows, cols }: PlannedAxes): ErrorBound {
  const designs = [cols, rows].filter((design) => design !== undefined);
  // The first vertical halving is exact: it has bytes to work on.
  const halvings = (cols?.levels ?? 0) + Math.max(0, (rows?.levels ?? 0) - 1);
  const doublings = (cols?.levels ?? 0) + (rows?.levels ?? 0);
  const coarse = doublings === 0 ? COARSE_DIRECT : COARSE;
  const gain = designs.reduce((product, design) => product * design.gain, 1);
  let bias = (halvings * HALVING * FINE) / 2;
  let spread = bias * gain;
  let unit = FINE;
  for (const { gain: own } of designs) {
    // Averages of mirrored samples round up; the sum is rounded to nearest.
    bias += unit / 4;
    spread += (unit / 4) * own + coarse / 2;
    unit = coarse;
  }
  bias += (doublings * DOUBLING * COARSE) / 2;
  spread += (doublings * DOUBLING * COARSE) / 2;
  const colsError = cols?.worstCase ?? 0;
  const rowsError = rows?.worstCase ?? 0;
  const rest = Math.abs(bias - Math.round(bias / COARSE) * COARSE);
  return { worstCase: colsError * (rows?.gain ?? 1) + rowsError + spread + rest, bias };
}

/** Plans that could be further off than this, in levels, are not made. */
export const LARGEST_ERROR = 0.35;
