import { basename } from 'node:path';
import {
  checkFrameBudget,
  checkName,
  checkOneOf,
  checkOptionNames,
  checkPositiveInteger,
  ColourSpace,
  describe,
  InvalidOptionError,
  pixelFormat,
  SOURCE_OPTION_NAMES,
  SourceError,
  VideoSource,
  type RunTeardown,
  type SourceReport,
  type SourceRun,
  type VideoSourceOptions,
} from '@giftgrab/core';
import {
  checkInputFile,
  checkLimits,
  DEFAULT_LIMITS,
  locateFfmpeg,
  probeWith,
  type FileLimits,
  type MediaInfo,
  type NutStreamHeader,
} from '@giftgrab/ffmpeg';
import { FileDecoding } from './file-decoding';
import { FileRun } from './file-run';
import { openingError } from './decoding-verdict';
import {
  countsFromZero,
  likelyCountsFromZero,
  likelyWireFormat,
  wireFormat,
  type WireFormat,
} from './wire-format';
import { untilAborted } from './until-aborted';

/** What happens at the end of a file. */
export type OnEnd = 'complete' | 'black' | 'hold' | 'loop';

/** How fast frames come: as fast as the slowest subscriber, at the video's own rate, or so many times that. */
export type Pace = 'asap' | 'realtime' | number;

/** How {@link openFile} reads a file. */
export interface FileSourceOptions extends VideoSourceOptions {
  /** Layout of the frames. @defaultValue `'I420'`, which most videos are made of */
  readonly colour?: ColourSpace;
  /**
   * How fast frames come. No frame is ever left out: where work downstream is slower than the pace, the file waits.
   *
   * @defaultValue `'asap'`
   */
  readonly pace?: Pace;
  /**
   * What happens at the end: the stream completes, black frames or the last frame go on for ever at the frame rate, or
   * the file begins again. Times and indices go on rising.
   *
   * @defaultValue `'complete'`
   */
  readonly onEnd?: OnEnd;
  /** Threads of the decoder. @defaultValue ffmpeg's choice */
  readonly threads?: number;
  /** What the file may ask for at most before it is refused: raise them for a file that you trust. @defaultValue as each says */
  readonly limits?: FileLimits;
  /** Path of the ffmpeg to use. @defaultValue found by {@link locateFfmpeg} */
  readonly ffmpeg?: string;
  /** Milliseconds without a sign of life after which ffmpeg is given up. @defaultValue 30000 */
  readonly stallTimeoutMs?: number;
}

const OPTION_NAMES = [
  'colour',
  'pace',
  'onEnd',
  'threads',
  'limits',
  'ffmpeg',
  'stallTimeoutMs',
  ...SOURCE_OPTION_NAMES,
];

interface OpenedFile {
  readonly info: MediaInfo;
  readonly wire: WireFormat;
  readonly fromZero: boolean;
  readonly header: NutStreamHeader;
  /** The pass that was started to open the file, for the first run to take over. */
  readonly decoding: FileDecoding;
  /** Starts another. */
  readonly decode: () => FileDecoding;
}

/**
 * Opens a video file.
 *
 * One ffmpeg is started at once and waits with its first frames, so that they are there when somebody subscribes. Every
 * frame of the video comes, exactly once, with the time that the file gives it.
 *
 * @param path - The file.
 * @param options - How to read it.
 * @returns The source. Close it, or let `await using` do it.
 * @throws {@link InvalidOptionError} when an option breaks its rule; {@link SourceError} when there is no such file, no
 * video in it, or more in it than is allowed; {@link FfmpegNotFoundError} when there is no ffmpeg.
 * @example
 * ```ts
 * import { openFile } from '@giftgrab/sources';
 *
 * async function count(path: string): Promise<number> {
 *   await using source = await openFile(path, { colour: 'BGRA' });
 *   let frames = 0;
 *   source.subscribe(() => (frames += 1));
 *   await source.finished;
 *   return frames;
 * }
 * ```
 * @see GIFT-Grab's `VideoSourceFactory::create_file_reader` (V5, C1)
 */
export async function openFile(path: string, options: FileSourceOptions = {}): Promise<FileSource> {
  const colour = checkOptions(path, options);
  const { signal } = options;
  const binary = await untilAborted(signal, locateFfmpeg(options.ffmpeg));
  const { threads, limits = {}, stallTimeoutMs = 30_000 } = options;
  const decode = (wire: WireFormat, fromZero: boolean): FileDecoding =>
    new FileDecoding({ binary, path, wire, fromZero, threads, limits, stallTimeoutMs });
  const likelyWire = likelyWireFormat(colour);
  const likelyZero = likelyCountsFromZero(path);
  let decoding = decode(likelyWire, likelyZero);
  try {
    // Both at once: together they take as long as the longer, and nearly always the guess is right.
    const info = await untilAborted(signal, probeWith(binary, path, limits, signal));
    checkPixels(path, info, limits.pixels);
    const wire = wireFormat(colour, info.video);
    const fromZero = countsFromZero(info);
    const isAsLikely =
      fromZero === likelyZero &&
      wire.isConverted === likelyWire.isConverted &&
      wire.pixFmts.join() === likelyWire.pixFmts.join();
    if (!isAsLikely) {
      await decoding.stop();
      decoding = decode(wire, fromZero);
    }
    const header = await untilAborted(signal, decoding.header);
    if ('exit' in header) throw openingError(path, header);
    const opened = { info, wire, fromZero, header, decoding, decode: () => decode(wire, fromZero) };
    const name = options.name ?? `FileSource ${basename(path)}`;
    return new FileSource(opened, { ...options, name });
  } catch (error) {
    await decoding.stop();
    throw error;
  }
}

/**
 * A video file as a source; made by {@link openFile}.
 *
 * @see GIFT-Grab's `VideoSourceFFmpeg` (C1)
 */
export class FileSource extends VideoSource {
  /** What the file holds. */
  readonly info: MediaInfo;
  readonly #file: OpenedFile;
  readonly #fileOptions: FileSourceOptions;
  readonly #runs = new WeakMap<SourceRun, FileRun>();
  /** The decoder that waits for the first subscriber belongs to no run that an abort would end. */
  readonly #onAbort = (): void => void this.release();
  #spare: FileDecoding | undefined;

  /** @internal Use {@link openFile}. */
  constructor(file: OpenedFile, options: FileSourceOptions) {
    const { info, header } = file;
    super(
      {
        colour: options.colour ?? ColourSpace.I420,
        cols: header.width,
        rows: header.height,
        frameRate: info.video.frameRate,
      },
      options,
    );
    this.info = info;
    this.#file = file;
    this.#fileOptions = options;
    this.#spare = file.decoding;
    file.decoding.rest();
    options.signal?.addEventListener('abort', this.#onAbort);
  }

  protected override start(run: SourceRun): RunTeardown {
    const { pace = 'asap', onEnd = 'complete' } = this.#fileOptions;
    const { info, wire, fromZero, header, decode } = this.#file;
    const fileRun = new FileRun(run, {
      info,
      wire,
      fromZero,
      header,
      colour: this.colour,
      frameRate: this.frameRate,
      speed: run.isPull || pace === 'asap' ? undefined : pace === 'realtime' ? 1 : pace,
      onEnd,
      open: () => this.#takeSpare() ?? decode(),
    });
    this.#runs.set(run, fileRun);
    fileRun.begin();
    return () => fileRun.stop();
  }

  protected override counters(run: SourceRun): Partial<SourceReport> {
    const { damaged = 0, missing = 0 } = this.#runs.get(run) ?? {};
    return { damaged, dropped: missing };
  }

  protected override async release(): Promise<void> {
    this.#fileOptions.signal?.removeEventListener('abort', this.#onAbort);
    await this.#takeSpare()?.stop();
  }

  #takeSpare(): FileDecoding | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare;
  }
}

function checkPixels(
  path: string,
  { video: { cols, rows } }: MediaInfo,
  allowed = DEFAULT_LIMITS.pixels,
): void {
  if (cols * rows <= allowed) return;
  throw new SourceError(
    `The picture of ${describe(path)} has ${cols}×${rows} pixels, more than the ${allowed} that are allowed. If you trust the file, ` +
      `allow them: { limits: { pixels: ${cols * rows} } }.`,
    { code: 'SOURCE_TOO_LARGE' },
  );
}

/** Checks all that can be checked before a process starts; returns the colour. */
function checkOptions(path: string, options: FileSourceOptions): ColourSpace {
  checkOptionNames('openFile', options, OPTION_NAMES);
  checkName(options.name);
  const { colour = ColourSpace.I420, pace = 'asap', onEnd = 'complete', threads } = options;
  pixelFormat(colour);
  const isPace = pace === 'asap' || pace === 'realtime' || (Number.isFinite(pace) && pace > 0);
  if (!isPace) {
    throw new InvalidOptionError('pace', '"asap", "realtime" or a positive, finite number', pace);
  }
  checkOneOf('onEnd', onEnd, ['complete', 'black', 'hold', 'loop']);
  if (threads !== undefined) checkPositiveInteger('threads', threads, 64);
  if (options.stallTimeoutMs !== undefined) {
    checkPositiveInteger('stallTimeoutMs', options.stallTimeoutMs);
  }
  if (options.limits !== undefined) checkLimits(options.limits);
  if (options.budget !== undefined) checkFrameBudget(options.budget);
  checkInputFile(path);
  return colour;
}
