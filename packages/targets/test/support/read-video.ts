import { execFile } from 'node:child_process';

import { path as bundledFfprobe } from '@ffprobe-installer/ffprobe';
import { NUMBERED, numberOf } from './numbered-frames';

import { FFMPEG_BUILDS } from './ffmpeg-builds';

// The newest there is: what it says is what a file holds, whichever build wrote it.
const READER = FFMPEG_BUILDS.at(-1)!.path;
const PROBE = READER === 'ffmpeg' ? 'ffprobe' : bundledFfprobe;

/** What ffprobe says of the video of a file. */
export interface ProbedVideo {
  readonly codec_name: string;
  readonly pix_fmt: string;
  readonly width: number;
  readonly height: number;
  readonly r_frame_rate: string;
  readonly avg_frame_rate: string;
  readonly time_base: string;
  readonly start_time: string;
  readonly duration?: string;
  readonly color_range?: string;
  readonly color_space?: string;
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

async function probed<T>(path: string, entries: string): Promise<T> {
  const args = ['-v', 'error', '-of', 'json', '-select_streams', 'v:0', '-show_entries', entries];
  return JSON.parse((await output(PROBE, [...args, `file:${path}`])).toString()) as T;
}

/** What ffprobe says of the video. */
export async function probeVideo(path: string): Promise<ProbedVideo> {
  const { streams } = await probed<{ streams: [ProbedVideo] }>(path, 'stream');
  return streams[0];
}

/** When each frame of a file is shown, in seconds, in the order of showing. */
export async function frameTimes(path: string): Promise<number[]> {
  const entries = 'frame=best_effort_timestamp_time';
  const { frames } = await probed<{ frames: { best_effort_timestamp_time: string }[] }>(
    path,
    entries,
  );
  return frames.map((frame) => Number(frame.best_effort_timestamp_time));
}

/** The frames of a file, one after the other, in one of ffmpeg's pixel formats. */
export function decoded(path: string, pixFmt: string, filters = ''): Promise<Buffer> {
  return output(READER, [
    ...['-v', 'error', '-i', `file:${path}`, '-map', '0:v:0', '-vsync', 'passthrough'],
    ...(filters === '' ? [] : ['-vf', filters]),
    ...['-pix_fmt', pixFmt, '-f', 'rawvideo', 'pipe:1'],
  ]);
}

/** The number that each frame of a file shows; see {@link numberedFrames}. */
export async function frameNumbers(path: string): Promise<number[]> {
  const size = NUMBERED.cols * NUMBERED.rows;
  const bytes = await decoded(path, 'gray', `crop=${NUMBERED.cols}:${NUMBERED.rows}:0:0`);
  return Array.from({ length: bytes.length / size }, (_, i) =>
    numberOf(bytes.subarray(i * size, (i + 1) * size)),
  );
}
