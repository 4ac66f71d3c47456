import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { locateFfmpeg } from '@giftgrab/ffmpeg';

const FOLDER = join(__dirname, '..', 'results');

/** Where what is measured is written. */
export function outputPath(name: string): string {
  mkdirSync(FOLDER, { recursive: true });
  return join(FOLDER, name);
}

/**
 * A 1080p H.264 clip of about 5 Mb/s with B-frames, made once.
 *
 * @param frames - Its length.
 * @param rate - Frames per second.
 */
export async function clip1080(frames: number, rate = 30): Promise<string> {
  const path = outputPath(`clip-1080p${rate}-${frames}.mp4`);
  if (existsSync(path)) return path;
  const binary = await locateFfmpeg();
  const input = [
    '-f',
    'lavfi',
    '-i',
    `testsrc2=s=1920x1080:r=${rate}`,
    '-frames:v',
    String(frames),
  ];
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-b:v', '5M'];
  const { status } = spawnSync(binary.path, [
    '-v',
    'error',
    '-nostdin',
    '-y',
    ...input,
    ...codec,
    path,
  ]);
  if (status !== 0) throw new Error('ffmpeg could not make the clip.');
  return path;
}
