/**
 * The value that a share of all values is not above.
 *
 * @param values - In any order.
 * @param share - From 0 to 1.
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}
