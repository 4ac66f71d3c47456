// The program of the threads that `execution: 'rows'` shares the rows of a frame with.
import {
  parentPort,
  receiveMessageOnPort,
  workerData,
  type MessagePort,
} from 'node:worker_threads';
import { frameMemory, type WasmMemory } from '@giftgrab/core';
import '../index';
import { filterKernels } from '../kernels/kernels';
import type { Job, Plan } from '../plans/plan';
import type { PlanRecipe } from '../plans/run-plan';
import { filterNamed } from '../registry';
import { BandQueue, type BandWork } from './band-queue';

/** What a thread is started with. */
export interface RowWorkerData {
  /** The frame memory of all threads. */
  readonly memory: WasmMemory;
  /** Memory of the queue. */
  readonly queue: SharedArrayBuffer;
  /** Number of the thread among those that are started. */
  readonly thread: number;
}

/** A plan that the queue will speak of. */
export interface RowPlanMessage {
  readonly number: number;
  readonly recipe: PlanRecipe;
}

const { memory, queue: queueMemory, thread } = workerData as RowWorkerData;
const port = parentPort as MessagePort;
const plans: Plan[] = [];

// Plans keep their constants where the main thread has put them: nothing is ever asked for here.
const nothingToLend = (): never => {
  throw new Error('A thread that filters rows asked for memory.');
};
frameMemory.borrowFrom({ memory, allocate: nothingToLend, free: nothingToLend });

const kernels = filterKernels();
const queue = new BandQueue(queueMemory);
queue.join();
for (;;) {
  while (queue.take(runBand));
  queue.waitForWork();
}

function runBand({ plan, phase, addresses }: BandWork, from: number, to: number): void {
  const [src = 0, srcStride = 0, dst = 0, dstStride = 0, constants = 0, scratch = 0] = addresses;
  const [local = 0, localBytes = 0] = addresses.slice(6);
  const job: Job = {
    src,
    srcStride,
    // Filters of two inputs are not split.
    second: 0,
    secondStride: 0,
    dst,
    dstStride,
    constants,
    scratch,
    local: local + thread * localBytes,
  };
  planOf(plan).phases[phase]?.run(kernels, job, from, to);
}

/** The plan of a number; the message that tells of it came before the work. */
function planOf(number: number): Plan {
  while (plans[number] === undefined) {
    const { message } = receiveMessageOnPort(port) as { message: RowPlanMessage };
    const { filter, input, output, options } = message.recipe;
    const plan = filterNamed(filter).plan?.(input, output, options);
    if (plan === undefined) throw new Error(`There is no plan for ${filter} in this thread.`);
    plans[message.number] = plan;
  }
  return plans[number];
}
