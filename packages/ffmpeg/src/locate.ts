import { chmodSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FfmpegNotFoundError, InvalidOptionError } from '@giftgrab/core';
import { findOnPath, whyNotExecutable } from './find-on-path';
import { leaveUnrestricted, restrictionsOf } from './restrictions';
import { runForOutput, type ProgramOutput } from './run-for-output';

/** Where a binary was found. */
export type BinaryOrigin = 'option' | 'GIFTGRAB_FFMPEG' | 'PATH' | 'bundled';

/** An ffmpeg that can be run. */
export interface FfmpegBinary {
  /** Absolute path. */
  readonly path: string;
  /** Where it was found. */
  readonly origin: BinaryOrigin;
  /** What it calls itself, for example `5.1.9-0+deb12u1`. */
  readonly version: string;
  /** Major version of its libavformat: 58 for ffmpeg 4 and the bundled build, 59 for 5, 60 for 6, 61 for 7. */
  readonly libavformat: number;
  /** The ffprobe that belongs to it, if there is one. */
  readonly ffprobe: string | undefined;
}

const EXE = process.platform === 'win32' ? '.exe' : '';
// A program that has not said its version by now is not going to.
const VERSION_TIMEOUT_MS = 10_000;

const asked = new Map<string, Promise<Omit<FfmpegBinary, 'origin' | 'ffprobe'>>>();

/**
 * Finds the ffmpeg to use: the one that is asked for, else the one that the environment variable `GIFTGRAB_FFMPEG`
 * names, else the one on `PATH` if it is newer than the bundled one, else the bundled one.
 *
 * @param option - Path of an ffmpeg, where the caller asks for one.
 * @throws {@link FfmpegNotFoundError} when the one asked for cannot be run, or there is none at all.
 * @throws {@link FfmpegError} when a program does not answer as ffmpeg does.
 */
export async function locateFfmpeg(option?: string): Promise<FfmpegBinary> {
  if (option !== undefined) {
    if (typeof option !== 'string' || option === '') {
      throw new InvalidOptionError('ffmpeg', 'the path of an ffmpeg program', option);
    }
    return describeBinary(requireExecutable(option, 'option'), 'option');
  }
  const fromEnvironment = process.env['GIFTGRAB_FFMPEG'];
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    const path = requireExecutable(fromEnvironment, 'GIFTGRAB_FFMPEG');
    return describeBinary(path, 'GIFTGRAB_FFMPEG');
  }
  const onPath = findOnPath(`ffmpeg${EXE}`);
  const bundled = bundledBinary('@ffmpeg-installer/ffmpeg');
  const [system, embedded] = await Promise.all([
    onPath === undefined ? undefined : describeBinary(onPath, 'PATH').catch(() => undefined),
    bundled === undefined ? undefined : describeBinary(bundled, 'bundled').catch(() => undefined),
  ]);
  const isNewer = (system?.libavformat ?? 0) > (embedded?.libavformat ?? 0);
  const best = isNewer ? system : (embedded ?? system);
  if (best !== undefined) return best;
  throw new FfmpegNotFoundError(
    'No ffmpeg that can be run was found: GIFTGRAB_FFMPEG is not set, there is none on PATH' +
      (bundled === undefined
        ? ''
        : ` that answers, and the bundled one (${bundled}) does not run`) +
      '. Install ffmpeg, or set GIFTGRAB_FFMPEG to the path of one.',
  );
}

function requireExecutable(path: string, origin: BinaryOrigin): string {
  const named = origin === 'option' ? 'the option "ffmpeg"' : origin;
  // Children work in another folder.
  const found = /[\\/]/.test(path) ? resolve(path) : findOnPath(path);
  const reason = found === undefined ? 'it is not on PATH' : whyNotExecutable(found);
  if (found !== undefined && reason === undefined) return found;
  throw new FfmpegNotFoundError(
    `The ffmpeg that ${named} names cannot be run: ${path}: ${reason}. ` +
      'Name a program that exists and is executable, or leave it out to use the bundled ffmpeg.',
  );
}

/** The program inside an installer package; those packages throw strings on platforms they do not know. */
function bundledBinary(packageName: string): string | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded late: it throws on unknown platforms
    const { path } = require(packageName) as { path: string };
    if (whyNotExecutable(path) !== undefined) chmodSync(path, 0o755);
    return path;
  } catch {
    return undefined;
  }
}

async function describeBinary(path: string, origin: BinaryOrigin): Promise<FfmpegBinary> {
  let answer = asked.get(path);
  if (answer === undefined) {
    answer = askVersion(path);
    asked.set(path, answer);
    // A failure is not remembered: the program may be repaired.
    answer.catch(() => asked.delete(path));
  }
  return { ...(await answer), origin, ffprobe: ffprobeOf(path) };
}

function ffprobeOf(ffmpeg: string): string | undefined {
  const sibling = ffprobeBeside(ffmpeg);
  if (whyNotExecutable(sibling) === undefined) return sibling;
  return bundledBinary('@ffprobe-installer/ffprobe');
}

function ffprobeBeside(ffmpeg: string): string {
  return join(dirname(ffmpeg), `ffprobe${EXE}`);
}

async function askVersion(path: string): Promise<Omit<FfmpegBinary, 'origin' | 'ffprobe'>> {
  const ask = (): Promise<ProgramOutput> =>
    runForOutput(path, ['-version'], { timeoutMs: VERSION_TIMEOUT_MS });
  const isRestricted = restrictionsOf(path).noCoreDumps;
  let output = await ask();
  let answer = readVersion(output);
  if (answer === undefined && isRestricted && !output.timedOut) {
    // One that a snap or a container brings needs more rights for its start, and so does its ffprobe.
    leaveUnrestricted([path, ffprobeBeside(path)], true);
    output = await ask();
    answer = readVersion(output);
  }
  if (answer !== undefined) return { path, ...answer };
  leaveUnrestricted([path, ffprobeBeside(path)], false);
  throw new FfmpegNotFoundError(
    `${path} does not answer as ffmpeg does: ${whyNoAnswer(output)}. ` +
      'Name another ffmpeg by GIFTGRAB_FFMPEG or the option "ffmpeg".',
    { cause: output.spawnError },
  );
}

function readVersion({
  stdout,
}: ProgramOutput): Pick<FfmpegBinary, 'version' | 'libavformat'> | undefined {
  const version = /^ffmpeg version (\S+)/m.exec(stdout)?.[1];
  const libavformat = /^libavformat\s+(\d+)\./m.exec(stdout)?.[1];
  if (version === undefined || libavformat === undefined) return undefined;
  return { version, libavformat: Number(libavformat) };
}

function whyNoAnswer({ code, signal, spawnError, stdout, timedOut }: ProgramOutput): string {
  if (spawnError !== undefined) return spawnError.message;
  if (timedOut) return `it said nothing for ${VERSION_TIMEOUT_MS / 1000} s`;
  if (signal !== null) return `it was ended by ${signal}`;
  if (code !== 0) return `it exited with code ${code}`;
  return `"-version" printed ${JSON.stringify(stdout.slice(0, 80))}`;
}
