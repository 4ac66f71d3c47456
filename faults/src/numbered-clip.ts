import { numberedFrame, NUMBERED } from '../../packages/targets/test/support/numbered-frames';
import { runFfmpeg } from '../../packages/ffmpeg/test/support/ffmpeg-builds';
import { BUNDLED } from '../../packages/targets/test/support/ffmpeg-builds';
import type { FaultRun } from './fault-run';

/** Arguments of a codec for each container, with settings good enough to read the numbers. */
export const CONTAINERS = {
  mp4: ['-c:v', 'libx264', '-g', '10', '-crf', '15', '-movflags', 'faststart'],
  webm: ['-c:v', 'libvpx-vp9', '-g', '10', '-crf', '15', '-b:v', '0', '-speed', '8'],
  mkv: ['-c:v', 'libx264', '-g', '10', '-crf', '15'],
  avi: ['-c:v', 'mpeg4', '-g', '10', '-q:v', '3'],
  ts: ['-c:v', 'libx264', '-g', '10', '-crf', '15'],
} as const;

/** Makes a clip of 25 numbered frames a second, all of about as many bytes, with the bundled ffmpeg. */
export async function numberedClip(
  run: FaultRun,
  name: string,
  frames: number,
  args: readonly string[],
): Promise<string> {
  const path = run.file(name);
  const size = `${NUMBERED.cols}x${NUMBERED.rows}`;
  const input = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', size];
  const pictures = Array.from({ length: frames }, (_, index) => {
    const picture = numberedFrame(index).data();
    const chroma = picture.subarray(NUMBERED.cols * NUMBERED.rows);
    for (let i = 0; i < chroma.length; i += 1) chroma[i] = run.random.integer(96, 160);
    return picture;
  });
  const made = await runFfmpeg(
    BUNDLED.path,
    [...input, '-r', '25', '-i', 'pipe:0', ...args, path],
    pictures,
  );
  if (made.code !== 0) throw new Error(`no clip ${name}: ${made.stderr}`);
  return path;
}
