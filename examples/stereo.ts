// Looks at both eyes of stereo video, as GIFT-Grab's example does, writes them side by side, and as an anaglyph for glasses of red and cyan.
// Run it: npx ts-node examples/stereo.ts [left.mp4 right.mp4 [out-folder]]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  anaglyph,
  fileWriter,
  openFile,
  stereoSource,
  testPattern,
  type VideoFrame,
  type VideoSource,
} from 'giftgrab';
import { OUT } from './support/sample-clip';

/** Whether the eyes see different pictures; each is an ndarray on the frame's own memory. */
function eyesDiffer(frame: VideoFrame): boolean {
  const [left, right] = [frame.array(0), frame.array(1)]; // rows × columns × (blue, green, red, alpha)
  for (let row = 0; row < frame.rows; row += 1) {
    for (let col = 0; col < frame.cols; col += 1) {
      if (left.get(row, col, 0) !== right.get(row, col, 0)) return true;
    }
  }
  return false;
}

/** A file for an eye, or a test pattern, which the right eye sees eight pixels further to the left. */
async function eye(path: string | undefined, isRight: boolean): Promise<VideoSource> {
  if (path !== undefined) return openFile(path, { colour: 'BGRA' });
  const subFrame = { x: isRight ? 8 : 0, y: 0, cols: 320, rows: 240 };
  return testPattern({ cols: 328, rows: 240, frames: 60, frameRate: 30, pace: 'asap', subFrame });
}

async function main(): Promise<void> {
  const [leftPath, rightPath, folder = OUT] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  await using left = await eye(leftPath, false);
  await using right = await eye(rightPath, true);
  await using stereo = stereoSource(left, right);

  const { frameRate } = stereo;
  const options = { codec: 'H264', preset: 'ultrafast', frameRate, overwrite: true } as const;
  const sideBySide = fileWriter(join(folder, 'stereo-side-by-side.mp4'), options);
  const redCyan = fileWriter(join(folder, 'stereo-anaglyph.mp4'), options);

  let different = 0;
  stereo.subscribe((frame) => {
    if (frame.index === 0) console.log(`${frame.stereoCount} views of ${frame.dataLength()} bytes`);
    if (eyesDiffer(frame)) different += 1;
  });
  stereo.attach(sideBySide);
  stereo.pipe(anaglyph()).subscribe(redCyan);

  const [packed, mixed] = await Promise.all([sideBySide.finished, redCyan.finished]);
  console.log(`the eyes differ in ${different} of ${packed.frames} frames`);
  for (const { path, cols, rows } of [packed, mixed]) console.log(`${path}: ${cols}×${rows}`);
}

void main();
