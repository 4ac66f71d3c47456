/** Fixed-point weights add up to two to this power. */
export const WEIGHT_BITS = 15;

/** Weights that are signed 16-bit numbers cannot reach 1. */
const LARGEST = 2 ** WEIGHT_BITS - 1;

/**
 * Rounds symmetric weights to fixed point so that they still add up to one: flat areas keep their level.
 *
 * @param half - The middle weight and those on one side of it.
 * @param total - What they add up to, in units of 2^-{@link WEIGHT_BITS}.
 * @returns The middle weight and the others doubled (for averages of mirrored samples), in units of
 * 2^-{@link WEIGHT_BITS}; `undefined` where one does not fit.
 */
export function fixedWeights(
  half: ArrayLike<number>,
  total = 2 ** WEIGHT_BITS,
): Int16Array | undefined {
  const exact = Array.from(half, (weight, i) => weight * 2 ** WEIGHT_BITS * (i === 0 ? 1 : 2));
  const weights = exact.map(Math.floor);
  const missing = total - weights.reduce((sum, weight) => sum + weight, 0);
  // Those that lost most are rounded up instead.
  const byLoss = exact
    .map((value, i) => ({ i, loss: value - Math.floor(value) }))
    .sort((a, b) => b.loss - a.loss);
  for (const { i } of byLoss.slice(0, missing)) weights[i] = (weights[i] ?? 0) + 1;
  // A Gaussian so narrow that its middle is 1 gives the last unit away.
  const excess = Math.max(0, (weights[0] ?? 0) - LARGEST);
  weights[0] = (weights[0] ?? 0) - excess;
  weights[1] = (weights[1] ?? 0) + excess;
  return weights.every((weight) => Math.abs(weight) <= LARGEST)
    ? Int16Array.from(weights)
    : undefined;
}

/** The real numbers that fixed-point weights stand for: the middle and one side. */
export function realWeights(fixed: Int16Array): Float64Array {
  return Float64Array.from(fixed, (weight, i) => weight / 2 ** WEIGHT_BITS / (i === 0 ? 1 : 2));
}
