import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { path as bundled } from '@ffmpeg-installer/ffmpeg';
import { path as bundledFfprobe } from '@ffprobe-installer/ffprobe';

const hasSystem = spawnSync('ffmpeg', ['-version']).status === 0;

/** The builds that everything has to work with: the bundled one, and the system's if there is one. */
export const FFMPEG_BUILDS: readonly { readonly name: string; readonly path: string }[] = [
  { name: 'the bundled ffmpeg', path: bundled },
  ...(hasSystem ? [{ name: "the system's ffmpeg", path: 'ffmpeg' }] : []),
];

/** The ffmpeg that is always there. */
export const BUNDLED = bundled;

const READER = hasSystem ? 'ffmpeg' : bundled;
const PROBE = hasSystem ? 'ffprobe' : bundledFfprobe;

/** Names files in a folder that exists while the tests of a suite run. */
export function temporaryFolder(): (name: string) => string {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'giftgrab-end-to-end-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

/** Runs a program to its end. */
export function output(program: string, args: readonly string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', maxBuffer: 1 << 29 } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program} failed: ${stderr.toString()}`, { cause: error }));
    });
  });
}

/**
 * Makes a clip of 128×64 whose frames show their number as eight bright or dark bars.
 *
 * @param path - The file.
 * @param frames - How many.
 * @param rate - Frames per second, as ffmpeg takes it.
 * @param args - Codec and container, as ffmpeg's arguments.
 * @param setpts - Expression of the frames' times, where they are not those of the rate.
 */
export async function makeClip(
  path: string,
  frames: number,
  rate: string,
  args: readonly string[],
  setpts?: string,
): Promise<void> {
  const bars = "geq=lum='if(bitand(floor(N/pow(2,floor(X/16))),1),235,20)':cb=128:cr=128";
  const source = `color=black:s=128x64:r=${rate},format=yuv420p,${bars}`;
  await output(BUNDLED, [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-frames:v', String(frames)],
    ...(setpts === undefined ? [] : ['-vf', `settb=1/1000,setpts='${setpts}'`]),
    ...['-vsync', 'passthrough', '-enc_time_base', setpts === undefined ? '0' : '-1'],
    ...args,
    path,
  ]);
}

/** The number that each frame of a file shows, in the order of showing. */
export async function frameNumbers(path: string): Promise<number[]> {
  const bytes = await output(READER, [
    ...['-v', 'error', '-i', `file:${path}`, '-map', '0:v:0', '-vsync', 'passthrough'],
    ...['-vf', 'scale=8:1:flags=area,format=gray', '-f', 'rawvideo', 'pipe:1'],
  ]);
  return Array.from({ length: bytes.length / 8 }, (_, frame) =>
    bytes
      .subarray(frame * 8, frame * 8 + 8)
      .reduce((number, grey, bit) => number | (grey > 127 ? 1 << bit : 0), 0),
  );
}

/** When each frame of a file is shown, in seconds. */
export async function frameTimes(path: string): Promise<number[]> {
  const entries = 'frame=best_effort_timestamp_time';
  const args = [
    '-v',
    'error',
    '-of',
    'csv=p=0',
    '-select_streams',
    'v:0',
    '-show_entries',
    entries,
  ];
  const text = (await output(PROBE, [...args, `file:${path}`])).toString();
  return text
    .split('\n')
    .map((line) => Number.parseFloat(line))
    .filter((time) => !Number.isNaN(time));
}

/** Seconds that a tick of a file's video lasts. */
export async function tickOf(path: string): Promise<number> {
  const args = ['-v', 'error', '-of', 'csv=p=0', '-select_streams', 'v:0'];
  const text = (
    await output(PROBE, [...args, '-show_entries', 'stream=time_base', `file:${path}`])
  ).toString();
  const [num = 0, den = 1] = text.split('/').map((part) => Number.parseInt(part, 10));
  return num / den;
}
