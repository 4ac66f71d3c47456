import {
  copyArray,
  dtypeOf,
  isInteger,
  zeros,
  type DType,
  type SampleArray,
} from '../arrays/sample-array';
import { limitsOf } from '../pointwise/sample-scale';
import type { PlaneDerivativeOptions } from './derivative-options';

/**
 * Computes numbers with signs and writes them as the options wish.
 *
 * @param output - The destination.
 * @param options - What becomes of signs.
 * @param compute - Writes to an array of the output's shape: the output itself where numbers wrap around, as SciPy does at every step.
 */
export function writeSigned(
  output: SampleArray,
  { signed = 'wrap', largest }: PlaneDerivativeOptions,
  compute: (target: SampleArray) => void,
): void {
  if (signed === 'wrap') {
    compute(output);
    return;
  }
  const dtype = dtypeOf(output.data);
  const exact = zeros({ dtype: 'float64', shape: output.shape });
  compute(exact);
  const [least, most] = limitsOf(dtype);
  const limit = Math.min(most, largest ?? most);
  const middle = middleOf(dtype, limit);
  const { data } = exact;
  for (let i = 0; i < data.length; i += 1) {
    const value = data[i] ?? 0;
    const shown = signed === 'absolute' ? Math.abs(value) : half(value, dtype) + middle;
    data[i] = Math.min(limit, Math.max(least, shown));
  }
  copyArray(exact, output);
}

function half(value: number, dtype: DType): number {
  return isInteger(dtype) ? Math.floor(value / 2) : value / 2;
}

function middleOf(dtype: DType, largest: number): number {
  return dtype.startsWith('uint') ? (largest + 1) / 2 : 0;
}
