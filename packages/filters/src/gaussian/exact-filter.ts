/** A symmetric filter whose sums in fixed point are known to be close to the exact ones. */
export interface ExactFilter {
  /** The middle weight and those of one side, outwards; an even number. */
  readonly weights: Int16Array;
  /** They are in units of 2^-shift. */
  readonly shift: number;
  /** Added to the sums. */
  readonly offset: number;
  /** The most that sums can be off then. */
  readonly margin: number;
  /** The weights in double precision: those of one side, the furthest first, then the middle one. */
  readonly exact: Float64Array;
  /** Weights on each side. */
  readonly radius: number;
}

/** Sums of 255 times 2^22 still fit 32 bits. */
const MOST_BITS = 22;

/** Far more than double precision can round, in levels. */
const DOUBLE_ERROR = 1e-9;

/**
 * Rounds the weights of a filter as finely as 16 bits allow, and finds out what that can change.
 *
 * @param weights - Symmetric weights of at least 0 that add up to one.
 */
export function exactFilter(weights: Float64Array): ExactFilter {
  const radius = (weights.length - 1) / 2;
  const half = weights.slice(radius);
  let shift = MOST_BITS;
  while (Math.max(...half) * 2 ** shift > 32_767) shift -= 1;
  const rounded = new Int16Array(half.length + (half.length % 2));
  let offset = 0;
  let margin = DOUBLE_ERROR * 2 ** shift;
  half.forEach((weight, i) => {
    const scaled = weight * 2 ** shift;
    rounded[i] = Math.round(scaled);
    // Grey, and how far from it the sum of two bytes (the middle one byte) can be.
    const grey = i === 0 ? 127.5 : 255;
    const lost = scaled - (rounded[i] ?? 0);
    offset += lost * grey;
    margin += Math.abs(lost) * grey;
  });
  return {
    weights: rounded,
    shift,
    offset: Math.round(offset),
    // The offset was rounded by up to a half.
    margin: Math.ceil(margin + 0.5),
    exact: weights.slice(0, radius + 1),
    radius,
  };
}
