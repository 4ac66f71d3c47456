/* eslint-disable @typescript-eslint/no-deprecated -- RxJS offers no other base for an operator's subscriber; version 7
   is the peer dependency, and a new major one will be tried before it is allowed. */
import { Subscriber } from 'rxjs';
import type { VideoFrame } from '../../frames/video-frame';
import type { StageStats } from '../../stats';
import { FrameQueue } from '../frame-queue';
import { Pump, type PumpWork } from '../pump';
import { frameSetStream, type FrameSet, type FrameSetStream } from './frame-set';
import { checkJoin, pumpOptionsOf, type FrameStreams, type JoinOptions } from './join-options';
import { stalledError } from './stalled-error';
import { StallTimer } from './stall-timer';

/** How {@link latestOf} joins streams; the queue options hold for the first. */
export type LatestOptions = Omit<JoinOptions, 'onEnd'>;

/**
 * Makes a set of each frame of the first stream and the newest of the others, as `withLatestFrom` of RxJS does: for pictures in a
 * picture, and whatever has a pace of its own.
 *
 * Frames of the first that come before each of the others has had one are dropped; those of the others that are never shown, too.
 * Both are counted. The last frame of a stream that has ended stays; the stream of sets ends with the first.
 *
 * With `timeout`, a stream other than the first that delivers nothing for so long ends the stream of sets (`'error'`) or has no frame
 * any more (`'drop'`), so that there are no sets until it goes on; `'hold'` is what happens without.
 *
 * @param sources - The streams; sets have their order.
 * @param options - How much may wait, and for how long.
 * @returns A stream of sets. An error of any stream ends it.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 * @example
 * ```ts
 * import { latestOf, type VideoSource } from '@giftgrab/core';
 *
 * function watch(camera: VideoSource, screen: VideoSource): void {
 *   latestOf([camera, screen]).subscribe(([a, b]) => console.log(a?.index, b?.index));
 * }
 * ```
 */
export function latestOf(sources: FrameStreams, options: LatestOptions = {}): FrameSetStream {
  checkJoin('latestOf', sources, options, []);
  return frameSetStream(options.name ?? 'latestOf', sources, (output, stats, inputs) => {
    new LatestJoin(output, options, stats, inputs).begin(sources);
  });
}

/** The first stream with the newest frames of the others, for one subscription. */
class LatestJoin implements PumpWork {
  readonly #output: Subscriber<FrameSet>;
  readonly #timeout: JoinOptions['timeout'];
  readonly #stats: StageStats;
  readonly #inputs: readonly StageStats[];
  readonly #queue: FrameQueue;
  readonly #pump: Pump;
  readonly #stall: StallTimer | undefined;
  // One frame of each stream but the first, on an account of its own: there is one of each, and no more.
  readonly #newest: (VideoFrame | undefined)[];
  readonly #wasShown: boolean[];
  #hasEnded = false;

  constructor(
    output: Subscriber<FrameSet>,
    options: LatestOptions,
    stats: StageStats,
    inputs: readonly StageStats[],
  ) {
    this.#output = output;
    this.#timeout = options.timeout;
    this.#stats = stats;
    this.#inputs = inputs;
    this.#queue = new FrameQueue(options);
    this.#pump = new Pump(this, pumpOptionsOf(options, inputs.length));
    this.#newest = inputs.map(() => undefined);
    this.#wasShown = inputs.map(() => false);
    const { timeout } = options;
    if (timeout !== undefined) {
      this.#stall = new StallTimer(
        inputs.length,
        timeout.ms,
        (stream) => this.#stalled(stream),
        (stream) => stream === 0,
      );
    }
  }

  /** Subscribes to the streams, to the first last: so that frames which are there at once are not too late. */
  begin(sources: FrameStreams): void {
    const output = this.#output;
    output.add(() => this.#close());
    for (let i = sources.length - 1; i >= 0 && !output.closed; i -= 1) {
      const inlet = new Subscriber<VideoFrame>({
        next: (frame: VideoFrame) => this.#hear(i, frame),
        error: (error: unknown) => output.error(error),
        complete: () => this.#end(i),
      });
      output.add(inlet);
      sources[i]?.subscribe(inlet);
    }
  }

  next(): number | undefined {
    for (let head = this.#queue.head; head !== undefined; head = this.#queue.head) {
      if (this.#isComplete()) return this.#byteLength(head);
      this.#queue.shift()?.release();
      this.#countWaiting();
      this.#countDropped(0, 1);
    }
    return undefined;
  }

  send(): void {
    const first = this.#queue.shift();
    if (first === undefined) return;
    this.#countWaiting();
    first.charge(this.#pump.budget);
    this.#countOut(0);
    const set = [first];
    for (let i = 1; i < this.#newest.length; i += 1) {
      set.push((this.#newest[i] as VideoFrame).lease(this.#pump.budget));
      this.#show(i);
    }
    try {
      this.#output.next(set);
    } finally {
      for (const frame of set) frame.release();
    }
  }

  idle(): void {
    if (this.#hasEnded) this.#output.complete();
  }

  fail(error: unknown): void {
    this.#output.error(error);
  }

  #hear(i: number, frame: VideoFrame): void {
    this.#stats.enter(frame.shape.byteLength);
    this.#inputs[i]?.enter(frame.shape.byteLength);
    this.#stall?.hear(i);
    if (i > 0) {
      this.#replace(i, frame.lease());
      return;
    }
    try {
      this.#queue.push(frame);
    } catch (error) {
      this.#countDropped(0, 1);
      this.fail(error);
      return;
    }
    this.#countDropped(0, this.#queue.takeDropped());
    this.#countWaiting();
    this.#pump.wake();
  }

  #end(i: number): void {
    this.#stall?.forget(i);
    if (i > 0) return;
    this.#hasEnded = true;
    this.#pump.wake();
  }

  #isComplete(): boolean {
    for (let i = 1; i < this.#newest.length; i += 1) {
      if (this.#newest[i] === undefined) return false;
    }
    return true;
  }

  #replace(i: number, frame: VideoFrame | undefined): void {
    const last = this.#newest[i];
    if (last !== undefined) {
      last.release();
      if (this.#wasShown[i] === false) {
        this.#countQueued(i, -1);
        this.#countDropped(i, 1);
      }
    }
    this.#newest[i] = frame;
    this.#wasShown[i] = false;
    if (frame !== undefined) this.#countQueued(i, 1);
  }

  /** The newest frame of a stream goes into a set; it may have been in one before. */
  #show(i: number): void {
    if (this.#wasShown[i] === true) return;
    this.#wasShown[i] = true;
    this.#countQueued(i, -1);
    this.#countOut(i);
  }

  #byteLength(head: VideoFrame): number {
    return this.#newest.reduce(
      (sum, frame) => sum + (frame?.shape.byteLength ?? 0),
      head.shape.byteLength,
    );
  }

  #stalled(stream: number): void {
    if (this.#timeout?.then === 'error') this.fail(stalledError(stream, this.#timeout.ms));
    else if (this.#timeout?.then === 'drop') this.#replace(stream, undefined);
  }

  #countDropped(i: number, count: number): void {
    const input = this.#inputs[i];
    if (input !== undefined) input.framesDropped += count;
    this.#stats.framesDropped += count;
  }

  #countOut(i: number): void {
    const input = this.#inputs[i];
    if (input !== undefined) input.framesOut += 1;
    this.#stats.framesOut += 1;
  }

  #countQueued(i: number, growth: number): void {
    const input = this.#inputs[i];
    if (input !== undefined) input.queueLength += growth;
    this.#stats.queueLength += growth;
  }

  #countWaiting(): void {
    this.#countQueued(0, this.#queue.takeGrowth());
  }

  #close(): void {
    this.#stall?.stop();
    this.#pump.stop();
    this.#countDropped(0, this.#queue.clear());
    this.#countWaiting();
    for (let i = 1; i < this.#newest.length; i += 1) this.#replace(i, undefined);
  }
}
