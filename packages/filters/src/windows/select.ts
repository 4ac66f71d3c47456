/**
 * The number that would stand at a place if a list were sorted: Hoare's selection.
 *
 * @param values - The list; it is reordered.
 * @param rank - The place, from 0.
 * @returns The number.
 */
export function select(values: Float64Array, rank: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[rank] ?? 0;
    let i = left;
    let j = right;
    do {
      while ((values[i] ?? 0) < pivot) i += 1;
      while (pivot < (values[j] ?? 0)) j -= 1;
      if (i <= j) {
        const kept = values[i] ?? 0;
        values[i] = values[j] ?? 0;
        values[j] = kept;
        i += 1;
        j -= 1;
      }
    } while (i <= j);
    if (j < rank) left = i;
    if (rank < i) right = j;
  }
  return values[rank] ?? 0;
}
