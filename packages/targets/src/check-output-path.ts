import { accessSync, constants, statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { describe, InvalidOptionError, TargetError } from '@giftgrab/core';
import { fileUse } from '@giftgrab/ffmpeg';
import type { CodecSpec } from './codecs';

/**
 * Checks, without touching anything, that a file can be written.
 *
 * @param path - The file to be.
 * @param spec - The codec, which decides what extensions fit.
 * @param overwrite - Whether an existing file may be replaced.
 * @returns ffmpeg's muxer for the extension.
 * @throws {@link InvalidOptionError} when the path is no path or its extension does not fit the codec;
 * {@link TargetError} when its directory is missing or not writable, or the file exists or is in use.
 */
export function checkOutputPath(path: string, spec: CodecSpec, overwrite: boolean): string {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new InvalidOptionError('path', 'the path of a file to write', path);
  }
  const muxer = muxerFor(path, spec);
  checkNameLength(path);
  checkFolder(path);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return muxer;
  const name = describe(path);
  if (!stats.isFile()) {
    throw new TargetError(`${name} is a directory or a device. Name a file in a directory.`, {
      code: 'TARGET_NOT_WRITABLE',
    });
  }
  checkNotInUse(path);
  if (!overwrite) {
    throw new TargetError(
      `${name} exists already. Name another file, or pass { overwrite: true } to replace it.`,
      { code: 'TARGET_EXISTS' },
    );
  }
  checkAccess(path, name);
  return muxer;
}

/**
 * Throws when a name is too long for the system, or leads round in a circle of links.
 *
 * @param path - The file to be.
 */
export function checkNameLength(path: string): void {
  try {
    statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    // What else may be wrong is told better by what is looked at next.
    if (code !== 'ENAMETOOLONG' && code !== 'ELOOP') return;
    throw new TargetError(`${describe(path)} cannot be written: ${message}. Name another file.`, {
      code: 'TARGET_NOT_WRITABLE',
      cause,
    });
  }
}

/**
 * Throws when this process reads or writes the file now: both would be lost.
 *
 * @param path - The file.
 */
export function checkNotInUse(path: string): void {
  const use = fileUse(path);
  if (use === undefined) return;
  throw new TargetError(
    `${describe(path)} is being ${use} just now, so it cannot be written. Name another output file.`,
    { code: 'TARGET_NOT_WRITABLE' },
  );
}

function muxerFor(path: string, spec: CodecSpec): string {
  const extension = extname(path);
  const muxer = spec.containers.get(extension.slice(1).toLowerCase());
  if (extension !== '' && muxer !== undefined) return muxer;
  const fitting = [...spec.containers.keys()].map((name) => `*.${name}`);
  const [first = '', ...others] = fitting;
  const given = extension === '' ? 'no extension' : `the extension ${describe(extension)}`;
  const or = others.length === 0 ? '' : ` (or ${others.join(', ')})`;
  throw new InvalidOptionError(
    'path',
    `a file name with an extension that ${spec.codec} fits in`,
    path,
    `It has ${given}; use ${first}${or} instead.`,
  );
}

/**
 * Throws unless the directory of a file exists and may be written.
 *
 * @param path - The file to be.
 */
export function checkFolder(path: string): void {
  const folder = dirname(resolve(path));
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) {
    const what = stats === undefined ? 'does not exist' : 'is no directory';
    throw new TargetError(
      `${describe(path)} cannot be written: ${describe(folder)} ${what}. Make the directory first.`,
      { code: 'TARGET_NOT_WRITABLE' },
    );
  }
  checkAccess(folder, `The directory ${describe(folder)}`);
}

function checkAccess(path: string, name: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw new TargetError(`${name} may not be written by this user. Change its permissions.`, {
      code: 'TARGET_NOT_WRITABLE',
      cause,
    });
  }
}
