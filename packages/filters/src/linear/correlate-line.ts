/** How the two halves of a list of weights relate: SciPy adds mirrored samples first where it can, which rounds otherwise. */
export type Symmetry = 'even' | 'odd' | 'none';

/**
 * Whether weights are mirrored about their middle.
 *
 * @param weights - The weights.
 * @returns `'even'` or `'odd'` for an odd number of weights that are equal or opposite to within `Number.EPSILON`, as in SciPy.
 */
export function symmetryOf(weights: ArrayLike<number>): Symmetry {
  const { length } = weights;
  if (length % 2 === 0) return 'none';
  const middle = (length - 1) / 2;
  let isEven = true;
  let isOdd = true;
  for (let i = 1; i <= middle; i += 1) {
    const before = weights[middle - i] ?? 0;
    const after = weights[middle + i] ?? 0;
    if (!(Math.abs(after - before) <= Number.EPSILON)) isEven = false;
    if (!(Math.abs(after + before) <= Number.EPSILON)) isOdd = false;
  }
  return isEven ? 'even' : isOdd ? 'odd' : 'none';
}

/**
 * Correlates a line with weights, adding up in the order of SciPy's `NI_Correlate1D`, so that sums round alike.
 *
 * @param extended - The line with `weights.length - 1` samples more than come out.
 * @param weights - The weights.
 * @param symmetry - What {@link symmetryOf} says of them.
 * @param line - Where the sums go.
 */
export function correlateLine(
  extended: Float64Array,
  weights: Float64Array,
  symmetry: Symmetry,
  line: Float64Array,
): void {
  if (symmetry === 'none') correlatePlain(extended, weights, line);
  else correlateMirrored(extended, weights, symmetry === 'even' ? 1 : -1, line);
}

function correlatePlain(extended: Float64Array, weights: Float64Array, line: Float64Array): void {
  const last = weights.length - 1;
  for (let i = 0; i < line.length; i += 1) {
    // The last product comes first.
    let sum = (extended[i + last] ?? 0) * (weights[last] ?? 0);
    for (let k = 0; k < last; k += 1) sum += (extended[i + k] ?? 0) * (weights[k] ?? 0);
    line[i] = sum;
  }
}

function correlateMirrored(
  extended: Float64Array,
  weights: Float64Array,
  sign: 1 | -1,
  line: Float64Array,
): void {
  const last = weights.length - 1;
  const middle = last / 2;
  for (let i = 0; i < line.length; i += 1) {
    let sum = (extended[i + middle] ?? 0) * (weights[middle] ?? 0);
    for (let k = 0; k < middle; k += 1) {
      const pair = (extended[i + k] ?? 0) + sign * (extended[i + last - k] ?? 0);
      sum += pair * (weights[k] ?? 0);
    }
    line[i] = sum;
  }
}
