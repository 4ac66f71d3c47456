/* eslint-disable @typescript-eslint/no-deprecated -- RxJS offers no other base for an operator's subscriber; version 7
   is the peer dependency, and a new major one will be tried before it is allowed. */
import { Subscriber } from 'rxjs';
import type { VideoFrame } from '../../frames/video-frame';
import type { StageStats } from '../../stats';
import { FrameQueue } from '../frame-queue';
import { Pump, type PumpWork } from '../pump';
import { frameSetStream, type FrameSet, type FrameSetStream } from './frame-set';
import { pumpOptionsOf, type FrameStreams, type JoinOptions } from './join-options';
import { stalledError } from './stalled-error';
import { StallTimer } from './stall-timer';

/**
 * Looks at the frames that have waited longest, one of each stream: whether they make a set, or the number of the stream whose frame
 * has no partner any more. Streams for which a frame stands in are left out.
 */
export type Matcher = (heads: readonly (VideoFrame | undefined)[]) => 'set' | number;

/**
 * Makes a stream of sets.
 *
 * @param name - What it is called, where the options do not say.
 * @param sources - The streams.
 * @param options - Checked options.
 * @param match - What belongs together.
 */
export function joinStreams(
  name: string,
  sources: FrameStreams,
  options: JoinOptions,
  match: Matcher,
): FrameSetStream {
  return frameSetStream(options.name ?? name, sources, (output, stats, inputs) => {
    new Join(output, options, match, stats, inputs).begin(sources);
  });
}

interface Input {
  readonly queue: FrameQueue;
  readonly stats: StageStats;
  /** The last frame that went into a set, where one may have to stand in; on no account, for it is out for good. */
  last: VideoFrame | undefined;
  hasEnded: boolean;
}

/** Several streams becoming one of sets, for one subscription. */
class Join implements PumpWork {
  readonly #output: Subscriber<FrameSet>;
  readonly #options: JoinOptions;
  readonly #match: Matcher;
  readonly #stats: StageStats;
  readonly #inputs: readonly Input[];
  readonly #heads: (VideoFrame | undefined)[];
  readonly #pump: Pump;
  readonly #stall: StallTimer | undefined;
  readonly #keepsLast: boolean;

  constructor(
    output: Subscriber<FrameSet>,
    options: JoinOptions,
    match: Matcher,
    stats: StageStats,
    inputs: readonly StageStats[],
  ) {
    const { timeout, onEnd } = options;
    const count = inputs.length;
    this.#output = output;
    this.#options = options;
    this.#match = match;
    this.#stats = stats;
    this.#inputs = inputs.map((each) => ({
      queue: new FrameQueue(options),
      stats: each,
      last: undefined,
      hasEnded: false,
    }));
    this.#heads = inputs.map(() => undefined);
    this.#keepsLast = onEnd === 'hold' || timeout?.then === 'hold';
    this.#pump = new Pump(this, pumpOptionsOf(options, count));
    if (timeout !== undefined) {
      this.#stall = new StallTimer(
        count,
        timeout.ms,
        (stream) => this.#stalled(stream),
        // It may well be waiting for what is below.
        (stream) => (this.#inputs[stream]?.queue.length ?? 0) > 0,
      );
    }
  }

  /** Subscribes to the streams. */
  begin(sources: FrameStreams): void {
    const output = this.#output;
    output.add(() => this.#close());
    sources.forEach((source, i) => {
      if (output.closed) return;
      const inlet = new Subscriber<VideoFrame>({
        next: (frame: VideoFrame) => this.#push(i, frame),
        error: (error: unknown) => output.error(error),
        complete: () => this.#end(i),
      });
      output.add(inlet);
      source.subscribe(inlet);
    });
  }

  next(): number | undefined {
    while (!this.#output.closed) {
      if (!this.#hasSet()) return undefined;
      const verdict = this.#verdict();
      if (verdict === undefined) return undefined;
      if (verdict === 'set') return this.#byteLength();
      const input = this.#inputs[verdict];
      input?.queue.shift()?.release();
      if (input === undefined) continue;
      this.#countWaiting(input);
      this.#countDropped(input, 1);
    }
    return undefined;
  }

  send(): void {
    const set = this.#inputs.map((input, i) => this.#take(input, this.#heads[i]));
    try {
      this.#output.next(set);
    } finally {
      for (const frame of set) frame.release();
    }
  }

  idle(): void {
    const isOver = this.#inputs.every((input) => this.#isExhausted(input));
    const isEnough =
      this.#options.onEnd !== 'hold' && this.#inputs.some((input) => this.#isExhausted(input));
    const isHopeless = this.#inputs.some(
      (input) => this.#isExhausted(input) && input.last === undefined,
    );
    if (isOver || isEnough || isHopeless) this.#output.complete();
  }

  fail(error: unknown): void {
    this.#output.error(error);
  }

  #push(i: number, frame: VideoFrame): void {
    const input = this.#inputs[i];
    if (input === undefined) return;
    this.#stats.enter(frame.shape.byteLength);
    input.stats.enter(frame.shape.byteLength);
    this.#stall?.hear(i);
    try {
      input.queue.push(frame, this.#isAnyMissing() ? 'dropOldest' : undefined);
    } catch (error) {
      this.#countDropped(input, 1);
      this.fail(error);
      return;
    }
    this.#countDropped(input, input.queue.takeDropped());
    this.#countWaiting(input);
    this.#pump.wake();
  }

  #end(i: number): void {
    const input = this.#inputs[i];
    if (input === undefined) return;
    input.hasEnded = true;
    this.#stall?.forget(i);
    this.#pump.wake();
  }

  #stalled(stream: number): void {
    const { timeout } = this.#options;
    if (timeout?.then === 'error') {
      this.fail(stalledError(stream, timeout.ms));
      return;
    }
    if (this.#isAnyMissing()) {
      // The others need not wait any longer, nor what they have kept waiting.
      for (const input of this.#inputs) {
        this.#countDropped(input, input.queue.unblock());
        this.#countWaiting(input);
      }
    }
    this.#pump.wake();
  }

  /** Whether a stream is stalled and nothing stands in for it: then the others wait in vain. */
  #isAnyMissing(): boolean {
    if (this.#stall?.isAnyStalled !== true) return false;
    return this.#inputs.some(
      (input, i) => this.#stall?.isStalled(i) && !this.#hasStandIn(input, i),
    );
  }

  #hasStandIn({ last, hasEnded }: Input, i: number): boolean {
    if (last === undefined) return false;
    if (hasEnded) return this.#options.onEnd === 'hold';
    return this.#options.timeout?.then === 'hold' && this.#stall?.isStalled(i) === true;
  }

  #isExhausted({ hasEnded, queue }: Input): boolean {
    return hasEnded && queue.length === 0;
  }

  /** Looks at what waits; tells whether every stream has a frame or a stand-in, and one a frame. */
  #hasSet(): boolean {
    let hasFrame = false;
    for (let i = 0; i < this.#inputs.length; i += 1) {
      const input = this.#inputs[i] as Input;
      const { head } = input.queue;
      this.#heads[i] = head;
      if (head !== undefined) hasFrame = true;
      else if (!this.#hasStandIn(input, i)) return false;
    }
    return hasFrame;
  }

  #verdict(): 'set' | number | undefined {
    try {
      return this.#match(this.#heads);
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  #byteLength(): number {
    return this.#inputs.reduce(
      (sum, { last }, i) => sum + ((this.#heads[i] ?? last)?.shape.byteLength ?? 0),
      0,
    );
  }

  #take(input: Input, head: VideoFrame | undefined): VideoFrame {
    const { last } = input;
    if (head === undefined) return (last as VideoFrame).lease(this.#pump.budget);
    input.stats.framesOut += 1;
    this.#stats.framesOut += 1;
    const frame = input.queue.shift() as VideoFrame;
    this.#countWaiting(input);
    frame.charge(this.#pump.budget);
    if (this.#keepsLast) {
      last?.release();
      input.last = frame.lease();
    }
    return frame;
  }

  #countDropped(input: Input, count: number): void {
    input.stats.framesDropped += count;
    this.#stats.framesDropped += count;
  }

  #countWaiting({ queue, stats }: Input): void {
    const growth = queue.takeGrowth();
    stats.queueLength += growth;
    this.#stats.queueLength += growth;
  }

  #close(): void {
    this.#stall?.stop();
    this.#pump.stop();
    for (const input of this.#inputs) {
      this.#countDropped(input, input.queue.clear());
      this.#countWaiting(input);
      input.last?.release();
      input.last = undefined;
    }
  }
}
