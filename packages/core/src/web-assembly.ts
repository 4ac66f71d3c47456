/**
 * What the project uses of a `WebAssembly.Memory`, which is one of these.
 *
 * Declared here because Node's types leave WebAssembly out, and the DOM's would bring a browser's
 * globals along, here and for everybody who imports this package.
 */
export interface WasmMemory {
  /** The bytes; a `SharedArrayBuffer` if the memory is shared. */
  readonly buffer: ArrayBufferLike;
  /**
   * Enlarges it.
   *
   * @param pages - By how many pages of 64 KiB.
   * @returns How many pages it had before.
   * @throws `RangeError` when the memory's maximum or the system does not allow it.
   */
  grow(pages: number): number;
}

/** What the project uses of the global `WebAssembly`. */
export interface WasmApi {
  /** Compiles a module. */
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  /** Makes an instance of a module. */
  readonly Instance: new (module: WasmModule, imports: WasmImports) => WasmInstance;
  /** Reserves a memory; sizes in pages of 64 KiB. */
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => WasmMemory;
}

/** A compiled module; for {@link WasmApi.Instance} only. */
export type WasmModule = object;

/** An instance of a module. */
export interface WasmInstance {
  /** Its functions, by name. */
  readonly exports: object;
}

/** What a module imports: its memory. */
export interface WasmImports {
  /** The name that AssemblyScript imports from. */
  readonly env: { readonly memory: WasmMemory };
}

/** The global `WebAssembly`. */
export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
