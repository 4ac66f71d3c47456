import { copyArray, isInteger, shapeOf, zeros, type SampleArray } from '../arrays/sample-array';
import { limitsOf } from '../pointwise/sample-scale';

/** How samples are moved away from their blurred values. */
export interface Sharpening {
  /** The part of the difference that is added. */
  readonly amount: number;
  /** Smaller differences, and those that are equal, are left alone. */
  readonly threshold: number;
  /** The largest number of a sample, where the type could hold more. */
  readonly largest?: number | undefined;
}

/** Amounts for whole numbers are multiples of one by this. */
export const AMOUNT_UNITS = 512;

/**
 * Sharpens a picture.
 *
 * @param input - The picture.
 * @param blurred - The same, blurred; is overwritten.
 * @param output - The destination; may be the input.
 * @param sharpening - How.
 */
export function sharpen(
  input: SampleArray,
  blurred: SampleArray,
  output: SampleArray,
  { amount, threshold, largest = Infinity }: Sharpening,
): void {
  const { dtype, shape } = shapeOf(output);
  const [least, most] = limitsOf(dtype);
  const isWhole = isInteger(dtype);
  const factor = isWhole ? Math.round(amount * AMOUNT_UNITS) / AMOUNT_UNITS : amount;
  const source = zeros({ dtype: 'float64', shape });
  copyArray(input, source);
  for (let i = 0; i < blurred.data.length; i += 1) {
    const value = source.data[i] ?? 0;
    const difference = value - (blurred.data[i] ?? 0);
    if (Math.abs(difference) <= threshold) continue;
    const change = isWhole ? Math.floor(factor * difference + 0.5) : factor * difference;
    source.data[i] = Math.min(most, largest, Math.max(least, value + change));
  }
  copyArray(source, output);
}
