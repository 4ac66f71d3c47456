import { GiftGrabError } from '../errors';
import { webAssembly, type WasmMemory } from '../web-assembly';

const PAGE_BYTES = 65_536;

// SIMD kernels read whole vectors, so every block is followed by this many bytes that belong to nobody.
const SLACK_BYTES = 64;
const ALIGNMENT = 64;

/** A block of frame memory: its address, and a view on its bytes. */
export interface MemoryBlock {
  /** The byte address in {@link FrameMemory.memory}. */
  readonly ptr: number;
  /** The bytes; made once for each block, not once for each frame. */
  readonly bytes: Uint8Array;
}

/** Where a worker thread's frame memory comes from: there is one for all threads, and the main thread divides it. */
export interface MemoryLender {
  /** The memory of all threads. */
  readonly memory: WasmMemory;
  /** Hands out room for so many bytes; gives its address. */
  allocate(byteLength: number): number;
  /** Takes a block back. */
  free(block: MemoryBlock): void;
}

interface FreeRange {
  ptr: number;
  length: number;
}

/**
 * The memory that all pooled frames live in: one shared `WebAssembly.Memory`, so that kernels,
 * worker threads, sockets and ffmpeg's pipes all use it without a copy.
 *
 * Blocks given back wait for the next request of their size. Only when the memory would have to
 * grow are they merged and cut anew, so that a change of picture size does not leak the old one's memory.
 */
export class FrameMemory {
  #memory: WasmMemory | undefined;
  #lender: MemoryLender | undefined;
  readonly #idle = new Map<number, MemoryBlock[]>();
  // Sorted by address; neighbours are merged.
  #free: FreeRange[] = [];
  // Address 0 stays unused: a null pointer is never a frame.
  #end = ALIGNMENT;
  #blocksInUse = 0;
  readonly #buffers = new WeakSet<ArrayBufferLike>();

  constructor(memory?: WasmMemory) {
    this.#memory = memory;
  }

  /** The memory itself. It grows on demand and never shrinks. */
  get memory(): WasmMemory {
    return (this.#memory ??= reserveMemory());
  }

  /** @internal In a worker thread, before any frame: takes memory from the main thread from here on. */
  borrowFrom(lender: MemoryLender): void {
    this.#memory = lender.memory;
    this.#lender = lender;
  }

  /**
   * The address of bytes that lie in this memory.
   *
   * @param view - A typed array.
   * @returns `undefined` when they lie elsewhere.
   */
  addressOf(view: ArrayBufferView): number | undefined {
    const { buffer } = view;
    if (!(buffer instanceof SharedArrayBuffer)) return undefined;
    // After the memory has grown its buffer is another object on the same bytes.
    if (buffer !== this.memory.buffer && !this.#buffers.has(buffer)) return undefined;
    return view.byteOffset;
  }

  /** Blocks that are handed out and not given back; the main thread counts those of all threads. */
  get blocksInUse(): number {
    return this.#blocksInUse;
  }

  /**
   * Hands out a block; its bytes are whatever the last owner left.
   *
   * @param byteLength - Bytes wanted.
   * @throws {@link GiftGrabError} `FRAME_BUDGET` when the memory is at its limit (4 GiB, less where the system allows less).
   */
  allocate(byteLength: number): MemoryBlock {
    if (this.#lender !== undefined) {
      return this.view(this.#lender.allocate(byteLength), byteLength);
    }
    this.#blocksInUse += 1;
    const block = this.#idle.get(byteLength)?.pop();
    if (block !== undefined) return block;
    const length = align(byteLength + SLACK_BYTES);
    return this.view(this.#takeFree(length) ?? this.#growOrMerge(length), byteLength);
  }

  /** @internal A block at an address. */
  view(ptr: number, byteLength: number): MemoryBlock {
    // Another thread may have made the memory larger: growing by nothing makes this one look again.
    if (this.memory.buffer.byteLength < ptr + byteLength) this.memory.grow(0);
    const { buffer } = this.memory;
    this.#buffers.add(buffer);
    return { ptr, bytes: new Uint8Array(buffer, ptr, byteLength) };
  }

  /**
   * Takes a block back.
   *
   * @param block - A block that {@link allocate} handed out and that is not used any more.
   */
  free(block: MemoryBlock): void {
    if (this.#lender !== undefined) {
      this.#lender.free(block);
      return;
    }
    this.#blocksInUse -= 1;
    const size = block.bytes.length;
    const idle = this.#idle.get(size);
    if (idle === undefined) this.#idle.set(size, [block]);
    else idle.push(block);
  }

  #takeFree(length: number): number | undefined {
    const index = this.#free.findIndex((range) => range.length >= length);
    const range = this.#free[index];
    if (range === undefined) return undefined;
    const ptr = range.ptr;
    range.ptr += length;
    range.length -= length;
    if (range.length === 0) this.#free.splice(index, 1);
    return ptr;
  }

  #growOrMerge(length: number): number {
    if (this.#idle.size > 0) {
      this.#mergeIdle();
      const ptr = this.#takeFree(length);
      if (ptr !== undefined) return ptr;
    }
    const ptr = this.#end;
    const missing = ptr + length - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.memory.grow(Math.ceil(missing / PAGE_BYTES));
      } catch (cause) {
        this.#blocksInUse -= 1;
        throw new GiftGrabError(
          'FRAME_BUDGET',
          `Frame memory is full: ${this.#blocksInUse} frames hold ${ptr} bytes and ${length} more ` +
            'were asked for. Release frames sooner, or hold fewer or smaller ones.',
          { cause },
        );
      }
    }
    this.#end = ptr + length;
    return ptr;
  }

  #mergeIdle(): void {
    for (const blocks of this.#idle.values()) {
      for (const { ptr, bytes } of blocks) {
        this.#free.push({ ptr, length: align(bytes.length + SLACK_BYTES) });
      }
    }
    this.#idle.clear();
    this.#free.sort((a, b) => a.ptr - b.ptr);
    const merged: FreeRange[] = [];
    for (const range of this.#free) {
      const last = merged.at(-1);
      if (last !== undefined && last.ptr + last.length === range.ptr) last.length += range.length;
      else merged.push(range);
    }
    const last = merged.at(-1);
    if (last !== undefined && last.ptr + last.length === this.#end) {
      // The end moves back, so that a larger block need not begin behind what is free.
      this.#end = last.ptr;
      merged.pop();
    }
    this.#free = merged;
  }
}

function align(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/** Reserves address space, not memory; where the system allows less (`ulimit -v`), takes less. */
function reserveMemory(): WasmMemory {
  for (let maximum = 65_536; ; maximum /= 2) {
    try {
      return new webAssembly.Memory({ initial: 1, maximum, shared: true });
    } catch (error) {
      if (maximum <= 1024) throw error;
    }
  }
}

/** The memory that every pooled frame of this process lives in. */
export const frameMemory = new FrameMemory();
