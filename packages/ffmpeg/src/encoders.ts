import { FfmpegError } from '@giftgrab/core';
import type { FfmpegBinary } from './locate';
import { lastWords } from './messages';
import { runForOutput } from './run-for-output';

const LIST_TIMEOUT_MS = 15_000;
const TRY_TIMEOUT_MS = 20_000;

const lists = new Map<string, Promise<ReadonlySet<string>>>();
const trials = new Map<string, Promise<EncoderTrial>>();

/** Whether an encoder works here. */
export interface EncoderTrial {
  /** Whether a tiny video could be encoded. */
  readonly works: boolean;
  /** Why not, in ffmpeg's words. */
  readonly reason: string;
}

/**
 * The video encoders that an ffmpeg was built with. That one is listed does not mean that it works: hardware encoders are
 * listed without their hardware.
 *
 * @param binary - The ffmpeg.
 * @returns Their names. Asked once for each program.
 */
export function listEncoders(binary: FfmpegBinary): Promise<ReadonlySet<string>> {
  return remember(lists, binary.path, async () => {
    const output = await runForOutput(binary.path, ['-hide_banner', '-encoders'], {
      timeoutMs: LIST_TIMEOUT_MS,
    });
    if (output.code !== 0) {
      throw new FfmpegError(
        `${binary.path} did not list its encoders: ${lastWords(output.stderr)}`,
        {
          exitCode: output.code,
          signal: output.signal,
          stderrTail: output.stderr,
          cause: output.spawnError,
        },
      );
    }
    const names = [...output.stdout.matchAll(/^ V\S{5} (\S+)/gm)].map((match) => match[1] ?? '');
    return new Set(names);
  });
}

/**
 * Tries whether an encoder works here, by encoding ten small frames.
 *
 * @param binary - The ffmpeg.
 * @param encoder - ffmpeg's name of the encoder, for example `hevc_nvenc`.
 * @returns Whether it did. Tried once for each program and encoder.
 */
export function tryEncoder(binary: FfmpegBinary, encoder: string): Promise<EncoderTrial> {
  return remember(trials, `${binary.path}\n${encoder}`, async () => {
    // Hardware refuses pictures that are much smaller.
    const input = ['-f', 'lavfi', '-i', 'color=gray:s=256x256:r=25:d=0.4'];
    const output = await runForOutput(
      binary.path,
      ['-nostdin', '-hide_banner', '-v', 'error', ...input, '-c:v', encoder, '-f', 'null', '-'],
      { timeoutMs: TRY_TIMEOUT_MS },
    );
    if (output.code === 0) return { works: true, reason: '' };
    const words = output.timedOut ? 'it did not answer' : lastWords(output.stderr);
    return { works: false, reason: words };
  });
}

function remember<T>(
  cache: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  let value = cache.get(key);
  if (value === undefined) {
    value = make();
    cache.set(key, value);
    value.catch(() => cache.delete(key));
  }
  return value;
}
