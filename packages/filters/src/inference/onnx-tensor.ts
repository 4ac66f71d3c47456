import { InvalidOptionError } from '@giftgrab/core';

/** The numbers of a tensor, its last axis fastest. */
export type OnnxData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** What goes into a model and what comes out of it: numbers, and the length of each axis. */
export interface OnnxTensor {
  /** The numbers. */
  readonly data: OnnxData;
  /** Length of each axis, slowest first; for pictures mostly 1, channels, rows, columns. */
  readonly dims: readonly number[];
  /** ONNX's name of the type. @defaultValue that of `data`: `'float32'` for a Float32Array, and so on */
  readonly type?: string;
}

/** Tensors by the names that the model has for them. */
export type OnnxTensors = Readonly<Record<string, OnnxTensor>>;

const TYPES: ReadonlyMap<string, string> = new Map([
  ['Float32Array', 'float32'],
  ['Float64Array', 'float64'],
  ['Int8Array', 'int8'],
  ['Int16Array', 'int16'],
  ['Int32Array', 'int32'],
  ['BigInt64Array', 'int64'],
  ['Uint8Array', 'uint8'],
  ['Uint16Array', 'uint16'],
  ['Uint32Array', 'uint32'],
  ['BigUint64Array', 'uint64'],
]);

/** Whether something is a tensor, and not a set of them. */
export function isTensor(value: unknown): value is OnnxTensor {
  return (
    typeof value === 'object' &&
    value !== null &&
    'data' in value &&
    ArrayBuffer.isView(value.data) &&
    'dims' in value &&
    Array.isArray(value.dims)
  );
}

/**
 * ONNX's name of a tensor's type.
 *
 * @param tensor - The tensor.
 * @throws {@link InvalidOptionError} when its numbers are of no type that ONNX has, or not as many as its axes say.
 */
export function typeOf({ data, dims, type }: OnnxTensor): string {
  const size = dims.reduce((product, length) => product * length, 1);
  if (data.length !== size) {
    const rule = `${size} numbers, as many as its axes [${dims.join(', ')}] say,`;
    throw new InvalidOptionError('data', rule, `${data.length} numbers`);
  }
  const name = type ?? TYPES.get(data.constructor.name);
  if (name !== undefined) return name;
  throw new InvalidOptionError('data', 'numbers of a type that ONNX has', data);
}
