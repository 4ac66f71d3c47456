// The program of the worker threads that filter() starts for a module.
import { parentPort, workerData } from 'node:worker_threads';
import { GiftGrabError } from '../errors';
import { frameMemory, type MemoryBlock } from '../frames/frame-memory';
import { VideoFrame } from '../frames/video-frame';
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
const loaded = loadFilterModule(moduleUrl, settings);
// A rejection is told to whoever asks for a frame.
loaded.catch(() => undefined);

parentPort?.on('message', (request: FilterRequest) => void serve(request));

async function serve(request: FilterRequest): Promise<void> {
  const { id, ptr, byteLength, spare } = request;
  if (spare !== undefined) spares.push(spare);
  const block = frameMemory.view(ptr, byteLength);
  lent.set(block, id);
  const { frame: message } = request;
  const frame = VideoFrame.onBlock(block, shapeOf(message), timeOf(message), message.meta);
  // A second handle makes this thread copy before it writes to what others see.
  const others = request.isShared ? frame.share() : undefined;
  let outcome: { type: 'result'; frames: FilteredFrame[] } | { type: 'failed'; error: unknown };
  try {
    const run = await loaded;
    const results = framesOf(await run(others === undefined ? frame.beginEdit() : frame, context));
    outcome = { type: 'result', frames: results.map(toResult) };
  } catch (error) {
    outcome = { type: 'failed', error: cloneable(error) };
  }
  others?.release();
  frame.release();
  say({ ...outcome, id, freed: takeFreed() });

  function toResult(result: VideoFrame, index: number, all: readonly VideoFrame[]): FilteredFrame {
    const first = all.indexOf(result);
    if (first < index) return { kind: 'again', index: first };
    // Copied on write, the pixels are no longer where the main thread lent them.
    const isInput = result === frame && frame.address === ptr;
    return isInput ? { kind: 'input', meta: frame.ownMeta } : handOver(result);
  }
}

/** Gives a frame to the main thread; copies it first where this thread goes on using its memory. */
function handOver(frame: VideoFrame): FilteredFrame {
  const message = toMessage(frame);
  const own = frame.giveAway();
  if (own !== undefined) return { kind: 'new', ptr: own.ptr, frame: message };
  const copy = frame.deriveUninitialised({});
  for (let view = 0; view < frame.stereoCount; view += 1) copy.data(view).set(frame.data(view));
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
