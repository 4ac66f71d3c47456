import { VideoFrame, VideoSource, type RunTeardown, type SourceRun } from '@giftgrab/core';

/** A source that sends frames of a list; a test may make it fail or hold it up. */
export class PlayedFrames extends VideoSource {
  readonly #frames: readonly VideoFrame[];
  readonly #isEndless: boolean;
  readonly #error: unknown;

  constructor(
    frames: readonly VideoFrame[],
    options: { readonly error?: unknown; readonly isEndless?: boolean } = {},
  ) {
    const [first] = frames;
    if (first === undefined) throw new Error('no frames');
    const { colour, cols, rows, stereoCount } = first;
    super({ colour, cols, rows, stereoCount }, {});
    this.#frames = frames;
    this.#isEndless = options.isEndless ?? false;
    this.#error = options.error;
  }

  protected override start(run: SourceRun): RunTeardown {
    let next = 0;
    let immediate: NodeJS.Immediate | undefined;
    const send = (): void => {
      if (run.ended) return;
      const original = this.#frames[next];
      if (original === undefined) {
        if (this.#error !== undefined) run.error(this.#error);
        else if (!this.#isEndless) run.complete();
        return;
      }
      run.whenRoom(original.shape.byteLength, () => {
        run.emit(pooled(original, run));
        next += 1;
        immediate = setImmediate(send);
      });
    };
    immediate = setImmediate(send);
    return () => clearImmediate(immediate);
  }
}

/** A copy in the pool that counts against the run's budget, as sources send them. */
function pooled(original: VideoFrame, run: SourceRun): VideoFrame {
  const { index, pts, constantRate, colorimetry } = original;
  const frame = VideoFrame.lend(
    original.shape,
    { index, pts, constantRate, colorimetry },
    run.budget,
  );
  for (let view = 0; view < original.stereoCount; view += 1) {
    frame.data(view).set(original.data(view));
  }
  return frame;
}
