import { spawnSync } from 'node:child_process';
import { path as bundledProbe } from '@ffprobe-installer/ffprobe';

const SYSTEM_PROBE = spawnSync('ffprobe', ['-version']).status === 0 ? 'ffprobe' : undefined;

/** Which ffprobe references come from. */
export const REFERENCE_PROBE = SYSTEM_PROBE ?? bundledProbe;

const timesOfFiles = new Map<string, string[]>();

/** The times of all frames of a file's video as ffprobe tells them, as `ticks × time base s`. */
export function referenceTimes(path: string): string[] {
  const known = timesOfFiles.get(path);
  if (known !== undefined) return known;
  const args = ['-v', 'quiet', '-of', 'json', '-select_streams', 'v:0', '-show_streams'];
  const entries = 'frame=best_effort_timestamp:stream=time_base';
  const run = spawnSync(REFERENCE_PROBE, [
    ...args,
    '-show_entries',
    entries,
    '-show_frames',
    `file:${path}`,
  ]);
  const { streams, frames } = JSON.parse(String(run.stdout)) as {
    streams: { time_base: string }[];
    frames: { best_effort_timestamp: number }[];
  };
  const [num = 1, den = 1] = (streams[0]?.time_base ?? '').split('/').map(Number);
  const times = frames.map((frame) => seconds(frame.best_effort_timestamp, num, den));
  timesOfFiles.set(path, times);
  return times;
}

/** A time as a fraction in lowest terms, so that different time bases compare. */
export function seconds(ticks: number, num: number, den: number): string {
  let [a, b] = [Math.abs(ticks * num), den];
  while (b !== 0) [a, b] = [b, a % b];
  const divisor = a === 0 ? den : a;
  return `${(ticks * num) / divisor}/${den / divisor}`;
}

/** The frames of a file as raw video, by an ffmpeg itself. */
export function referenceFrames(ffmpeg: string, path: string, ...args: readonly string[]): Buffer {
  const run = spawnSync(
    ffmpeg,
    [
      '-nostdin',
      '-v',
      'error',
      '-i',
      `file:${path}`,
      '-map',
      '0:V:0',
      '-vsync',
      'passthrough',
      ...args,
      '-f',
      'rawvideo',
      '-',
    ],
    { maxBuffer: 1 << 28 },
  );
  if (run.status !== 0) throw new Error(String(run.stderr));
  return run.stdout;
}
