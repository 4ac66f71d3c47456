import { callAt, VideoFrame, type Colorimetry, type FrameShape } from '@giftgrab/core';

/** What fills a gap: the last picture again, or a black one. */
export type GapFilling = 'hold' | 'black';

/** The frames that were to come, were the stream not lost. */
export interface MissingFrames {
  readonly shape: FrameShape;
  readonly colorimetry: Colorimetry;
  /** When the newest frame came, on the monotonic clock. */
  readonly lastMs: number;
  /** Frames per second. */
  readonly rate: number;
}

/** Makes frames at the pace of a stream while that brings none. */
export class GapFiller {
  readonly #filling: GapFilling;
  readonly #emit: (picture: VideoFrame, dueMs: number) => void;
  #newest: VideoFrame | undefined;
  #black: VideoFrame | undefined;
  #cancel: (() => void) | undefined;

  /**
   * @param filling - What the frames show.
   * @param emit - Makes a frame that is due of a picture, and hands it on. The picture stays the filler's.
   */
  constructor(filling: GapFilling, emit: (picture: VideoFrame, dueMs: number) => void) {
    this.#filling = filling;
    this.#emit = emit;
  }

  /** Keeps a frame that came, if it may be shown again; on a loan of its own. */
  keep(frame: VideoFrame): void {
    if (this.#filling !== 'hold') return;
    this.#newest?.release();
    this.#newest = frame.lease();
  }

  /** Begins to make frames, from now on: those that were due before it was known that none would come are left out. */
  start({ shape, colorimetry, lastMs, rate }: MissingFrames): void {
    const picture = this.#newest ?? (this.#black ??= VideoFrame.alloc({ ...shape, colorimetry }));
    const intervalMs = 1000 / rate;
    let dueMs = lastMs + Math.ceil((performance.now() - lastMs) / intervalMs) * intervalMs;
    const goOn = (): void => {
      this.#cancel = callAt(dueMs, () => {
        const shownMs = dueMs;
        dueMs += intervalMs;
        goOn();
        this.#emit(picture, shownMs);
      });
    };
    this.#cancel?.();
    goOn();
  }

  /** Frames come again. */
  pause(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Makes none any more, and gives back what it keeps. */
  stop(): void {
    this.pause();
    this.#newest?.release();
    this.#newest = undefined;
  }
}
