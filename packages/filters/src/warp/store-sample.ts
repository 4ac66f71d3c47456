import { dtypeOf, isInteger, type TypedArray } from '../arrays/sample-array';

/** Turns an interpolated value into one that an array can hold. */
export type Rounding = (value: number) => number;

/**
 * How interpolated values are stored: to whole numbers they are rounded, halves away from zero, and clipped to what the type
 * holds.
 *
 * @param data - The destination.
 * @see `CASE_INTERP_OUT_INT` in SciPy's ni_interpolation.c
 */
export function roundingFor(data: TypedArray): Rounding {
  const dtype = dtypeOf(data);
  if (!isInteger(dtype)) return (value) => value;
  const isSigned = dtype.startsWith('int');
  const bits = data.BYTES_PER_ELEMENT * 8;
  const largest = 2 ** (isSigned ? bits - 1 : bits) - 1;
  const smallest = isSigned ? -largest - 1 : 0;
  return (value) => {
    const rounded = value > 0 ? value + 0.5 : value - 0.5;
    return Math.trunc(Math.max(smallest, Math.min(largest, rounded)));
  };
}
