/* eslint-disable @typescript-eslint/no-deprecated -- RxJS offers no other base for an operator's subscriber; version 7
   is the peer dependency, and a new major one will be tried before it is allowed. */
import { Subscriber } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame';
import { checkName, checkOptionNames } from '../option-checks';
import type { StageStats } from '../stats';
import {
  checkQueueOptions,
  FrameQueue,
  QUEUE_OPTION_NAMES,
  type QueueOptions,
} from './frame-queue';
import { checkPumpOptions, Pump, PUMP_OPTION_NAMES, type PumpOptions, type PumpWork } from './pump';

/** How much a {@link branch} may hold, and what happens to more. */
export interface BranchOptions extends QueueOptions, PumpOptions {
  /** What the branch is called where pipelines are described. @defaultValue `'branch'` */
  readonly name?: string;
}

const OPTION_NAMES = [...QUEUE_OPTION_NAMES, ...PUMP_OPTION_NAMES, 'name'];

/**
 * Throws unless a branch can be made of these options.
 *
 * @param call - What they were given to, for the message.
 * @param options - The options.
 */
export function checkBranchOptions(call: string, options: BranchOptions): void {
  checkOptionNames(call, options, OPTION_NAMES);
  checkName(options.name);
  checkQueueOptions(options);
  checkPumpOptions(options);
}

/** A queue and what moves frames through it, for one subscription. */
export class BranchStage implements PumpWork {
  /** What feeds the branch gives its frames to this. */
  readonly inlet: Subscriber<VideoFrame>;
  readonly #output: Subscriber<VideoFrame>;
  /** What it counts. */
  readonly stats: StageStats;
  readonly #queue: FrameQueue;
  readonly #pump: Pump;
  // How the stream ended above; carried out when the frames that wait are through.
  #ending: (() => void) | undefined;

  /**
   * @param output - What the branch gives its frames to; when it is closed, so is the branch.
   * @param options - Checked options.
   * @param stats - Where to count.
   */
  constructor(output: Subscriber<VideoFrame>, options: BranchOptions, stats: StageStats) {
    this.#output = output;
    this.stats = stats;
    this.#queue = new FrameQueue(options);
    this.#pump = new Pump(this, options);
    this.inlet = new Subscriber<VideoFrame>({
      next: (frame: VideoFrame) => this.#push(frame),
      error: (error: unknown) => this.#endWith(() => output.error(error)),
      complete: () => this.#endWith(() => output.complete()),
    });
    output.add(() => this.#close());
  }

  #push(frame: VideoFrame): void {
    this.stats.enter(frame.shape.byteLength);
    try {
      this.#queue.push(frame);
    } catch (error) {
      this.stats.framesDropped += 1;
      this.fail(error);
      return;
    }
    this.stats.framesDropped += this.#queue.takeDropped();
    this.stats.queueLength += this.#queue.takeGrowth();
    this.#pump.wake();
  }

  #endWith(ending: () => void): void {
    this.#ending = ending;
    this.#pump.wake();
  }

  /** Hands on all that waits, at once, whether there is room below or not. */
  flush(): void {
    while (this.#queue.length > 0) this.send();
  }

  next(): number | undefined {
    return this.#queue.head?.shape.byteLength;
  }

  send(): void {
    const frame = this.#queue.shift();
    if (frame === undefined) return;
    this.stats.queueLength += this.#queue.takeGrowth();
    frame.charge(this.#pump.budget);
    this.stats.framesOut += 1;
    try {
      this.#output.next(frame);
    } finally {
      frame.release();
    }
  }

  idle(): void {
    this.#ending?.();
  }

  fail(error: unknown): void {
    this.#output.error(error);
  }

  #close(): void {
    this.inlet.unsubscribe();
    this.#pump.stop();
    // Whoever unsubscribes in the middle wants no more of them; they are accounted for all the same.
    this.stats.framesDropped += this.#queue.clear();
    this.stats.queueLength += this.#queue.takeGrowth();
  }
}
