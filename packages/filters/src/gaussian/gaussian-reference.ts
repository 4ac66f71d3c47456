import { correlateAxis } from '../linear/correlate-axis';
import { copyArray, dtypeOf, isInteger, zeros, type SampleArray } from '../arrays/sample-array';
import { gaussianWeights } from './gaussian-weights';
import type { GaussianSteps } from './gaussian-options';

/**
 * Filters one axis after the other in double precision, as SciPy does.
 *
 * @param input - The source.
 * @param output - The destination, of the same shape; may be the same place.
 * @param steps - What to do.
 */
export function gaussianReference(
  input: SampleArray,
  output: SampleArray,
  steps: GaussianSteps,
): void {
  // SciPy keeps what lies between two axes in the output, with the fractions that its type has.
  const between =
    steps.truncates || !isInteger(dtypeOf(output.data))
      ? output
      : zeros({ dtype: 'float64', shape: output.shape });
  if (steps.passes.length === 0) copyArray(input, between);
  let from = input;
  for (const { axis, sigma, order, radius, mode } of steps.passes) {
    const weights = gaussianWeights(sigma, order, radius);
    correlateAxis(from, between, { axis, weights, mode, cval: steps.cval });
    from = between;
  }
  if (between === output) return;
  const data = between.data;
  for (let i = 0; i < data.length; i += 1) data[i] = Math.floor((data[i] ?? 0) + 0.5);
  copyArray(between, output);
}
