/**
 * The weights of a Gaussian filter, as SciPy computes them: samples of a derivative of the Gaussian, whose weights of order 0 add
 * up to 1.
 *
 * @param sigma - Standard deviation in samples, above 0.
 * @param order - 0 for the Gaussian itself, n for its derivative of order n.
 * @param radius - Samples on each side.
 * @returns `2 * radius + 1` weights to correlate with.
 * @see `_gaussian_kernel1d` in SciPy, which convolves: odd derivatives are turned round here
 */
export function gaussianWeights(sigma: number, order: number, radius: number): Float64Array {
  const sigma2 = sigma * sigma;
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp((-0.5 / sigma2) * (i - radius) ** 2),
  );
  const sum = pairwiseSum(weights, 0, weights.length);
  for (let i = 0; i < weights.length; i += 1) weights[i] = (weights[i] ?? 0) / sum;
  if (order === 0) return weights;
  const q = derivativePolynomial(sigma2, order);
  for (let i = 0; i < weights.length; i += 1) {
    const factor = q.reduce((total, coefficient, power) => {
      return total + coefficient * (i - radius) ** power;
    }, 0);
    weights[i] = factor * (weights[i] ?? 0);
  }
  return weights.reverse();
}

/** The derivative of f = q exp(p) is (q' + q p') exp(p), with p' = -x / sigma². */
function derivativePolynomial(sigma2: number, order: number): number[] {
  let q = [1, ...new Array<number>(order).fill(0)];
  for (let n = 0; n < order; n += 1) {
    q = q.map(
      (_, power) => (power + 1) * (q[power + 1] ?? 0) + (1 / -sigma2) * (q[power - 1] ?? 0),
    );
  }
  return q;
}

const BLOCK = 128;

/** NumPy's sum of a contiguous array, in its order: a sum of another order may differ in the last bit. */
function pairwiseSum(values: Float64Array, from: number, count: number): number {
  if (count > BLOCK) {
    const half = Math.floor(count / 2);
    const first = half - (half % 8);
    return pairwiseSum(values, from, first) + pairwiseSum(values, from + first, count - first);
  }
  const at = (i: number): number => values[from + i] ?? 0;
  let sum = 0;
  let i = 0;
  if (count >= 8) {
    const sums = [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)];
    for (i = 8; i + 8 <= count; i += 8) {
      for (let lane = 0; lane < 8; lane += 1) sums[lane] = (sums[lane] ?? 0) + at(i + lane);
    }
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = sums;
    sum = a + b + (c + d) + (e + f + (g + h));
  }
  for (; i < count; i += 1) sum += at(i);
  return sum;
}
