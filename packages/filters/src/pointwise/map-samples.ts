import { dtypeOf, isInteger, sizeOf, type DType, type SampleArray } from '../arrays/sample-array';
import { limitsOf, type SampleScale } from './sample-scale';

/** What becomes of a sample, before it is rounded. */
export type Curve = (value: number) => number;

/**
 * Rounds (halves upwards) and limits what a curve gives to what a type can hold.
 *
 * @param curve - The curve.
 * @param scale - The scale of the samples.
 * @param from - Type of the samples.
 * @param to - Type of the results; of the same type they keep within the scale.
 */
export function finished(curve: Curve, scale: SampleScale, from: DType, to: DType): Curve {
  if (!isInteger(to)) return curve;
  const [least, largest] = from === to ? [scale.least, scale.largest] : limitsOf(to);
  return (value) => Math.min(largest, Math.max(least, Math.floor(curve(value) + 0.5)));
}

/**
 * Maps every sample of an array to another's.
 *
 * @param input - The source.
 * @param output - The destination; may be the same place.
 * @param curve - What becomes of a sample, finished.
 */
export function mapSamples(input: SampleArray, output: SampleArray, curve: Curve): void {
  const dtype = dtypeOf(input.data);
  // Whole numbers of 16 bits and less are looked up, where there are more samples than values: calls take several times as long.
  const bits = input.data.BYTES_PER_ELEMENT * 8;
  const [least] = limitsOf(dtype);
  const table =
    isInteger(dtype) && bits <= 16 && sizeOf(input.shape) > 2 ** bits
      ? Float64Array.from({ length: 2 ** bits }, (_, i) => curve(i + least))
      : undefined;
  mapAxis(input, output, 0, input.offset, output.offset, curve, table, least);
}

function mapAxis(
  input: SampleArray,
  output: SampleArray,
  axis: number,
  inputAt: number,
  outputAt: number,
  curve: Curve,
  table: Float64Array | undefined,
  least: number,
): void {
  const length = input.shape[axis] ?? 1;
  const isLast = axis >= input.shape.length - 1;
  const inputStride = input.stride[axis] ?? 0;
  const outputStride = output.stride[axis] ?? 0;
  for (let i = 0; i < length; i += 1) {
    if (isLast) {
      const value = input.data[inputAt] ?? 0;
      output.data[outputAt] = table === undefined ? curve(value) : (table[value - least] ?? 0);
    } else {
      mapAxis(input, output, axis + 1, inputAt, outputAt, curve, table, least);
    }
    inputAt += inputStride;
    outputAt += outputStride;
  }
}
