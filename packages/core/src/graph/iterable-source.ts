import { describe, SourceError, SourceSizeChangedError } from '../errors';
import type { FrameBudget } from '../frames/frame-budget';
import { frameShape, isSameShape, shapeText, type FrameShape } from '../frames/frame-shape';
import { VideoFrame } from '../frames/video-frame';
import { checkOptionNames } from '../option-checks';
import { FeedOrigin, type Feed, type Feedable } from './feed';
import { roomIn } from './run-room';
import { SOURCE_OPTION_NAMES } from './source-option-names';
import type { RunTeardown, SourceRun } from './source-run';
import { VideoSource, type VideoSourceOptions, type VideoSourceSpec } from './video-source';

/** What {@link fromIterable} makes its source of. */
export interface IterableSourceOptions extends VideoSourceSpec, VideoSourceOptions {}

const OPTION_NAMES = ['colour', 'cols', 'rows', 'stereoCount', 'frameRate', ...SOURCE_OPTION_NAMES];

/**
 * Makes a source of frames that something gives when it is asked: a generator, a Node `Readable` in object mode, a
 * `ReadableStream` of the Web, an array.
 *
 * It is asked for a frame only when there is room for it, and told to stop when nobody wants more. **Its frames are taken
 * over.** One on loan (by `retain()`, `derive()` or `VideoFrame.lend()`) is the source's from then on, who releases it; one in
 * ordinary memory is copied as it comes and stays the giver's, who may fill it again at once. Frames keep their `index`, `pts`
 * and `meta`.
 *
 * @param frames - What gives the frames; a function that makes it anew for each run. Anything else serves for one run.
 * @param options - What the frames will be, and how to play them.
 * @throws {@link InvalidOptionError} when an option breaks its rule or `frames` cannot be looped over.
 * @example
 * ```ts
 * import { fromIterable, VideoFrame } from '@giftgrab/core';
 *
 * const spec = { colour: 'GRAY8', cols: 64, rows: 48 } as const;
 * const ramp = fromIterable(function* () {
 *   for (let index = 0; index < 256; index += 1) {
 *     const frame = VideoFrame.alloc({ ...spec, index });
 *     frame.data().fill(index);
 *     yield frame;
 *   }
 * }, spec);
 * ramp.subscribe((frame) => console.log(frame.index, frame.data()[0]));
 * ```
 */
export function fromIterable(
  frames: Feedable<VideoFrame> | (() => Feedable<VideoFrame>),
  options: IterableSourceOptions,
): IterableSource {
  return new IterableSource(frames, options);
}

/** Frames that are asked for, as a source; made by {@link fromIterable}. */
export class IterableSource extends VideoSource {
  readonly #origin: FeedOrigin<VideoFrame>;
  readonly #shape: FrameShape;

  /** @internal Use {@link fromIterable}. */
  constructor(
    frames: Feedable<VideoFrame> | (() => Feedable<VideoFrame>),
    options: IterableSourceOptions,
  ) {
    checkOptionNames('fromIterable', options, OPTION_NAMES);
    super(options, options);
    this.#shape = frameShape(options);
    this.#origin = new FeedOrigin('fromIterable', frames);
  }

  protected override start(run: SourceRun): RunTeardown {
    const feed = this.#origin.open();
    this.#send(run, feed).catch((error: unknown) => run.error(error));
    return () => feed.stop();
  }

  async #send(run: SourceRun, feed: Feed<VideoFrame>): Promise<void> {
    for (;;) {
      await roomIn(run, this.#shape.byteLength);
      const frame = await feed.next();
      if (frame === undefined) {
        run.complete();
        return;
      }
      this.#check(frame);
      if (run.ended) {
        frame.release();
        return;
      }
      run.emit(takeOver(frame, run.budget));
    }
  }

  #check(frame: unknown): void {
    if (!(frame instanceof VideoFrame)) {
      throw new SourceError(
        `fromIterable was given ${describe(frame)} where a VideoFrame was expected.`,
      );
    }
    if (isSameShape(frame.shape, this.#shape)) return;
    frame.release();
    throw new SourceSizeChangedError(
      `Frame ${frame.index} is ${shapeText(frame.shape)}, but the source was said to give ${shapeText(this.#shape)}. ` +
        'Convert or resize the frames before, or say what they are.',
    );
  }
}

/** The picture on the account of another source; whoever gave it may do what he likes with ordinary memory afterwards. */
function takeOver(frame: VideoFrame, budget: FrameBudget): VideoFrame {
  const isOrdinary = frame.address === undefined;
  const own = isOrdinary ? frame.pooledCopy() : frame.lease();
  own.charge(budget);
  frame.release();
  return own;
}
