import { join } from 'node:path';
import { filter } from '@giftgrab/core';
import { testPattern } from '@giftgrab/sources';
import { fileWriter } from '@giftgrab/targets';

/** How large the picture of a clip is. */
export interface ClipSize {
  readonly cols: number;
  readonly rows: number;
}

const FRAMES = 60;
const FRAME_RATE = 30;
// As cameras have it: without, encoders and decoders have nothing to do but to copy.
const NOISE_LEVELS = 4;

/**
 * Makes a video to measure with: the test picture, moving and noisy, in H.264.
 *
 * @param folder - Where to put it.
 * @param size - How large.
 * @param ffmpeg - The ffmpeg to use.
 * @returns Its path.
 */
export async function makeClip(
  folder: string,
  size: ClipSize,
  ffmpeg: string | undefined,
): Promise<string> {
  const path = join(folder, 'clip.mp4');
  const common = { frameRate: FRAME_RATE, ...(ffmpeg !== undefined && { ffmpeg }) };
  await using target = fileWriter(path, { codec: 'H264', preset: 'veryfast', ...common });
  testPattern({ ...size, colour: 'I420', frameRate: FRAME_RATE, frames: FRAMES, pace: 'asap' })
    .pipe(noise())
    .subscribe(target);
  await target.finished;
  return path;
}

/** The same noise each time, so that figures can be compared. */
function noise(): ReturnType<typeof filter> {
  let random = 1;
  return filter((frame) => {
    const data = frame.data();
    for (let i = 0; i < data.length; i += 1) {
      random = (Math.imul(random, 1664525) + 1013904223) | 0;
      // Stays between 16 and 235, as the picture does.
      const level = Math.max(20, Math.min(230, data[i] ?? 0));
      data[i] = level + ((random >>> 24) % (2 * NOISE_LEVELS + 1)) - NOISE_LEVELS;
    }
    return frame;
  });
}
