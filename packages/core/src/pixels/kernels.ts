import type { ToRgb, Weights } from './coefficients';
import { type WasmMemory, type WasmModule, webAssembly } from '../web-assembly';
import { KERNELS_WASM } from './kernels.generated';

/** What the module exports; see assembly/ for what each function does. Addresses are bytes. */
export interface KernelFunctions {
  copyBytes(src: number, dst: number, n: number): void;
  fillBytes(dst: number, value: number, n: number): void;
  splitPairs(src: number, first: number, second: number, n: number): void;
  joinPairs(first: number, second: number, dst: number, n: number): void;
  scaleBytes(src: number, dst: number, n: number, factor: number, bias: number): void;
  narrow10(src: number, dst: number, n: number, factor: number): void;
  widen10(src: number, dst: number, n: number, mask: number): void;
  narrow16(src: number, dst: number, n: number): void;
  widen16(src: number, dst: number, n: number): void;
  rgb24ToBgra(src: number, dst: number, n: number): void;
  bgraToRgb24(src: number, dst: number, n: number): void;
  gray8ToBgra(src: number, dst: number, n: number): void;
  bgraToLuma(
    src: number,
    dst: number,
    n: number,
    ...weights: readonly [...Weights, black: number]
  ): void;
  bgraToChroma(
    src: number,
    u: number,
    v: number,
    cols: number,
    rows: number,
    chromaRows: number,
    ...weights: readonly [...Weights, ...Weights]
  ): void;
  bgraToUyvy(
    src: number,
    dst: number,
    cols: number,
    rows: number,
    ...weights: readonly [...Weights, black: number, ...Weights, ...Weights]
  ): void;
  i420ToBgra(
    luma: number,
    u: number,
    v: number,
    dst: number,
    cols: number,
    y0: number,
    y1: number,
    ...factors: ToRgb
  ): void;
  i420ToUyvy(
    luma: number,
    u: number,
    v: number,
    dst: number,
    cols: number,
    y0: number,
    y1: number,
  ): void;
  uyvyToBgra(src: number, dst: number, cols: number, rows: number, ...factors: ToRgb): void;
  uyvyToLuma(src: number, dst: number, cols: number, rows: number): void;
  uyvyToChroma(
    src: number,
    u: number,
    v: number,
    cols: number,
    rows: number,
    chromaRows: number,
  ): void;
}

/**
 * Gives room for conversions that take several steps.
 *
 * @param bytes - How many are needed.
 * @returns The address of as many bytes in the kernels' memory, theirs until they ask again.
 */
export type ScratchAllocator = (bytes: number) => number;

/** The pixel-format kernels on one memory, for one thread. */
export interface Kernels {
  /** The memory that addresses refer to. */
  readonly memory: WasmMemory;
  /** The compiled functions. */
  readonly functions: KernelFunctions;
  /** Room for conversions that take several steps; kept, and enlarged when it does not suffice. */
  readonly scratch: ScratchAllocator;
}

const loaded = new WeakMap<WasmMemory, Kernels>();
let compiled: WasmModule | undefined;

/**
 * Loads the pixel-format kernels, once per memory and thread; a few milliseconds the first time.
 *
 * @param memory - A shared `WebAssembly.Memory` with any maximum. Sources may be read up to 32 bytes
 * past their end, so leave as many after the last picture.
 * @param allocate - Where conversions of several steps get their room: at most some hundred
 * kilobytes, asked for at the first of them and again if that does not suffice. Ignored if the
 * memory's kernels are loaded already.
 * @returns The same object for the same memory.
 */
export function loadKernels(memory: WasmMemory, allocate: ScratchAllocator): Kernels {
  let kernels = loaded.get(memory);
  if (kernels === undefined) {
    compiled ??= new webAssembly.Module(Buffer.from(KERNELS_WASM, 'base64'));
    const instance = new webAssembly.Instance(compiled, { env: { memory } });
    kernels = {
      memory,
      functions: instance.exports as KernelFunctions,
      scratch: keep(allocate),
    };
    loaded.set(memory, kernels);
  }
  return kernels;
}

/** Asks an allocator only when more is needed than it gave before. */
function keep(allocate: ScratchAllocator): ScratchAllocator {
  let address = 0;
  let room = 0;
  return (bytes) => {
    if (bytes > room) {
      address = allocate(bytes);
      room = bytes;
    }
    return address;
  };
}
