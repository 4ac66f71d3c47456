import {
  checkOneOf,
  checkOptionNames,
  DEFAULT_COLORIMETRY,
  describe,
  FeedOrigin,
  frameShape,
  SOURCE_OPTION_NAMES,
  SourceError,
  VideoSource,
  type Colorimetry,
  type Feed,
  type Feedable,
  type FrameShape,
  type RunTeardown,
  type SourceRun,
  type VideoSourceOptions,
  type VideoSourceSpec,
} from '@giftgrab/core';
import { FrameFiller } from './frame-filler';

/** What {@link fromBytes} makes its source of. */
export interface ByteSourceOptions extends VideoSourceSpec, VideoSourceOptions {
  /** How YUV samples are to be read as colours. @defaultValue unspecified matrix, limited range */
  readonly colorimetry?: Colorimetry;
}

const OPTION_NAMES = [
  'colour',
  'cols',
  'rows',
  'stereoCount',
  'frameRate',
  'colorimetry',
  ...SOURCE_OPTION_NAMES,
];

/**
 * Makes a source of raw video that comes as bytes: from a file, a socket, another program, an upload.
 *
 * Frames follow each other without gaps: planes as they lie in memory, views one after the other, as `toReadable` and
 * ffmpeg's `rawvideo` write them. Chunks may end anywhere; they are put into frames as they come. The other side is asked for
 * more only when there is room for it. Where a `frameRate` is given, frames have times on its grid, from zero; else none.
 *
 * When nobody wants more, a Node stream is destroyed, one of the Web cancelled, a generator told to return.
 *
 * @param bytes - What gives the bytes; a function that makes it anew for each run. Anything else serves for one run.
 * @param options - What the frames are.
 * @returns A source. It fails with a `SourceTruncatedError`, after every whole frame, when the last frame is cut.
 * @throws {@link InvalidOptionError} when an option breaks its rule or `bytes` cannot be looped over.
 * @example
 * ```ts
 * import { createReadStream } from 'node:fs';
 * import { fromBytes } from '@giftgrab/sources';
 *
 * const source = fromBytes(() => createReadStream('in.yuv'), {
 *   colour: 'I420',
 *   cols: 1920,
 *   rows: 1080,
 *   frameRate: 25,
 * });
 * source.subscribe((frame) => console.log(frame.index, frame.pts?.seconds));
 * ```
 */
export function fromBytes(
  bytes: Feedable<Uint8Array> | (() => Feedable<Uint8Array>),
  options: ByteSourceOptions,
): ByteSource {
  return new ByteSource(bytes, options);
}

/** Raw video from bytes as a source; made by {@link fromBytes}. */
export class ByteSource extends VideoSource {
  readonly #origin: FeedOrigin<Uint8Array>;
  readonly #shape: FrameShape;
  readonly #colorimetry: Colorimetry;

  /** @internal Use {@link fromBytes}. */
  constructor(
    bytes: Feedable<Uint8Array> | (() => Feedable<Uint8Array>),
    options: ByteSourceOptions,
  ) {
    checkOptionNames('fromBytes', options, OPTION_NAMES);
    const { colorimetry = DEFAULT_COLORIMETRY } = options;
    const { matrix, range } = colorimetry;
    checkOneOf('colorimetry.matrix', matrix, ['bt601', 'bt709', 'bt2020', 'unspecified']);
    checkOneOf('colorimetry.range', range, ['limited', 'full']);
    super(options, options);
    this.#shape = frameShape(options);
    this.#colorimetry = colorimetry;
    this.#origin = new FeedOrigin('fromBytes', bytes);
  }

  protected override start(run: SourceRun): RunTeardown {
    const feed = this.#origin.open();
    const filler = new FrameFiller(run, {
      shape: this.#shape,
      frameRate: this.frameRate,
      colorimetry: this.#colorimetry,
    });
    send(run, feed, filler).catch((error: unknown) => run.error(error));
    return () => {
      filler.drop();
      return feed.stop();
    };
  }
}

async function send(run: SourceRun, feed: Feed<Uint8Array>, filler: FrameFiller): Promise<void> {
  for (let chunk = await feed.next(); chunk !== undefined; chunk = await feed.next()) {
    if (run.ended) return;
    if (!(chunk instanceof Uint8Array)) throw noBytesError(chunk);
    await filler.fill(chunk);
  }
  filler.end();
  run.complete();
}

function noBytesError(chunk: unknown): SourceError {
  return new SourceError(
    `fromBytes was given ${describe(chunk)} where a Uint8Array was expected. Set no encoding on the stream.`,
  );
}
