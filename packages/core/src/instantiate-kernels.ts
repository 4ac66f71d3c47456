import { frameMemory } from './frames/frame-memory';
import { webAssembly } from './web-assembly';

const instances = new Map<string, object>();

/**
 * Loads WebAssembly kernels that work on the frame memory, once for each thread. For authors of filters.
 *
 * Kernels are functions on byte addresses in {@link frameMemory}, without state of their own: compiled with an imported, shared
 * memory of at most 65536 pages and, in AssemblyScript's case, `--runtime stub`.
 *
 * @param base64 - The module's bytes; its only import is `env.memory`.
 * @returns The functions that it exports; the same object for the same module.
 */
export function instantiateKernels(base64: string): object {
  let exports = instances.get(base64);
  if (exports === undefined) {
    const module = new webAssembly.Module(Buffer.from(base64, 'base64'));
    const { memory } = frameMemory;
    exports = new webAssembly.Instance(module, { env: { memory } }).exports;
    instances.set(base64, exports);
  }
  return exports;
}
