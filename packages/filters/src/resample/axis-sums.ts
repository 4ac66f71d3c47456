/** What the samples of a line are made of: for each the numbers of others, -1 for the constant, and their weights. */
export type AxisSums = readonly Sum[];

/** A weighted sum of samples. */
export interface Sum {
  /** Numbers of samples, -1 for the constant; none twice. */
  readonly indices: readonly number[];
  /** Their weights, which add up to 1. */
  readonly weights: readonly number[];
}

/**
 * A sum in its shortest form: each sample once, in order, and none without weight.
 *
 * @param indices - Numbers of samples.
 * @param weights - Their weights.
 */
export function sumOf(indices: Iterable<number>, weights: ArrayLike<number>): Sum {
  const found = new Map<number, number>();
  let i = 0;
  for (const index of indices) {
    found.set(index, (found.get(index) ?? 0) + (weights[i] ?? 0));
    i += 1;
  }
  const kept = [...found].filter(([, weight]) => weight !== 0).sort(([a], [b]) => a - b);
  return { indices: kept.map(([index]) => index), weights: kept.map(([, weight]) => weight) };
}

/** The sums of a line that stays as it is. */
export function identitySums(length: number): AxisSums {
  return Array.from({ length }, (_, index) => ({ indices: [index], weights: [1] }));
}

/** One in fixed point. */
export const ONE = 16_384;

/**
 * Weights in fixed point that add up to {@link ONE}; what is lost by rounding one goes to the next.
 *
 * @param weights - Weights that add up to 1.
 */
export function fixedWeights(weights: readonly number[]): readonly number[] {
  let sum = 0;
  let given = 0;
  return weights.map((weight) => {
    sum += weight;
    const fixed = Math.round(sum * ONE) - given;
    given += fixed;
    return fixed;
  });
}
