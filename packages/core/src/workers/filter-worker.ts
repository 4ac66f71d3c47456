// The program of the worker threads that filter() starts for a module.
import { parentPort, workerData } from 'node:worker_threads';
import { GiftGrabError } from '../errors';
import { frameMemory, type MemoryBlock } from '../frames/frame-memory';
import { VideoFrame } from '../frames/video-frame';
import { isThenable } from '../graph/branch-guard';
import type { FilterFunction } from '../graph/filter';
import { framesOf } from '../graph/filter-result';
import { StageStats } from '../stats';
import type {
  FilteredFrame,
  FilterReply,
  Freed,
  FilterRequest,
  FilterWorkerData,
} from './filter-protocol';
import { shapeOf, timeOf, toMessage } from './frame-message';
import { loadFilterModule } from './load-filter-module';

const { memory, answer, moduleUrl, settings } = workerData as FilterWorkerData;
const context = { signal: new AbortController().signal, stats: new StageStats() };
const words = new Int32Array(answer);

// Blocks of frames that the main thread lent, with the number of their request.
const lent = new Map<MemoryBlock, number>();
const spares: { readonly ptr: number; readonly byteLength: number }[] = [];
let freedRequests: number[] = [];
let freedBlocks: number[] = [];

frameMemory.borrowFrom({
  memory,
  allocate: (byteLength) => takeSpare(byteLength) ?? ask(byteLength),
  free: (block) => {
    const request = lent.get(block);
    if (request === undefined) freedBlocks.push(block.ptr);
    else freedRequests.push(request);
    lent.delete(block);
    // Frames may be released long after their call: when the garbage collector finds them, for one.
    if (freedRequests.length + freedBlocks.length === 1) queueMicrotask(sayWhatIsFree);
  },
});
let run: FilterFunction | undefined;
const loaded = loadFilterModule(moduleUrl, settings).then((filter) => (run = filter));
// A rejection is told to whoever asks for a frame.
loaded.catch(() => undefined);

parentPort?.on('message', (request: FilterRequest) => {
  if (request.spare !== undefined) spares.push(request.spare);
  const loan = borrow(request);
  if (run !== undefined) serve(loan, run);
  else {
    loaded.then(
      (filter) => serve(loan, filter),
      (error: unknown) => fail(loan, error),
    );
  }
});

/** A frame that the main thread has lent. */
interface Loan {
  readonly id: number;
  readonly ptr: number;
  readonly frame: VideoFrame;
  /** Makes this thread copy before it writes to what others see. */
  readonly others: VideoFrame | undefined;
}

function borrow({ id, ptr, byteLength, frame: message, isShared }: FilterRequest): Loan {
  const block = viewOf(ptr, byteLength);
  lent.set(block, id);
  const frame = VideoFrame.onBlock(block, shapeOf(message), timeOf(message), message.meta);
  return { id, ptr, frame, others: isShared ? frame.share() : undefined };
}

// Nothing is allocated that is not needed: what the garbage collector of this thread does, frames wait for.
function serve(loan: Loan, filter: FilterFunction): void {
  try {
    const { frame, others } = loan;
    const result = filter(others === undefined ? frame.beginEdit() : frame, context);
    if (isThenable(result)) {
      result.then(
        (value) => succeed(loan, value),
        (error: unknown) => fail(loan, error),
      );
    } else {
      succeed(loan, result);
    }
  } catch (error) {
    fail(loan, error);
  }
}

function succeed(loan: Loan, result: unknown): void {
  let frames: FilteredFrame[];
  try {
    const all = framesOf(result);
    frames = all.map((frame, index) => toResult(loan, frame, index, all));
  } catch (error) {
    fail(loan, error);
    return;
  }
  giveBack(loan);
  say({ type: 'result', id: loan.id, frames, freed: takeFreed() });
}

function fail(loan: Loan, error: unknown): void {
  giveBack(loan);
  say({ type: 'failed', id: loan.id, error: cloneable(error), freed: takeFreed() });
}

function giveBack({ frame, others }: Loan): void {
  others?.release();
  frame.release();
}

function toResult(
  { frame, ptr }: Loan,
  result: VideoFrame,
  index: number,
  all: readonly VideoFrame[],
): FilteredFrame {
  const first = all.indexOf(result);
  if (first < index) return { kind: 'again', index: first };
  // Copied on write, the pixels are no longer where the main thread lent them.
  const isInput = result === frame && frame.address === ptr;
  return isInput ? { kind: 'input', meta: frame.ownMeta } : handOver(result);
}

// The main thread lends the same few blocks again and again.
const views = new Map<number, MemoryBlock>();
const MOST_VIEWS = 64;

function viewOf(ptr: number, byteLength: number): MemoryBlock {
  let block = views.get(ptr);
  // One that is still lent has another request's number.
  if (block?.bytes.length !== byteLength || lent.has(block)) {
    if (views.size === MOST_VIEWS) views.clear();
    block = frameMemory.view(ptr, byteLength);
    views.set(ptr, block);
  }
  return block;
}

/** Gives a frame to the main thread; copies it first where this thread goes on using its memory. */
function handOver(frame: VideoFrame): FilteredFrame {
  const message = toMessage(frame);
  const own = frame.giveAway();
  if (own !== undefined) return { kind: 'new', ptr: own.ptr, frame: message };
  const copy = frame.pooledCopy();
  frame.release();
  return { kind: 'new', ptr: copy.giveAway()?.ptr ?? 0, frame: message };
}

function takeSpare(byteLength: number): number | undefined {
  const index = spares.findIndex((spare) => spare.byteLength === byteLength);
  return index < 0 ? undefined : spares.splice(index, 1)[0]?.ptr;
}

/** Asks the main thread for memory and waits for the answer. */
function ask(byteLength: number): number {
  say({ type: 'allocate', byteLength });
  Atomics.wait(words, 0, 0);
  const ptr = Atomics.load(words, 1) >>> 0;
  Atomics.store(words, 0, 0);
  if (ptr !== 0) return ptr;
  throw new GiftGrabError(
    'FRAME_BUDGET',
    `Frame memory is full: a worker thread asked for ${byteLength} bytes. Release frames sooner, or hold fewer.`,
  );
}

function sayWhatIsFree(): void {
  const freed = takeFreed();
  // A result that was said meanwhile has told it.
  if (freed.requests.length + freed.blocks.length > 0) say({ type: 'free', freed });
}

function takeFreed(): Freed {
  const freed = { requests: freedRequests, blocks: freedBlocks };
  freedRequests = [];
  freedBlocks = [];
  return freed;
}

function say(reply: FilterReply): void {
  parentPort?.postMessage(reply);
}

/** What an error says, where it cannot go to the other thread as it is. */
function cloneable(error: unknown): unknown {
  try {
    return structuredClone(error);
  } catch {
    return new Error(error instanceof Error ? error.message : String(error));
  }
}
