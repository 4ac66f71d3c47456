import { type Rational, Timestamp, type VideoFrame } from '@giftgrab/core';

/** How a writer gives frames their times. */
export type Timing = 'timestamps' | 'constant';

/** When a frame is shown in the output. */
export interface Slot {
  /** Ticks of {@link FrameTimer.timeBase}; rises from frame to frame. */
  readonly ticks: number;
  /** Ticks at which the frame before it is shown again. */
  readonly repeats: readonly number[];
}

/** What a {@link FrameTimer} needs to know. */
export interface FrameTimerOptions {
  readonly timing: Timing;
  readonly frameRate: Rational;
  /** Whether the container has no times but only a rate, as AVI. */
  readonly isGrid: boolean;
  /** Whether the first frame is at zero whatever its time is. */
  readonly startAtZero: boolean;
}

/** Gives each frame its time in the output, and counts what that costs. */
export class FrameTimer {
  /** Seconds a tick of the output lasts. */
  readonly timeBase: Rational;
  /** Frames that were shown once more, to fill a gap. */
  duplicated = 0;
  /** Frames left out, because the output has no place for them. */
  dropped = 0;
  /** Frames that are shown at another time than their own, because two had the same or time ran backwards. */
  retimed = 0;
  readonly #options: FrameTimerOptions;
  #origin: number;
  #isCut = false;
  #first: number | undefined;
  #last: number | undefined;

  /**
   * @param first - The first frame: its time base becomes the output's, where the output can have one.
   * @param options - How to give times.
   */
  constructor(first: VideoFrame, options: FrameTimerOptions) {
    this.#options = options;
    const hasOwnBase = options.timing === 'timestamps' && !options.isGrid;
    this.timeBase = (hasOwnBase ? first.pts?.timeBase : undefined) ?? options.frameRate.inverse;
    const start = this.#ticksOf(first) ?? 0;
    // The pipe cannot carry times below zero.
    this.#origin = options.startAtZero || start < 0 ? start : 0;
  }

  /** Ticks of the first frame. */
  get firstTicks(): number {
    return this.#first ?? 0;
  }

  /** Ticks of the last frame. */
  get last(): number {
    return this.#last ?? 0;
  }

  /** The next frame follows the last as if no time had passed between them. */
  cut(): void {
    this.#isCut = this.#last !== undefined;
  }

  /**
   * The time of a frame.
   *
   * @param frame - The next frame.
   * @returns Its slot, or `undefined` when it has to be left out.
   */
  slot(frame: VideoFrame): Slot | undefined {
    const last = this.#last;
    const own = this.#ticksOf(frame);
    if (this.#isCut && own !== undefined) this.#origin = own - this.#afterLast();
    this.#isCut = false;
    const wanted = own === undefined ? this.#afterLast() : own - this.#origin;
    if (last === undefined || wanted > last) return this.#take(wanted, last);
    if (this.#options.timing === 'constant') {
      this.dropped += 1;
      return undefined;
    }
    this.retimed += 1;
    return this.#take(last + 1, last);
  }

  #take(ticks: number, last: number | undefined): Slot {
    this.#first ??= ticks;
    this.#last = ticks;
    if (this.#options.timing !== 'constant' || last === undefined) return { ticks, repeats: [] };
    const repeats = Array.from({ length: ticks - last - 1 }, (_, i) => last + 1 + i);
    this.duplicated += repeats.length;
    return { ticks, repeats };
  }

  #ticksOf(frame: VideoFrame): number | undefined {
    return frame.pts?.inTicksOf(this.timeBase);
  }

  /** A frame without a time comes one frame after the last. */
  #afterLast(): number {
    if (this.#last === undefined) return 0;
    const step = new Timestamp(1, this.#options.frameRate.inverse).inTicksOf(this.timeBase);
    return this.#last + Math.max(1, step);
  }
}

/**
 * Whether a time is a whole number of frames from zero.
 *
 * @param pts - The time.
 * @param frameRate - Frames per second.
 */
export function liesOnGrid(pts: Timestamp, frameRate: Rational): boolean {
  const slot = new Timestamp(pts.inTicksOf(frameRate.inverse), frameRate.inverse);
  return slot.inTicksOf(pts.timeBase) === pts.ticks;
}
