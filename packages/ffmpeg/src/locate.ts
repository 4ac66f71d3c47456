import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { FfmpegNotFoundError, InvalidOptionError } from '@giftgrab/core';
import { childEnvironment } from './environment';

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
  const found = /[\\/]/.test(path) ? path : findOnPath(path);
  const reason = found === undefined ? 'it is not on PATH' : whyNotExecutable(found);
  if (found !== undefined && reason === undefined) return found;
  throw new FfmpegNotFoundError(
    `The ffmpeg that ${named} names cannot be run: ${path}: ${reason}. ` +
      'Name a program that exists and is executable, or leave it out to use the bundled ffmpeg.',
  );
}

function whyNotExecutable(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'it is not a file';
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES'
      ? 'it is not executable'
      : 'there is no such file';
  }
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders
    .map((folder) => join(folder, name))
    .find((path) => whyNotExecutable(path) === undefined);
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
  const sibling = join(dirname(ffmpeg), `ffprobe${EXE}`);
  if (whyNotExecutable(sibling) === undefined) return sibling;
  return bundledBinary('@ffprobe-installer/ffprobe');
}

function askVersion(path: string): Promise<Omit<FfmpegBinary, 'origin' | 'ffprobe'>> {
  return new Promise((resolve, reject) => {
    const options = {
      timeout: VERSION_TIMEOUT_MS,
      env: childEnvironment(),
      killSignal: 'SIGKILL' as const,
    };
    execFile(path, ['-version'], options, (error, stdout) => {
      const version = /^ffmpeg version (\S+)/m.exec(stdout)?.[1];
      const libavformat = /^libavformat\s+(\d+)\./m.exec(stdout)?.[1];
      if (version !== undefined && libavformat !== undefined) {
        resolve({ path, version, libavformat: Number(libavformat) });
        return;
      }
      reject(
        new FfmpegNotFoundError(
          `${path} does not answer as ffmpeg does: ${whyNoAnswer(error, stdout)}. ` +
            'Name another ffmpeg by GIFTGRAB_FFMPEG or the option "ffmpeg".',
          { cause: error },
        ),
      );
    });
  });
}

function whyNoAnswer(
  error: (Error & { killed?: boolean; signal?: string | null; code?: unknown }) | null,
  stdout: string,
): string {
  if (error === null) return `"-version" printed ${JSON.stringify(stdout.slice(0, 80))}`;
  if (error.killed === true) return `it said nothing for ${VERSION_TIMEOUT_MS / 1000} s`;
  if (typeof error.signal === 'string') return `it was ended by ${error.signal}`;
  return typeof error.code === 'number' ? `it exited with code ${error.code}` : error.message;
}
