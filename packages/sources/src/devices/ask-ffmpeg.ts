import { runForOutput } from '@giftgrab/ffmpeg';
import type { CaptureRun } from './capture-failure';

// Telling its modes takes a device some milliseconds.
const TIMEOUT_MS = 5000;
// Some devices have hundreds of modes.
const MAX_LINES = 5000;

/** What an ffmpeg answered that was asked for devices or modes. */
export interface Answer {
  /** Its standard output, line by line. */
  readonly output: readonly string[];
  /** How it ended, and its standard error: mostly with an error, which means nothing by itself. */
  readonly run: CaptureRun;
}

/**
 * Asks an ffmpeg for devices, or for what one of them can deliver.
 *
 * @param ffmpeg - Its path.
 * @param args - What makes it tell.
 */
export async function askFfmpeg(ffmpeg: string, args: readonly string[]): Promise<Answer> {
  const all = ['-nostdin', '-hide_banner', ...args];
  const limits = { timeoutMs: TIMEOUT_MS, stderrLines: MAX_LINES };
  const { code, signal, spawnError, stderr, stdout, timedOut } = await runForOutput(
    ffmpeg,
    all,
    limits,
  );
  const run: CaptureRun = {
    command: [ffmpeg, ...all],
    exit: { code, signal, ...(spawnError && { spawnError }) },
    stderrTail: stderr,
    frames: 0,
    isStalled: timedOut,
  };
  return { output: stdout.split(/\r?\n/), run };
}
