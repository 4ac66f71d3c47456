import { VideoFrame } from '../../src/frames/video-frame';
import { frameShape, type FrameSpec } from '../../src/frames/frame-shape';
import type { RunTeardown, SourceRun } from '../../src/graph/source-run';
import { VideoSource, type VideoSourceOptions } from '../../src/graph/video-source';
import { Rational } from '../../src/rational';
import { Timestamp } from '../../src/timestamp';

/** What {@link ListSource} shall do besides. */
export interface ListSourceOptions extends VideoSourceOptions, Partial<FrameSpec> {
  /** Frames in a run. */
  readonly frames?: number;
  /** What comes after the last frame. */
  readonly end?: 'complete' | 'never' | Error;
  /** Thrown by `start()`. */
  readonly startError?: Error;
}

/** A source of pooled frames whose every sample is the number of the frame. */
export class ListSource extends VideoSource {
  /** Runs started so far. */
  starts = 0;
  /** Runs torn down so far. */
  stops = 0;
  /** Calls of `release()`. */
  releases = 0;
  /** The newest run. */
  run: SourceRun | undefined;
  readonly #spec: FrameSpec;
  readonly #list: ListSourceOptions;

  constructor(options: ListSourceOptions = {}) {
    const { colour = 'GRAY8', cols = 4, rows = 2, stereoCount = 1 } = options;
    super({ colour, cols, rows, stereoCount, frameRate: 25 }, options);
    this.#spec = { colour, cols, rows, stereoCount };
    this.#list = options;
  }

  protected override start(run: SourceRun): RunTeardown {
    const { frames = 3, end = 'complete', startError } = this.#list;
    this.starts += 1;
    this.run = run;
    if (startError !== undefined) throw startError;
    const shape = frameShape(this.#spec);
    let index = 0;
    let immediate: NodeJS.Immediate | undefined;
    const step = (): void => {
      if (index < frames) {
        run.whenRoom(shape.byteLength, () => {
          const pts = new Timestamp(index, new Rational(1, 25));
          const frame = VideoFrame.lend(shape, { index, pts }, run.budget);
          for (let view = 0; view < frame.stereoCount; view += 1) {
            frame.data(view).fill(index & 255);
          }
          index += 1;
          run.emit(frame);
          immediate = setImmediate(step);
        });
      } else if (end instanceof Error) run.error(end);
      else if (end === 'complete') run.complete();
    };
    immediate = setImmediate(step);
    return () => {
      clearImmediate(immediate);
      this.stops += 1;
    };
  }

  protected override release(): Promise<void> {
    this.releases += 1;
    return Promise.resolve();
  }
}
