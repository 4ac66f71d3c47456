import { rm, writeFile } from 'node:fs/promises';
import {
  checkBoolean,
  checkIntegerIn,
  checkOneOf,
  checkOptionNames,
  describe,
  InvalidOptionError,
  packedSize,
  TargetError,
  VideoTarget,
  type StereoLayout,
  type TargetReport,
  type VideoFrame,
} from '@giftgrab/core';
import { checkFolder } from './check-output-path';
import { endOnAbort } from './end-on-abort';
import { fitFrame, STEREO_LAYOUTS } from './fit-frame';
import { SnapshotChoice, type SnapshotChoiceOptions } from './snapshot-choice';
import { SnapshotTemplate, type PictureFormat } from './snapshot-template';

/** Which pictures {@link snapshots} saves, and how. */
export interface SnapshotOptions extends SnapshotChoiceOptions {
  /** Replaces existing files. @defaultValue false */
  readonly overwrite?: boolean;
  /** Quality of JPEG and WebP, 1 to 100. @defaultValue 90 */
  readonly quality?: number;
  /** How the views of a stereo frame become one picture. @defaultValue `'side-by-side'` */
  readonly stereo?: StereoLayout;
  /** Ends the target with `ABORTED` when it is aborted, after the pictures it has. */
  readonly signal?: AbortSignal;
}

/** What {@link Snapshots} has saved. */
export interface SnapshotReport extends TargetReport {
  /** Frames that were not asked for, as `everyNth` or `everyMs` say. They are not dropped. */
  readonly passedOver: number;
  /** Bytes of all pictures. */
  readonly bytes: number;
  /** The files, in the order they were saved. */
  readonly paths: readonly string[];
}

const OPTION_NAMES = ['everyNth', 'everyMs', 'overwrite', 'quality', 'stereo', 'signal'];

/**
 * Makes a target that saves frames as pictures: PNG, JPEG or WebP, as the extension says; 8 bits a channel, without alpha.
 *
 * The directory has to be there. Names come from the template: `{index}` is the frame's number with at least six digits,
 * `{time}` its time as `01-02-03.456`. An existing file is never replaced unless `overwrite` says so. A template without
 * placeholders, with `overwrite`, keeps the newest picture.
 *
 * @param template - A path such as `shots/frame-{index}.png`.
 * @param options - Which frames, and how.
 * @throws {@link InvalidOptionError} when the template or an option breaks its rule; {@link TargetError} when the directory is
 * missing or not writable.
 * @example
 * ```ts
 * import type { VideoSource } from '@giftgrab/core';
 * import { snapshots } from '@giftgrab/targets';
 *
 * async function everySecond(source: VideoSource): Promise<readonly string[]> {
 *   const target = snapshots('shots/{time}.jpg', { everyMs: 1000 });
 *   source.attach(target);
 *   return (await target.finished).paths;
 * }
 * ```
 */
export function snapshots(template: string, options: SnapshotOptions = {}): Snapshots {
  return new Snapshots(template, options);
}

/** Pictures as a target; made by {@link snapshots}. */
export class Snapshots extends VideoTarget<SnapshotReport> {
  readonly #template: SnapshotTemplate;
  readonly #choice: SnapshotChoice;
  readonly #options: Required<Pick<SnapshotOptions, 'overwrite' | 'quality' | 'stereo'>>;
  // A file that is replaced again and again is one file.
  readonly #paths = new Set<string>();
  #frames = 0;
  #passedOver = 0;
  #bytes = 0;
  #unwatch: () => void = () => undefined;

  /** @internal Use {@link snapshots}. */
  constructor(template: string, options: SnapshotOptions) {
    super();
    checkOptionNames('snapshots', options, OPTION_NAMES);
    const { overwrite = false, quality = 90, stereo = 'side-by-side' } = options;
    checkBoolean('overwrite', overwrite);
    checkIntegerIn('quality', quality, 1, 100);
    checkOneOf('stereo', stereo, STEREO_LAYOUTS);
    this.#options = { overwrite, quality, stereo };
    this.#choice = new SnapshotChoice(options);
    this.#template = new SnapshotTemplate(template);
    if (!this.#template.isVarying && !overwrite) {
      const remedy = 'Or pass { overwrite: true } to keep the newest picture only.';
      throw new InvalidOptionError('template', 'a name with {index} or {time}', template, remedy);
    }
    checkFolder(template);
    this.#unwatch = endOnAbort(this, options.signal);
  }

  /** The class's name and the file name's template. */
  override get name(): string {
    return `Snapshots ${this.#template.fileName}`;
  }

  protected override async write(frame: VideoFrame): Promise<void> {
    if (!this.#choice.chooses(frame)) {
      this.#passedOver += 1;
      return;
    }
    const path = this.#template.pathOf(frame);
    const picture = await this.#encode(frame);
    await savePicture(path, picture, this.#options.overwrite);
    this.#frames += 1;
    this.#bytes += picture.length;
    this.#paths.add(path);
  }

  protected override finalise(): Promise<SnapshotReport> {
    this.#unwatch();
    return Promise.resolve({
      frames: this.#frames,
      dropped: this.stats.framesDropped,
      passedOver: this.#passedOver,
      bytes: this.#bytes,
      paths: [...this.#paths],
    });
  }

  async #encode(frame: VideoFrame): Promise<Uint8Array> {
    const { stereo, quality } = this.#options;
    const size = frame.stereoCount > 1 ? packedSize(frame, stereo) : frame;
    const fitted = fitFrame(frame, { colour: 'RGB24', size, scaleTo: undefined, stereo });
    try {
      return await encodePicture(fitted, this.#template.format, quality);
    } finally {
      if (fitted !== frame) fitted.release();
    }
  }
}

async function encodePicture(
  frame: VideoFrame,
  format: PictureFormat,
  quality: number,
): Promise<Uint8Array> {
  // Loaded with the first picture: it has a binary and takes a while.
  const { default: sharp } = await import('sharp');
  const raw = { width: frame.cols, height: frame.rows, channels: 3 } as const;
  return sharp(frame.data(), { raw })
    .toFormat(format, format === 'png' ? {} : { quality })
    .toBuffer();
}

async function savePicture(path: string, picture: Uint8Array, overwrite: boolean): Promise<void> {
  try {
    await writeFile(path, picture, { flag: overwrite ? 'w' : 'wx' });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new TargetError(
        `${describe(path)} exists already. Name other pictures, or pass { overwrite: true } to replace it.`,
        { code: 'TARGET_EXISTS', cause },
      );
    }
    // A part of a picture helps nobody.
    if (code === 'ENOSPC') await rm(path, { force: true });
    throw new TargetError(`${describe(path)} could not be saved: ${message}`, {
      code: code === 'ENOSPC' ? 'DISK_FULL' : 'TARGET_NOT_WRITABLE',
      cause,
    });
  }
}
