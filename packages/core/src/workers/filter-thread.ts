import type { Worker } from 'node:worker_threads';
import { FilterError } from '../errors';
import { frameMemory, type MemoryBlock } from '../frames/frame-memory';
import { VideoFrame } from '../frames/video-frame';
import type { FilterResult } from '../graph/filter';
import { messageOf } from '../graph/branch-guard';
import type {
  FilteredFrame,
  FilterReply,
  FilterRequest,
  FilterWorkerData,
} from './filter-protocol';
import { shapeOf, timeOf, toMessage } from './frame-message';
import { startThread } from './start-thread';

const PROGRAM = require.resolve('./filter-worker');

interface Work {
  readonly frame: VideoFrame;
  resolve(result: FilterResult): void;
  reject(error: unknown): void;
}

/** A worker thread that filters frames, seen from the main thread. It ends with {@link stop}, or by an error. */
export class FilterThread {
  readonly #worker: Worker;
  readonly #answer = new Int32Array(new SharedArrayBuffer(8));
  readonly #works = new Map<number, Work>();
  // Handles on the frames that the thread may look at, by the number of their request.
  readonly #lent = new Map<number, VideoFrame>();
  // Memory that the thread has for itself, by its address.
  readonly #blocks = new Map<number, MemoryBlock>();
  #requests = 0;
  #resultBytes = 0;
  // Of those, what it was given to write results to and has not used.
  readonly #spares = new Set<number>();
  #end: { readonly reason: unknown } | undefined;

  /**
   * @param moduleUrl - URL of the module with the filter.
   * @param settings - For its `createFilter`.
   */
  constructor(moduleUrl: string, settings: unknown) {
    const { memory } = frameMemory;
    const workerData: FilterWorkerData = {
      memory,
      answer: this.#answer.buffer,
      moduleUrl,
      settings,
    };
    this.#worker = startThread(PROGRAM, workerData, moduleUrl);
    this.#worker.unref();
    this.#worker.on('message', (reply: FilterReply) => this.#hear(reply));
    this.#worker.on('messageerror', (error) => this.#endAs(error));
    this.#worker.on('error', (error) => this.#endAs(error));
    this.#worker.on('exit', (code) => this.#exited(code));
  }

  /** Frames that the thread works on. */
  get load(): number {
    return this.#works.size;
  }

  /**
   * Filters a frame.
   *
   * @param frame - Stays the caller's, and the thread's too until it says otherwise.
   * @returns What the filter made of it.
   */
  run(frame: VideoFrame): Promise<FilterResult> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(this.#failure(this.#end.reason, frame));
        return;
      }
      const id = this.#requests++;
      const isShared = !frame.isExclusive;
      const lent = frame.share();
      this.#lent.set(id, lent);
      this.#works.set(id, { frame, resolve, reject });
      this.#worker.ref();
      try {
        this.#worker.postMessage({
          id,
          frame: toMessage(frame),
          ptr: lent.address ?? 0,
          byteLength: frame.shape.byteLength,
          isShared,
          spare: this.#spare(),
        } satisfies FilterRequest);
      } catch (error) {
        // Something in the frame's bag cannot cross to another thread.
        this.#settle(id)?.reject(error);
        this.#takeBack(id);
      }
    });
  }

  /** Ends the thread, whatever it is doing. */
  stop(): void {
    void this.#worker.terminate();
  }

  #hear(reply: FilterReply): void {
    if (reply.type === 'allocate') {
      this.#grant(reply.byteLength);
      return;
    }
    if (reply.type !== 'free') {
      const work = this.#settle(reply.id);
      if (reply.type === 'result') work?.resolve(this.#result(work.frame, reply.frames));
      else work?.reject(this.#failure(reply.error, work.frame));
    }
    for (const id of reply.freed.requests) this.#takeBack(id);
    for (const ptr of reply.freed.blocks) this.#free(ptr);
  }

  #result(input: VideoFrame, results: readonly FilteredFrame[]): FilterResult {
    const frames: VideoFrame[] = [];
    for (const result of results) frames.push(this.#frame(input, result, frames));
    const [only] = frames;
    if (only === undefined) return null;
    return frames.length === 1 ? only : frames;
  }

  #frame(input: VideoFrame, result: FilteredFrame, earlier: readonly VideoFrame[]): VideoFrame {
    if (result.kind === 'again') return earlier[result.index] ?? input;
    if (result.kind === 'input') {
      if (result.meta !== undefined) Object.assign(input.meta, result.meta);
      return input;
    }
    const block = this.#blocks.get(result.ptr);
    if (block === undefined) {
      throw new Error('A worker thread returned memory that it does not have.');
    }
    this.#blocks.delete(result.ptr);
    this.#spares.delete(result.ptr);
    const { frame } = result;
    this.#resultBytes = block.bytes.length;
    return VideoFrame.onBlock(block, shapeOf(frame), timeOf(frame), frame.meta, input.budget);
  }

  /** Memory for a result of the size that results had lately; none while the thread has not used what it got. */
  #spare(): FilterRequest['spare'] {
    if (this.#resultBytes === 0 || this.#spares.size > this.#works.size) return undefined;
    const block = this.#allocate(this.#resultBytes);
    this.#spares.add(block.ptr);
    return { ptr: block.ptr, byteLength: block.bytes.length };
  }

  #allocate(byteLength: number): MemoryBlock {
    const block = frameMemory.allocate(byteLength);
    this.#blocks.set(block.ptr, block);
    return block;
  }

  #grant(byteLength: number): void {
    let ptr = 0;
    try {
      ptr = this.#allocate(byteLength).ptr;
    } catch {
      // Address 0 tells the thread, whose filter fails with an error that says so.
    }
    Atomics.store(this.#answer, 1, ptr);
    Atomics.store(this.#answer, 0, 1);
    Atomics.notify(this.#answer, 0);
  }

  #free(ptr: number): void {
    const block = this.#blocks.get(ptr);
    this.#blocks.delete(ptr);
    this.#spares.delete(ptr);
    if (block !== undefined) frameMemory.free(block);
  }

  #takeBack(id: number): void {
    this.#lent.get(id)?.release();
    this.#lent.delete(id);
  }

  #settle(id: number): Work | undefined {
    const work = this.#works.get(id);
    this.#works.delete(id);
    if (this.#works.size === 0) this.#worker.unref();
    return work;
  }

  #exited(code: number): void {
    this.#endAs(new Error(`its worker thread ended with code ${code}`));
    for (const id of [...this.#lent.keys()]) this.#takeBack(id);
    for (const ptr of [...this.#blocks.keys()]) this.#free(ptr);
  }

  #endAs(reason: unknown): void {
    this.#end ??= { reason };
    for (const [id, work] of [...this.#works]) {
      this.#works.delete(id);
      work.reject(this.#failure(reason, work.frame));
    }
  }

  #failure(cause: unknown, { index: frameIndex }: VideoFrame): FilterError {
    const message = `A filter failed at frame ${frameIndex} in a worker thread: ${messageOf(cause)}`;
    return new FilterError(message, { cause, frameIndex });
  }
}
