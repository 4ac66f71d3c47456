import { spawn } from 'node:child_process';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { measureWork, type WorkResult } from '../work';

/** Runs ffmpeg by itself, to its end. Arguments: number of frames, then ffmpeg's arguments. */
export async function ffmpegAlone([frames = '1', ...args]: readonly string[]): Promise<WorkResult> {
  const { path } = await locateFfmpeg();
  return measureWork(async () => {
    const child = spawn(path, ['-v', 'error', '-nostdin', '-y', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`ffmpeg exited with ${String(code)}.`);
    return { frames: Number(frames) };
  });
}
