import {
  checkBoolean,
  checkIntegerIn,
  checkMilliseconds,
  checkOneOf,
  checkOptionNames,
  checkPositiveInteger,
  InvalidOptionError,
  type Rational,
} from '@giftgrab/core';
import { isObservable, type Observable } from 'rxjs';
import type { CodecSpec, EncoderSpec } from '../codecs';
import {
  checkWriterOptions,
  WRITER_OPTION_NAMES,
  type FileWriterOptions,
} from '../file-writer-options';
import type { DiskOptions } from './disk-space';
import type { Verification } from './verify-file';

/** When a recording goes on in another file; whatever comes first. */
export interface RotationOptions {
  /** Seconds of video in a file. */
  readonly seconds?: number;
  /** Bytes of a file, more or less: it is looked at twice a second. */
  readonly bytes?: number;
  /** Frames in a file. */
  readonly frames?: number;
}

/** What is kept of the time before a recording is started. */
export interface PreRollOptions {
  /** How long before. */
  readonly seconds: number;
  /** Bytes that the frames may take up; then the oldest go. @defaultValue 512 MiB: 5 s of 1080p I420 at 30 frames a second */
  readonly bytes?: number;
}

/** Where frames wait that come faster than they are encoded. */
export interface SpillOptions {
  /** The folder of their files. @defaultValue that of the recording */
  readonly folder?: string;
  /** Bytes on the disk, at most; then frames wait where `attach` says. @defaultValue 16 GiB: 3 minutes of 1080p I420 at 30 frames a second */
  readonly bytes?: number;
}

/** How a {@link Recorder} records. */
export interface RecorderOptions extends Omit<FileWriterOptions, 'start' | 'preset'> {
  /** Frames per second, as for {@link fileWriter}. */
  readonly frameRate: number | Rational | undefined;
  /**
   * Effort for small files, as for {@link fileWriter}; or `'auto'`, which tries when the first frame has come what this machine, as busy as
   * it is then, does in time, half as much again. That takes some seconds, in which frames wait; a `presetChosen` event tells the result.
   *
   * @defaultValue the encoder's
   */
  readonly preset?: 'auto' | (string & {});
  /** Whether it records from the first frame on. @defaultValue true, unless there is a `trigger` or a `preRoll` */
  readonly autoStart?: boolean;
  /** Starts it with `true` and stops it with `false`. */
  readonly trigger?: Observable<boolean>;
  /** Keeps frames while it does not record, and begins the recording with them. @defaultValue nothing is kept */
  readonly preRoll?: PreRollOptions;
  /** Goes on in another file, without a frame lost or doubled. @defaultValue never */
  readonly rotate?: RotationOptions;
  /**
   * Keeps room for the table of an MP4 or MOV file in front of its frames, so that players begin before they have all of it: for two hours, or
   * as long as `rotate` says; that of a longer file is behind its frames. It is some 1.3 MB for an hour of 25 frames a second; short files do
   * not keep it. The table finds this room even when the disk has become full. Other containers have no such table. @defaultValue true
   */
  readonly faststart?: boolean;
  /** Writes `….timestamps.jsonl` beside each file: a line of JSON for each frame. @defaultValue true */
  readonly timestamps?: boolean;
  /** Writes `….report.json` beside each file. @defaultValue true */
  readonly report?: boolean;
  /**
   * Reads each file back when it is finished: `'count'` counts its frames, `'full'` decodes them too. @defaultValue `'count'`
   */
  readonly verify?: Verification | 'none';
  /** Milliseconds between two times that what was written is brought to the disk itself. @defaultValue 400 */
  readonly syncEveryMs?: number;
  /** When the disk counts as full. */
  readonly disk?: DiskOptions;
  /**
   * Where the recording goes on when its disk is full or fails, in a file of the same kind; no frame is lost.
   * @defaultValue it ends with an error then, and what was recorded is whole
   */
  readonly fallbackPath?: string;
  /**
   * Lets frames that come faster than they are encoded wait on the disk, uncompressed, instead of being dropped or making their source
   * wait; all are in the recording, which takes longer to stop then. @defaultValue they wait where `attach` says
   */
  readonly spill?: boolean | SpillOptions;
  /** Seconds after their arrival that frames may be written; a `behind` event comes when it is later. @defaultValue 1 */
  readonly warnBehindSeconds?: number;
  /** What the frames come from, for the report; say no password. */
  readonly source?: string;
}

const OWN_NAMES = [
  'autoStart',
  'trigger',
  'preRoll',
  'rotate',
  'faststart',
  'timestamps',
  'report',
  'verify',
  'syncEveryMs',
  'disk',
  'fallbackPath',
  'spill',
  'warnBehindSeconds',
  'source',
] as const;

/** The options of each file. */
export type PartOptions = Omit<RecorderOptions, (typeof OWN_NAMES)[number]>;

/**
 * Checks all options that do not depend on the machine.
 *
 * @param spec - The codec.
 * @param options - What the user wants.
 * @returns The encoders that may be used, in the order of preference, and the options of each file.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 */
export function checkRecorderOptions(
  spec: CodecSpec,
  options: RecorderOptions,
): { readonly candidates: readonly EncoderSpec[]; readonly partOptions: FileWriterOptions } {
  // Each file begins at zero.
  const names = WRITER_OPTION_NAMES.filter((name) => name !== 'start');
  checkOptionNames('recorder', options, [...names, ...OWN_NAMES]);
  const own = Object.fromEntries(
    Object.entries(options).filter(([name]) => (OWN_NAMES as readonly string[]).includes(name)),
  ) as RecorderOptions;
  const others = Object.fromEntries(
    Object.entries(options).filter(([name]) => !(name in own)),
  ) as unknown as PartOptions;
  const { preset, ...rest } = others;
  const isChosen = preset === 'auto';
  const partOptions: FileWriterOptions = {
    ...rest,
    ...(preset !== undefined && !isChosen && { preset }),
    start: 'zero',
  };
  const candidates = checkWriterOptions(spec, partOptions);
  if (isChosen && candidates.every(({ presets }) => presets === undefined)) {
    const names = candidates.map(({ name }) => name).join(' and ');
    throw new InvalidOptionError('preset', `no preset, for ${names} has none,`, preset);
  }
  const { autoStart, faststart, timestamps, report, verify, syncEveryMs, rotate, preRoll } = own;
  for (const [name, value] of Object.entries({ autoStart, faststart, timestamps, report })) {
    if (value !== undefined) checkBoolean(name, value);
  }
  if (verify !== undefined) checkOneOf('verify', verify, ['none', 'count', 'full']);
  if (syncEveryMs !== undefined) checkMilliseconds('syncEveryMs', syncEveryMs);
  if (own.source !== undefined && typeof own.source !== 'string') {
    throw new InvalidOptionError('source', 'a text', own.source);
  }
  if (rotate !== undefined) checkRotation(rotate);
  if (preRoll !== undefined) checkPreRoll(preRoll);
  if (own.spill !== undefined) checkSpill(own.spill);
  if (own.disk !== undefined) checkDisk(own.disk);
  if (own.warnBehindSeconds !== undefined) {
    checkSeconds('warnBehindSeconds', own.warnBehindSeconds);
  }
  if (own.trigger !== undefined && !isObservable(own.trigger)) {
    throw new InvalidOptionError('trigger', 'an Observable of true and false', own.trigger);
  }
  return { candidates, partOptions };
}

function checkRotation(rotate: RotationOptions): void {
  checkOptionNames('rotate', rotate, ['seconds', 'bytes', 'frames']);
  const { seconds, bytes, frames } = rotate;
  if (seconds !== undefined) checkSeconds('rotate.seconds', seconds);
  if (bytes !== undefined) checkPositiveInteger('rotate.bytes', bytes);
  if (frames !== undefined) checkPositiveInteger('rotate.frames', frames);
}

function checkPreRoll(preRoll: PreRollOptions): void {
  checkOptionNames('preRoll', preRoll, ['seconds', 'bytes']);
  checkSeconds('preRoll.seconds', preRoll.seconds);
  if (preRoll.bytes !== undefined) checkPositiveInteger('preRoll.bytes', preRoll.bytes);
}

function checkSpill(spill: boolean | SpillOptions): void {
  if (typeof spill === 'boolean') return;
  if (typeof spill !== 'object') {
    throw new InvalidOptionError('spill', 'true, false or { folder, bytes }', spill);
  }
  checkOptionNames('spill', spill, ['folder', 'bytes']);
  const { folder, bytes } = spill;
  if (folder !== undefined && (typeof folder !== 'string' || folder === '')) {
    throw new InvalidOptionError('spill.folder', 'the path of a folder', folder);
  }
  if (bytes !== undefined) checkPositiveInteger('spill.bytes', bytes);
}

function checkDisk(disk: DiskOptions): void {
  checkOptionNames('disk', disk, ['minFreeBytes', 'warnSeconds']);
  if (disk.minFreeBytes !== undefined) checkIntegerIn('disk.minFreeBytes', disk.minFreeBytes, 0);
  if (disk.warnSeconds !== undefined) checkSeconds('disk.warnSeconds', disk.warnSeconds);
}

function checkSeconds(name: string, seconds: number): void {
  if (typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds)) return;
  throw new InvalidOptionError(name, 'a number of seconds above 0', seconds);
}
