import { InvalidOptionError } from '@giftgrab/core';
import ndarray, { type NdArray } from 'ndarray';

/** Samples that a filter can read and write. */
export type TypedArray =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** An ndarray of samples, of any shape and strides; a frame's `array()` and `planes()` are such. */
export type SampleArray = NdArray<TypedArray>;

/** A type of samples, by NumPy's name. */
export type DType =
  'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';

/** Constructors by NumPy's names of their types. */
const TYPES = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const satisfies Record<DType, unknown>;

/** Every {@link DType}. */
export const DTYPES = Object.keys(TYPES) as readonly DType[];

/** What a filter needs to know of an array to plan its work: not where it lies. */
export interface ArrayShape {
  /** Type of the samples. */
  readonly dtype: DType;
  /** Length of each axis: rows, columns and channels for a picture. */
  readonly shape: readonly number[];
}

/** The type of an array's samples. A `Uint8ClampedArray` counts as `uint8`. */
export function dtypeOf(data: TypedArray): DType {
  if (data instanceof Uint8ClampedArray) return 'uint8';
  for (const dtype of DTYPES) if (data instanceof TYPES[dtype]) return dtype;
  throw new InvalidOptionError('input', 'an ndarray on a typed array of numbers', data);
}

/** Shape and type of an array. */
export function shapeOf(array: SampleArray): ArrayShape {
  return { dtype: dtypeOf(array.data), shape: array.shape };
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Bytes of one sample. */
export function bytesOf(dtype: DType): number {
  return TYPES[dtype].BYTES_PER_ELEMENT;
}

/** Whether samples are whole numbers. */
export function isInteger(dtype: DType): boolean {
  return dtype !== 'float32' && dtype !== 'float64';
}

/** Makes an array of zeros, rows without gaps. */
export function zeros({ dtype, shape }: ArrayShape): SampleArray {
  return ndarray<TypedArray>(new TYPES[dtype](sizeOf(shape)), [...shape]);
}

/**
 * A view on memory as an array, rows without gaps.
 *
 * @param buffer - The memory.
 * @param ptr - Address of the first sample; a multiple of the sample's size.
 * @param array - Shape and type.
 */
export function arrayAt(buffer: ArrayBufferLike, ptr: number, array: ArrayShape): SampleArray {
  const data = new TYPES[array.dtype](buffer as ArrayBuffer, ptr, sizeOf(array.shape));
  return ndarray<TypedArray>(data, [...array.shape]);
}

/** Whether a value is an ndarray (and not, say, options). */
export function isSampleArray(value: unknown): value is SampleArray {
  if (typeof value !== 'object' || value === null) return false;
  const { data, shape, stride, offset } = value as Partial<SampleArray>;
  return (
    ArrayBuffer.isView(data) &&
    Array.isArray(shape) &&
    Array.isArray(stride) &&
    typeof offset === 'number'
  );
}

/** Whether two shapes are the same. */
export function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Strides of an array of a shape without gaps, last axis fastest. */
export function tightStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
}

/** Whether an array's samples lie one behind the other, last axis fastest. */
export function isTight(array: SampleArray): boolean {
  const strides = tightStrides(array.shape);
  // The stride of an axis of length one is never taken.
  return array.shape.every((length, axis) => length <= 1 || array.stride[axis] === strides[axis]);
}

/** Whether two arrays may share memory. */
export function mayOverlap(a: SampleArray, b: SampleArray): boolean {
  return (
    isSameBuffer(a.data.buffer, b.data.buffer) &&
    a.data.byteOffset < b.data.byteOffset + b.data.byteLength &&
    b.data.byteOffset < a.data.byteOffset + a.data.byteLength
  );
}

/** A shared WebAssembly memory hands out another object after it has grown: all shared ones may be one. */
function isSameBuffer(a: ArrayBufferLike, b: ArrayBufferLike): boolean {
  return a === b || (a instanceof SharedArrayBuffer && b instanceof SharedArrayBuffer);
}

/** Whether two arrays are the same samples in the same places. */
export function isSamePlace(a: SampleArray, b: SampleArray): boolean {
  return (
    mayOverlap(a, b) &&
    a.data.byteOffset + a.offset * a.data.BYTES_PER_ELEMENT ===
      b.data.byteOffset + b.offset * b.data.BYTES_PER_ELEMENT &&
    a.data.BYTES_PER_ELEMENT === b.data.BYTES_PER_ELEMENT &&
    isSameShape(a.shape, b.shape) &&
    a.stride.every((stride, axis) => stride === b.stride[axis])
  );
}

/**
 * Copies an array to another of the same shape, whatever their strides. Numbers become the other type
 * as in C: fractions are cut off and what does not fit wraps around.
 *
 * @param from - The source.
 * @param to - The destination; must not overlap unless it is the same place.
 */
export function copyArray(from: SampleArray, to: SampleArray): void {
  if (isTight(from) && isTight(to)) {
    const size = sizeOf(from.shape);
    to.data.set(from.data.subarray(from.offset, from.offset + size), to.offset);
    return;
  }
  copyAxis(from, to, 0, from.offset, to.offset);
}

function copyAxis(
  from: SampleArray,
  to: SampleArray,
  axis: number,
  fromIndex: number,
  toIndex: number,
): void {
  const length = from.shape[axis];
  if (length === undefined) {
    to.data[toIndex] = from.data[fromIndex] ?? 0;
    return;
  }
  const fromStride = from.stride[axis] ?? 0;
  const toStride = to.stride[axis] ?? 0;
  const isLast = axis === from.shape.length - 1;
  for (let i = 0; i < length; i += 1) {
    if (isLast) to.data[toIndex] = from.data[fromIndex] ?? 0;
    else copyAxis(from, to, axis + 1, fromIndex, toIndex);
    fromIndex += fromStride;
    toIndex += toStride;
  }
}
