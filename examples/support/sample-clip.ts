import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileWriter, testPattern } from 'giftgrab';

/** Where the examples leave what they make. */
export const OUT = join(__dirname, '..', '..', 'out');

/** What {@link sampleClip} makes. */
export interface SampleClip {
  readonly cols: number;
  readonly rows: number;
  readonly frames: number;
}

/**
 * A test video to read, made with the library itself, once.
 *
 * @param clip - Its size and length; 320×240 and two seconds unless told otherwise.
 * @returns Its path.
 */
export async function sampleClip(
  clip: SampleClip = { cols: 320, rows: 240, frames: 60 },
): Promise<string> {
  const { cols, rows, frames } = clip;
  const path = join(OUT, `sample-${cols}x${rows}-${frames}.mp4`);
  if (existsSync(path)) return path;
  mkdirSync(OUT, { recursive: true });
  // Under another name until it is whole: an interrupted run leaves no half of a clip behind.
  const part = join(OUT, `part-${process.pid}-${cols}x${rows}-${frames}.mp4`);
  const source = testPattern({ cols, rows, frames, frameRate: 30, colour: 'I420', pace: 'asap' });
  const target = fileWriter(part, {
    codec: 'H264',
    frameRate: 30,
    preset: 'ultrafast',
    overwrite: true,
  });
  source.attach(target);
  await target.finished;
  renameSync(part, path);
  return path;
}
