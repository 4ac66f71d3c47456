import {
  callAt,
  checkFrameRate,
  checkOneOf,
  checkOptionNames,
  checkPositiveInteger,
  ColourSpace,
  frameShape,
  SOURCE_OPTION_NAMES,
  Timestamp,
  VideoFrame,
  VideoSource,
  type Rational,
  type RunTeardown,
  type SourceRun,
  type VideoSourceOptions,
} from '@giftgrab/core';
import { drawTestPattern, testPatternBackground } from './draw-test-pattern';

/** What {@link testPattern} shows. */
export interface TestPatternOptions extends VideoSourceOptions {
  /** Pixels a row. @defaultValue 640 */
  readonly cols?: number;
  /** Rows. @defaultValue 480 */
  readonly rows?: number;
  /** Frames per second. @defaultValue 30 */
  readonly frameRate?: number | Rational;
  /** How many frames; `Infinity` for one that never ends. @defaultValue Infinity */
  readonly frames?: number;
  /** Layout of the frames. @defaultValue `'BGRA'` */
  readonly colour?: ColourSpace;
  /** `'realtime'` sends frames at the frame rate, `'asap'` as fast as the slowest subscriber takes them. @defaultValue `'realtime'` */
  readonly pace?: 'asap' | 'realtime';
}

const OPTION_NAMES = [
  'cols',
  'rows',
  'frameRate',
  'frames',
  'colour',
  'pace',
  ...SOURCE_OPTION_NAMES,
];

/**
 * Makes a source of a test picture: eight colour bars, and a white square that moves one step a frame and returns to the
 * left after each row of steps. Needs no file, no device and no ffmpeg.
 *
 * @param options - What it shows.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 * @example
 * ```ts
 * import { testPattern } from '@giftgrab/sources';
 *
 * const source = testPattern({ cols: 320, rows: 240, frameRate: 30, frames: 3, pace: 'asap' });
 * source.subscribe((frame) => console.log(frame.index, frame.pts?.seconds));
 * ```
 */
export function testPattern(options: TestPatternOptions = {}): TestPatternSource {
  return new TestPatternSource(options);
}

/** A test picture as a source; made by {@link testPattern}. */
export class TestPatternSource extends VideoSource {
  readonly #frames: number;
  readonly #isPaced: boolean;
  readonly #rate: Rational;
  readonly #background: VideoFrame;

  /** @internal Use {@link testPattern}. */
  constructor(options: TestPatternOptions) {
    checkOptionNames('testPattern', options, OPTION_NAMES);
    const { cols = 640, rows = 480, colour = ColourSpace.BGRA, pace = 'realtime' } = options;
    const { frames = Number.POSITIVE_INFINITY } = options;
    const rate = checkFrameRate(options.frameRate ?? 30);
    if (frames !== Number.POSITIVE_INFINITY) checkPositiveInteger('frames', frames);
    checkOneOf('pace', pace, ['asap', 'realtime']);
    const shape = frameShape({ colour, cols, rows });
    super({ colour, cols, rows, frameRate: rate }, options);
    this.#frames = frames;
    this.#isPaced = pace === 'realtime';
    this.#rate = rate;
    this.#background = testPatternBackground(shape);
  }

  protected override start(run: SourceRun): RunTeardown {
    const startMs = performance.now();
    const periodMs = 1000 / this.#rate.value;
    const isPaced = this.#isPaced && !run.isPull;
    let index = 0;
    let cancel: () => void = () => undefined;
    const schedule = (): void => {
      if (run.ended) return;
      if (index >= this.#frames) run.complete();
      else cancel = callAt(isPaced ? startMs + index * periodMs : 0, send);
    };
    const send = (): void => {
      run.whenRoom(this.#background.shape.byteLength, () => {
        run.emit(this.#draw(index, run));
        index += 1;
        schedule();
      });
    };
    schedule();
    return () => cancel();
  }

  #draw(index: number, run: SourceRun): VideoFrame {
    const pts = new Timestamp(index, this.#rate.inverse);
    const frame = VideoFrame.lend(this.#background.shape, { index, pts }, run.budget);
    frame.data().set(this.#background.data());
    drawTestPattern(frame, index);
    return frame;
  }
}
