import {
  checkOptionNames,
  convertFrame,
  Deferred,
  frameShape,
  InvalidOptionError,
  isSameColorimetry,
  isSameShape,
  placeView,
  shapeText,
  SOURCE_OPTION_NAMES,
  SourceSizeChangedError,
  syncByTime,
  VideoFrame,
  VideoSource,
  type FrameSet,
  type FrameSetStream,
  type FrameShape,
  type RunTeardown,
  type SourceReport,
  type SourceRun,
  type StageStats,
  type SyncOptions,
  type VideoSourceOptions,
} from '@giftgrab/core';
import type { Observer } from 'rxjs';

/** How {@link stereoSource} joins two sources. */
export interface StereoSourceOptions
  extends VideoSourceOptions, Pick<SyncOptions, 'clock' | 'offsetsMs' | 'policy' | 'timeout'> {
  /**
   * How far two frames may lie apart to be a pair, in milliseconds.
   *
   * @defaultValue a little less than half a frame of the faster source; 16 where neither states a rate
   */
  readonly toleranceMs?: number;
}

const OPTION_NAMES = [
  ...['toleranceMs', 'clock', 'offsetsMs', 'policy', 'timeout'],
  ...SOURCE_OPTION_NAMES,
];

/**
 * Makes one source of two: each frame has two views of one moment, the left one first. The frame has the left one's time and index, so
 * that left frames without a partner leave a gap, and arrived when the later of the two did. Frames without a partner count as dropped.
 *
 * Both are subscribed to when the stereo source is; closing it leaves them open. It ends with the first of them that ends, and fails
 * with the first that fails.
 *
 * Cameras: say `policy: 'dropOldest'`, so that neither waits for the other, and `clock: 'captured'` where their clocks differ.
 *
 * @param left - The left eye.
 * @param right - The right eye, of the same size and layout.
 * @param options - How to join them.
 * @throws {@link InvalidOptionError} when the two differ in size or layout, or an option breaks its rule.
 * @example
 * ```ts
 * import { openFile, stereoSource } from '@giftgrab/sources';
 *
 * async function watch(): Promise<void> {
 *   await using left = await openFile('left.mp4');
 *   await using right = await openFile('right.mp4');
 *   const stereo = stereoSource(left, right);
 *   stereo.subscribe((frame) => console.log(frame.pts?.seconds, frame.data(0), frame.data(1)));
 *   await stereo.finished;
 * }
 * ```
 * @see GIFT-Grab's stereo frames of Blackmagic devices (C4, TC42)
 */
export function stereoSource(
  left: VideoSource,
  right: VideoSource,
  options: StereoSourceOptions = {},
): StereoSource {
  return new StereoSource(left, right, options);
}

/** Two sources as one of stereo frames; made by {@link stereoSource}. */
export class StereoSource extends VideoSource {
  readonly #view: FrameShape;
  readonly #shape: FrameShape;
  readonly #newPairs: () => FrameSetStream;
  readonly #pairs = new WeakMap<SourceRun, FrameSetStream>();

  /** @internal Use {@link stereoSource}. */
  constructor(left: VideoSource, right: VideoSource, options: StereoSourceOptions) {
    checkSource('left', left);
    checkSource('right', right);
    checkOptionNames('stereoSource', options, OPTION_NAMES);
    const { colour, cols, rows } = left;
    const view = frameShape({ colour, cols, rows });
    const other = { colour: right.colour, cols: right.cols, rows: right.rows, stereoCount: 1 };
    if (!isSameShape(view, other)) {
      throw new InvalidOptionError(
        'right',
        `a source of ${shapeText(view)}, as the left one is,`,
        shapeText(other),
        'Open it with another colour, or choose a part of the picture by setSubFrame().',
      );
    }
    const rates = [left.frameRate, right.frameRate].filter((rate) => rate !== undefined);
    rates.sort((a, b) => a.value - b.value);
    super({ colour, cols, rows, stereoCount: 2, frameRate: rates[0] }, options);
    this.#view = view;
    this.#shape = frameShape({ colour, cols, rows, stereoCount: 2 });
    const { clock, offsetsMs, policy, timeout } = options;
    const { toleranceMs = 490 / (rates.at(-1)?.value ?? 30) } = options;
    const sync: SyncOptions = {
      toleranceMs,
      ...(clock !== undefined && { clock }),
      ...(offsetsMs !== undefined && { offsetsMs }),
      ...(policy !== undefined && { policy }),
      ...(timeout !== undefined && { timeout }),
      // One pair waits for room at a time.
      inFlight: 1,
    };
    this.#newPairs = () => syncByTime([left, right], sync);
    // Says now what is wrong with the options.
    this.#newPairs();
  }

  protected override start(run: SourceRun): RunTeardown {
    const pairs = this.#newPairs();
    this.#pairs.set(run, pairs);
    // While there is no room, a pair stays valid, and the next one waits, until this is resolved.
    let waiting: Deferred<void> | undefined;
    const next = (pair: FrameSet): unknown => {
      let isSent = false as boolean;
      run.whenRoom(this.#shape.byteLength, () => {
        isSent = true;
        this.#send(pair, run);
        waiting?.resolve();
      });
      return isSent ? undefined : (waiting = new Deferred<void>()).promise;
    };
    const observer: Partial<Observer<FrameSet>> & { readonly stats: StageStats } = {
      // By these a pipeline knows that both sides lead here.
      stats: this.stats,
      next,
      error: (error) => run.error(error),
      complete: () => run.complete(),
    };
    const subscription = pairs.subscribe(observer);
    return () => {
      subscription.unsubscribe();
      waiting?.resolve();
    };
  }

  protected override counters(run: SourceRun): Partial<SourceReport> {
    return { dropped: this.#pairs.get(run)?.stats.framesDropped ?? 0 };
  }

  #send([left, right]: FrameSet, run: SourceRun): void {
    if (left === undefined || right === undefined) return;
    try {
      this.#check('left', left);
      this.#check('right', right);
      const { colorimetry } = left;
      const isAlike = !left.shape.format.isYuv || isSameColorimetry(right.colorimetry, colorimetry);
      const alike = isAlike ? right : convertFrame(right, this.colour, { colorimetry });
      run.emit(this.#join(left, alike, run));
      if (alike !== right) alike.release();
    } catch (error) {
      run.error(error);
    }
  }

  #join(left: VideoFrame, right: VideoFrame, run: SourceRun): VideoFrame {
    const { index, pts, colorimetry, constantRate } = left;
    const capturedMs = Math.max(left.captured.monotonicMs, right.captured.monotonicMs);
    const time = { index, pts, colorimetry, constantRate, capturedMs };
    const frame = VideoFrame.lend(this.#shape, time, run.budget);
    placeView(left, frame);
    placeView(right, frame, { toView: 1 });
    return frame;
  }

  #check(eye: string, { shape, index }: VideoFrame): void {
    if (isSameShape(shape, this.#view)) return;
    throw new SourceSizeChangedError(
      `Frame ${index} of the ${eye} source is ${shapeText(shape)}, but the stereo source was made of sources of ${shapeText(this.#view)} ` +
        'and one view. Choose a part of the picture with setSubFrame() of the stereo source.',
    );
  }
}

function checkSource(name: string, source: unknown): void {
  if (!(source instanceof VideoSource)) {
    throw new InvalidOptionError(name, 'a source', source);
  }
}
