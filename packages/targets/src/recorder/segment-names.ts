import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { withSuffix } from './file-names';
import { finishedName, unfinishedName } from './unfinished-file';

const SEGMENT = /^(.*)\.segment(\d+)-at-(\d+\.\d+)s(\.[^.]+)$/s;

/** A file that an encoder wrote which took the place of another. */
export interface SegmentName {
  readonly path: string;
  /** Which encoder wrote it, counted from 1. */
  readonly number: number;
  /** When it begins, in seconds of the recording. */
  readonly offset: number;
}

/**
 * The unfinished file of an encoder: the first's has the name of the recording, that of each other says when it begins, so that they can be put
 * together by whoever finds them.
 *
 * @param path - The recording, when it is finished.
 * @param number - Which encoder writes it, counted from 1.
 * @param offset - When the file begins, in seconds of the recording.
 */
export function segmentPath(path: string, number: number, offset: number): string {
  const suffix = number === 1 ? '' : `.segment${number}-at-${offset.toFixed(6)}s`;
  return unfinishedName(withSuffix(path, suffix));
}

/** The longest name that {@link segmentPath} makes. */
export function longestSegmentName(path: string): string {
  return segmentPath(path, 999, 9_999_999);
}

/**
 * The recording that an unfinished file belongs to.
 *
 * @param unfinished - Its path.
 * @returns The path of the recording, when it is finished; `undefined` where the name is not that of an unfinished file.
 */
export function recordingOf(unfinished: string): string | undefined {
  const finished = finishedName(unfinished);
  if (finished === undefined) return undefined;
  const [, stem, , , extension] = SEGMENT.exec(finished) ?? [];
  return stem === undefined || extension === undefined ? finished : `${stem}${extension}`;
}

/**
 * The unfinished files of a recording that are there, in order.
 *
 * @param path - The recording, when it is finished.
 */
export function segmentsOf(path: string): readonly SegmentName[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((each) => recordingOf(each) === join(folder, basename(path)))
    .map((each) => {
      const [, , number = '1', offset = '0'] = SEGMENT.exec(finishedName(each) ?? '') ?? [];
      return { path: each, number: Number(number), offset: Number(offset) };
    })
    .sort((a, b) => a.number - b.number);
}
