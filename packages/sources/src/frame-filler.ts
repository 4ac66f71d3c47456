import {
  roomIn,
  shapeText,
  SourceTruncatedError,
  Timestamp,
  VideoFrame,
  type Colorimetry,
  type FrameShape,
  type Rational,
  type SourceRun,
} from '@giftgrab/core';

/** What the frames of a {@link FrameFiller} are. */
export interface FilledFrames {
  readonly shape: FrameShape;
  readonly frameRate: Rational | undefined;
  readonly colorimetry: Colorimetry;
}

/** Puts chunks of bytes into the frames of a run, wherever the chunks end. */
export class FrameFiller {
  readonly #run: SourceRun;
  readonly #frames: FilledFrames;
  readonly #timeBase: Rational | undefined;
  #index = 0;
  #frame: VideoFrame | undefined;
  #filled = 0;

  constructor(run: SourceRun, frames: FilledFrames) {
    this.#run = run;
    this.#frames = frames;
    this.#timeBase = frames.frameRate?.inverse;
  }

  /** Resolves when all bytes are in frames; never once the run has ended. */
  async fill(chunk: Uint8Array): Promise<void> {
    for (let start = 0; start < chunk.length;) {
      if (this.#frame === undefined) await roomIn(this.#run, this.#frames.shape.byteLength);
      if (this.#run.ended) return;
      const frame = (this.#frame ??= this.#lend());
      const { bytes } = frame;
      const part = chunk.subarray(start, start + bytes.length - this.#filled);
      bytes.set(part, this.#filled);
      this.#filled += part.length;
      start += part.length;
      if (this.#filled === bytes.length) this.#emit(frame);
    }
  }

  /**
   * Checks that the last frame is whole.
   *
   * @throws {@link SourceTruncatedError} when it is not.
   */
  end(): void {
    if (this.#frame === undefined) return;
    const { shape } = this.#frames;
    throw new SourceTruncatedError(
      `The bytes end within frame ${this.#index}: it has ${this.#filled} of the ${shape.byteLength} bytes of ` +
        `${shapeText(shape)}. Every whole frame was delivered; if there should be more, is the size or the colour another?`,
      { received: this.#index },
    );
  }

  /** Gives back the frame that is being filled. */
  drop(): void {
    this.#frame?.release();
    this.#frame = undefined;
  }

  #lend(): VideoFrame {
    const { shape, frameRate: constantRate, colorimetry } = this.#frames;
    const index = this.#index;
    const timeBase = this.#timeBase;
    const pts = timeBase === undefined ? undefined : new Timestamp(index, timeBase);
    this.#filled = 0;
    const time = { index, pts, constantRate, colorimetry };
    return VideoFrame.lend(shape, time, this.#run.budget);
  }

  #emit(frame: VideoFrame): void {
    this.#frame = undefined;
    this.#index += 1;
    this.#run.emit(frame);
  }
}
