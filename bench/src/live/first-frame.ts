import { spawn } from 'node:child_process';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { openStream } from '@giftgrab/sources';
import { median } from '../median';
import { measureWork, type WorkResult } from '../work';
import { nowMicros, PICTURE_BYTES } from './picture-code';

// A stream is met anywhere between two keyframes, which are a second apart: here once in each tenth of it, by everybody.
const TIMES = 10;
const KEYFRAME_MICROS = 1_000_000;

/** From the call of openStream to the first frame. Arguments: URL, moment of a keyframe in microseconds. */
export function firstLiveFrameOurs([
  url = '',
  keyframe = '',
]: readonly string[]): Promise<WorkResult> {
  return median10(Number(keyframe), async () => {
    const source = await openStream(url);
    await new Promise<void>((resolve, reject) => {
      source.subscribe({ next: () => resolve(), error: reject });
    });
    return () => source.close();
  });
}

/** From the start of ffmpeg to its first whole frame on a pipe. Arguments: URL, moment of a keyframe, ffmpeg's options. */
export async function firstLiveFrameOfFfmpeg(args: readonly string[]): Promise<WorkResult> {
  const [url = '', keyframe = '', ...options] = args;
  const { path } = await locateFfmpeg();
  const input = ['-v', 'error', '-nostdin', '-rtsp_transport', 'tcp', ...options, '-i', url];
  return median10(Number(keyframe), async () => {
    const output = ['-map', '0:v', '-pix_fmt', 'yuv420p', '-f', 'rawvideo', 'pipe:1'];
    const child = spawn(path, [...input, ...output], { stdio: ['ignore', 'pipe', 'ignore'] });
    const closed = new Promise((resolve) => child.once('close', resolve));
    await new Promise<void>((resolve) => {
      let bytes = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes >= PICTURE_BYTES) resolve();
      });
    });
    return async () => {
      child.kill('SIGKILL');
      await closed;
    };
  });
}

/** The median time of something that is begun at ten moments between keyframes, and then ended. */
function median10(
  keyframeMicros: number,
  begin: () => Promise<() => Promise<unknown>>,
): Promise<WorkResult> {
  return measureWork(async () => {
    await locateFfmpeg();
    const times: number[] = [];
    for (let i = 0; i < TIMES; i += 1) {
      await untilPhase(keyframeMicros, (i + 0.5) / TIMES);
      const startedMs = performance.now();
      const end = await begin();
      times.push(performance.now() - startedMs);
      await end();
    }
    return { frames: 1, seconds: median(times) / 1000 };
  });
}

/** Waits until such a part of the time from one keyframe to the next is over. */
async function untilPhase(keyframeMicros: number, phase: number): Promise<void> {
  const sinceMicros = (nowMicros() - keyframeMicros) % KEYFRAME_MICROS;
  const waitMicros = (phase * KEYFRAME_MICROS - sinceMicros + KEYFRAME_MICROS) % KEYFRAME_MICROS;
  await new Promise((resolve) => setTimeout(resolve, waitMicros / 1000));
}
