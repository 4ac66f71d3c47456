import { spawn } from 'node:child_process';
import { openFile } from '@giftgrab/sources';
import type { ColourSpace } from '@giftgrab/core';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { median } from '../median';
import { measureWork, type WorkResult } from '../work';

/** Decodes a file to an observer that counts. Arguments: file, colour. */
export async function decodeOurs([
  clip = '',
  colour = 'I420',
]: readonly string[]): Promise<WorkResult> {
  await locateFfmpeg(); // once in a program's life, as the peers load their libraries
  return measureWork(async () => {
    await using source = await openFile(clip, { colour: colour as ColourSpace });
    let frames = 0;
    source.subscribe(() => {
      frames += 1;
    });
    await source.finished;
    return { frames };
  });
}

/** What most programs do: ffmpeg converts and pipes, the chunks are counted. Arguments: file, pixel format, bytes a frame. */
export async function decodePiped(args: readonly string[]): Promise<WorkResult> {
  const [clip = '', pixFmt = '', frameBytes = '1'] = args;
  const { path } = await locateFfmpeg();
  return measureWork(async () => {
    const output = ['-map', '0:v', '-pix_fmt', pixFmt, '-f', 'rawvideo', 'pipe:1'];
    const child = spawn(path, ['-v', 'error', '-nostdin', '-i', clip, ...output], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await new Promise((resolve) => child.once('close', resolve));
    return { frames: bytes / Number(frameBytes) };
  });
}

/** From the call of openFile to the first frame, several times in one process. Arguments: file. */
export function firstFrameOurs([clip = '']: readonly string[]): Promise<WorkResult> {
  return measureWork(async () => {
    await locateFfmpeg(); // asked once in a program's life
    const times: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      const startedMs = performance.now();
      await using source = await openFile(clip);
      await new Promise<void>((resolve) => {
        const subscription = source.subscribe(() => {
          resolve();
          subscription.unsubscribe();
        });
      });
      times.push(performance.now() - startedMs);
    }
    return { frames: 1, seconds: median(times) / 1000 };
  });
}

/** From the start of ffmpeg to its first whole frame on a pipe. Arguments: file, bytes a frame. */
export async function firstFrameOfFfmpeg(args: readonly string[]): Promise<WorkResult> {
  const [clip = '', frameBytes = '1'] = args;
  const { path } = await locateFfmpeg();
  return measureWork(async () => {
    const times: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      const startedMs = performance.now();
      const output = ['-map', '0:v', '-f', 'rawvideo', 'pipe:1'];
      const child = spawn(path, ['-v', 'error', '-nostdin', '-i', clip, ...output], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await new Promise<void>((resolve) => {
        let bytes = 0;
        child.stdout.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes >= Number(frameBytes)) resolve();
        });
      });
      times.push(performance.now() - startedMs);
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
    }
    return { frames: 1, seconds: median(times) / 1000 };
  });
}
