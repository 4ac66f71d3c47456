import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { describe, TargetError } from '@giftgrab/core';
import {
  checkInputFile,
  fileInputArguments,
  fileUrl,
  fileUse,
  lastWords,
  locateFfmpeg,
  runForOutput,
} from '@giftgrab/ffmpeg';
import { isMp4 } from '../is-mp4';
import { withSuffix } from './file-names';
import { framesOnDisk } from './frames-on-disk/frames-on-disk';
import { finishMp4 } from './frames-on-disk/mp4/finish-mp4';
import { claimTableRoom } from './frames-on-disk/mp4/table-room';
import { joinedName, joinSegments } from './join-segments';
import { recordingOf, segmentsOf, type SegmentName } from './segment-names';
import { giveName } from './unfinished-file';
import { framesIn, READ_TIMEOUT_MS } from './verify-file';

/** A recording that was left unfinished, because the program or the machine died. */
export interface UnfinishedRecording {
  /** The file as it is. */
  readonly path: string;
  /** The name that it was to get. */
  readonly finishedPath: string;
  /** Its size. */
  readonly bytes: number;
  /** When it was written last. */
  readonly modified: Date;
}

/** How {@link repairRecording} repairs. */
export interface RepairOptions {
  /** Path of the ffmpeg to use. @defaultValue found as for {@link fileWriter} */
  readonly ffmpeg?: string;
}

/** What {@link repairRecording} has done. */
export interface RepairReport {
  /** The ordinary file. */
  readonly path: string;
  /** Frames in it. */
  readonly frames: number;
}

// A recording that is being made is written to several times a second, unless it waits for frames.
const IDLE_MS = 10_000;

/**
 * Finds the recordings in a folder that were left unfinished. One that is being made just now is not among them.
 *
 * @param folder - Where to look; not in the folders within.
 * @returns The oldest first.
 */
export async function findUnfinished(folder: string): Promise<readonly UnfinishedRecording[]> {
  const recordings = new Set(
    (await readdir(folder)).flatMap((name) => recordingOf(join(folder, name)) ?? []),
  );
  const found = [...recordings].flatMap((finishedPath): UnfinishedRecording[] => {
    const files = segmentsOf(finishedPath).flatMap(({ path }) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats?.isFile() === true ? [{ path, stats }] : [];
    });
    const [first] = files;
    if (first === undefined || files.some(({ path }) => isBeingWritten(path))) return [];
    const bytes = files.reduce((sum, { stats }) => sum + stats.size, 0);
    const modified = new Date(Math.max(...files.map(({ stats }) => stats.mtimeMs)));
    return [{ path: first.path, finishedPath, bytes, modified }];
  });
  return found.sort((a, b) => a.modified.getTime() - b.modified.getTime());
}

/**
 * Makes an ordinary file of a recording that was left unfinished: MP4 and MOV in their place, in a moment; others are copied, which takes
 * their size on the disk once more until the copy is whole. Nothing is encoded anew. May be broken off at any time and done again; in an MP4 or
 * MOV file that is whole already nothing is changed. Where an encoder had been replaced, the files of all of them become one.
 *
 * @param path - The file, for example `out.recording.mp4`; it gets the name that it was to have.
 * @param options - Which ffmpeg to use.
 * @throws {@link SourceError} when there is no such file; {@link TargetError} when it is being written, when nothing can be made of it, or
 * when its name is taken. It is left as it is then.
 * @example
 * ```ts
 * import { findUnfinished, repairRecording } from '@giftgrab/targets';
 *
 * async function repairAll(folder: string): Promise<void> {
 *   for (const { path } of await findUnfinished(folder)) console.log(await repairRecording(path));
 * }
 * void repairAll;
 * ```
 */
export async function repairRecording(
  path: string,
  options: RepairOptions = {},
): Promise<RepairReport> {
  if (typeof path === 'string' && isBeingWritten(path)) {
    throw new TargetError(
      `${describe(path)} is being written just now. Stop the recording first; its file is finished then.`,
      { code: 'TARGET_NOT_WRITABLE' },
    );
  }
  checkInputFile(path);
  const recording = recordingOf(path);
  if (recording !== undefined) {
    const segments = segmentsOf(recording);
    const [first] = segments;
    if (first !== undefined && (segments.length > 1 || existsSync(joinedName(first.path)))) {
      return repairSegments(segments, recording, options);
    }
  }
  const to = recording ?? path;
  return isMp4(muxerOf(path)) ? repairMp4(path, to) : repairByCopy(path, to, options);
}

/** What several encoders wrote, because some had died before all did, is joined. */
async function repairSegments(
  segments: readonly SegmentName[],
  to: string,
  { ffmpeg }: RepairOptions,
): Promise<RepairReport> {
  const { path: program } = await locateFfmpeg(ffmpeg);
  const muxer = muxerOf(to);
  const useful: SegmentName[] = [];
  for (const segment of segments) {
    if (await hasFrames(segment.path, muxer)) useful.push(segment);
    else await rm(segment.path);
  }
  if (isMp4(muxer)) for (const { path } of useful) await finishMp4(path);
  const [first] = useful;
  if (first === undefined) throw notRecorded(to, 'there is not one whole frame', undefined);
  await joinSegments(useful, { muxer, ffmpeg: program });
  const frames = await framesIn(program, first.path, 'count');
  await giveName(first.path, to, false);
  return { path: to, frames };
}

/** Whether an encoder got as far as a frame. */
async function hasFrames(path: string, muxer: string): Promise<boolean> {
  const frames = framesOnDisk(muxer);
  const file = await open(path, 'r+');
  try {
    if (isMp4(muxer)) await claimTableRoom(file, path);
    await frames.read(file);
    return frames.samples > 0;
  } finally {
    await file.close();
  }
}

/** ffmpeg's name of a recording's container. */
function muxerOf(path: string): string {
  const extension = extname(path).slice(1).toLowerCase();
  return extension === 'mkv' ? 'matroska' : extension;
}

async function repairMp4(path: string, to: string): Promise<RepairReport> {
  try {
    const frames = await finishMp4(path);
    if (to !== path) await giveName(path, to, false);
    return { path: to, frames };
  } catch (cause) {
    throw cause instanceof RangeError ? notRecorded(path, cause.message, cause) : cause;
  }
}

async function repairByCopy(
  path: string,
  to: string,
  { ffmpeg }: RepairOptions,
): Promise<RepairReport> {
  const { path: program } = await locateFfmpeg(ffmpeg);
  const copy = withSuffix(path, '.repairing');
  await rm(copy, { force: true });
  try {
    const { code, stderr } = await runForOutput(
      program,
      [
        ...['-nostdin', '-hide_banner', '-v', 'error', '-fflags', '+genpts'],
        ...fileInputArguments(path),
        ...['-map', '0:v:0', '-c', 'copy', '-copyts', fileUrl(copy)],
      ],
      { timeoutMs: READ_TIMEOUT_MS },
    );
    if (code !== 0) throw notRecorded(path, lastWords(stderr), undefined);
    const [before, frames] = [
      await framesIn(program, path, 'count'),
      await framesIn(program, copy, 'count'),
    ];
    if (frames < before) {
      throw notRecorded(path, `of its ${before} frames the copy has ${frames}`, undefined);
    }
    const file = await open(copy, 'r+');
    await file.sync();
    await file.close();
    await giveName(copy, to, to === path);
    if (to !== path) await rm(path);
    return { path: to, frames };
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  }
}

function notRecorded(path: string, why: string, cause: unknown): TargetError {
  return new TargetError(
    `${describe(path)} could not be repaired: ${why}. It is left as it is. Was it made by a recorder?`,
    { cause },
  );
}

/** Whether somebody writes a file now. */
function isBeingWritten(path: string): boolean {
  if (fileUse(path) !== undefined) return true;
  if (process.platform === 'linux') return isNamedByProcess(fileUrl(path));
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < IDLE_MS;
}

/** Whether the command line of any process has a word, as that of the ffmpeg has that writes a file. */
function isNamedByProcess(word: string): boolean {
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word);
    } catch {
      // It has ended just now.
      return false;
    }
  });
}
