import type { Worker } from 'node:worker_threads';
import { frameMemory, startThread, type MemoryBlock } from '@giftgrab/core';
import { filterKernels } from '../kernels/kernels';
import type { Job, Phase } from '../plans/plan';
import type { PreparedPlan } from '../plans/run-plan';
import { BandQueue } from './band-queue';
import type { RowPlanMessage, RowWorkerData } from './row-worker';

const ALIGNMENT = 64;
const PROGRAM = require.resolve('./row-worker');

/** Bands for each thread: more of them even out what other programs take of a core. */
const BANDS_A_THREAD = 4;
/** Fewer rows than this are not worth waking a thread. */
const LEAST_ROWS = 16;
/** No band of rows takes a fraction of this: a thread that takes longer is gone. */
const PATIENCE_MS = 30_000;

/** Threads that share the rows of each array with the thread that makes them. */
export class RowThreads {
  readonly #queue = new BandQueue();
  readonly #workers: readonly Worker[];
  readonly #numbers = new Map<PreparedPlan, number>();
  #local: MemoryBlock | undefined;
  #failure: { readonly error: unknown } | undefined;

  /**
   * @param others - Threads besides this one.
   */
  constructor(others: number) {
    const { memory } = frameMemory;
    this.#workers = Array.from({ length: others }, (_, thread) => {
      const data: RowWorkerData = { memory, queue: this.#queue.memory, thread };
      const worker = startThread(PROGRAM, data);
      worker.unref();
      worker.on('error', (error) => (this.#failure ??= { error }));
      return worker;
    });
  }

  /** Whether all threads wait for work. */
  get isReady(): boolean {
    return this.#queue.ready === this.#workers.length;
  }

  /** Does a job's phases on all threads; until the others are ready, on this one. */
  readonly runPhases = (prepared: PreparedPlan, job: Job): void => {
    if (this.#failure !== undefined) throw this.#failure.error;
    const kernels = filterKernels();
    const { phases } = prepared.plan;
    if (!this.isReady || this.#workers.length === 0) {
      for (const phase of phases) phase.run(kernels, job, 0, phase.rows);
      return;
    }
    const plan = this.#numberOf(prepared);
    const { src, srcStride, dst, dstStride, constants, scratch } = job;
    const localBytes = Math.ceil((prepared.plan.localBytes ?? 0) / ALIGNMENT) * ALIGNMENT;
    const local = this.#localRoom(localBytes * this.#workers.length);
    const addresses = [src, srcStride, dst, dstStride, constants, scratch, local, localBytes];
    for (const [number, phase] of phases.entries()) {
      const bandRows = this.#bandRows(phase);
      this.#queue.put({ plan, phase: number, rows: phase.rows, bandRows, addresses });
      const run = (_: unknown, from: number, to: number): void => phase.run(kernels, job, from, to);
      while (this.#queue.take(run));
      this.#queue.waitUntilDone(PATIENCE_MS);
    }
  };

  /** Ends the threads. */
  stop(): void {
    // Only when none of them can write any more may their room be another's.
    void Promise.all(this.#workers.map((worker) => worker.terminate())).then(() => {
      if (this.#local !== undefined) frameMemory.free(this.#local);
      this.#local = undefined;
    });
  }

  /** Room for what the other threads need for themselves. */
  #localRoom(bytes: number): number {
    if (this.#local === undefined || this.#local.bytes.length < bytes) {
      if (this.#local !== undefined) frameMemory.free(this.#local);
      this.#local = frameMemory.allocate(bytes);
    }
    return this.#local.ptr;
  }

  #bandRows({ rows, step = 1 }: Phase): number {
    const threads = this.#workers.length + 1;
    const wanted = Math.max(LEAST_ROWS, Math.ceil(rows / (threads * BANDS_A_THREAD)));
    return Math.ceil(wanted / step) * step;
  }

  /** The number by which the other threads know a plan; tells them, where it is new. */
  #numberOf(prepared: PreparedPlan): number {
    let number = this.#numbers.get(prepared);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(prepared, number);
      const message: RowPlanMessage = { number, recipe: prepared.recipe };
      for (const worker of this.#workers) worker.postMessage(message);
    }
    return number;
  }
}
