import type { VideoFrame } from '@giftgrab/core';
import type { NetworkSource } from '@giftgrab/sources';
import { readCode } from './picture-code';

const SLOW_MS = 200;

/** What became of the frames of a stream. */
export interface StreamCount {
  /** Frames that came from ffmpeg. */
  readonly received: number;
  /** Frames that the observer got. */
  readonly observed: number;
  /** Frames that the source says it dropped. */
  readonly dropped: number;
  /** Frames that are missing by their index. */
  readonly holes: number;
  /** Places where index and number in the picture do not tell of the same loss. */
  readonly uncountedHoles: number;
  /** Losses of the connection. */
  readonly losses: number;
}

/** Observes a stream of numbered pictures, and compares their numbers with the indices of the frames. */
export class WatchedStream {
  /** Whether the observer takes its time. */
  isSlow = false;
  readonly #source: NetworkSource;
  readonly #turn: number;
  #observed = 0;
  #holes = 0;
  #uncountedHoles = 0;
  #losses = 0;
  #last: { index: number; number: number } | undefined;
  #onFrame: (() => void) | undefined;

  /**
   * @param source - The stream.
   * @param turn - Number of pictures until the numbers begin anew.
   */
  constructor(source: NetworkSource, turn: number) {
    this.#source = source;
    this.#turn = turn;
    source.events.subscribe(({ type }) => {
      if (type === 'lost') this.#losses += 1;
    });
    source.subscribe({
      // A promise makes the source wait.
      next: (frame): unknown => this.#take(frame),
      error: (error: unknown) => console.error(error),
    });
  }

  /** Takes no time any more, and counts when nothing waits that came while it did. */
  async count(): Promise<StreamCount> {
    this.isSlow = false;
    await new Promise((resolve) => setTimeout(resolve, 4 * SLOW_MS));
    return new Promise((resolve) => {
      // While a frame is handed on, none is on its way from ffmpeg.
      this.#onFrame = (): void => {
        this.#onFrame = undefined;
        const { received, dropped } = this.#source.health;
        resolve({
          ...{ received, dropped, observed: this.#observed, holes: this.#holes },
          ...{ uncountedHoles: this.#uncountedHoles, losses: this.#losses },
        });
      };
    });
  }

  #take(frame: VideoFrame): Promise<void> | undefined {
    const { index } = frame;
    const { number } = readCode(frame.data());
    this.#observed += 1;
    const last = this.#last;
    if (last === undefined) this.#holes += index;
    else {
      const steps = (number - last.number + this.#turn) % this.#turn;
      if (steps !== (index - last.index) % this.#turn) this.#uncountedHoles += 1;
      this.#holes += index - last.index - 1;
    }
    this.#last = { index, number };
    this.#onFrame?.();
    return this.isSlow ? new Promise((resolve) => setTimeout(resolve, SLOW_MS)) : undefined;
  }
}
