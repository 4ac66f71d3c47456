import { spawn } from 'node:child_process';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { clip1080, outputPath } from './clips';
import { runContestant } from './run-contestant';
import { printFigure } from './table';

/** How far paced frames are from their moments, on an idle machine and beside a decoder that takes all it can get. */
export async function runPacing(): Promise<void> {
  for (const rate of [30, 60]) {
    const clip = await clip1080(rate * 6, rate);
    for (const isLoaded of [false, true]) {
      console.log(
        `\npacing of 1080p at ${rate} frames/s, ${isLoaded ? 'under full load' : 'idle'}`,
      );
      const stopLoad = isLoaded ? await startLoad(clip) : () => undefined;
      const { extra = {} } = await runContestant({
        name: 'giftgrab',
        kind: 'node',
        args: ['pacing', clip],
      });
      stopLoad();
      printFigure('median error', extra['p50'] ?? Number.NaN, isLoaded ? {} : { most: 0.1 }, 'ms');
      printFigure('99th percentile', extra['p99'] ?? Number.NaN, { most: isLoaded ? 5 : 1 }, 'ms');
    }
  }
}

/** What the framework costs without any video. */
export async function runFramework(): Promise<void> {
  console.log('\n64×64 frames from memory through 5 filters to an observer');
  const { extra = {} } = await runContestant({
    name: 'giftgrab',
    kind: 'node',
    args: ['framework-cost'],
  });
  console.log(
    `  giftgrab ${((extra['ours'] ?? 0) / 1e6).toFixed(2)} M frames/s, plain RxJS maps ${((extra['plain'] ?? 0) / 1e6).toFixed(2)} M frames/s`,
  );
  printFigure('times as fast as plain RxJS', extra['ratio'] ?? Number.NaN, { least: 0.5 }, 'x');
}

/** Memory of a long transcode with a slow encoder. */
export async function runMemory(): Promise<void> {
  const clip = await clip1080(2000);
  console.log('\nmemory of Node, 2,000 frames of 1080p, x265 with its default preset');
  const args = ['memory-of-transcode', clip, outputPath('memory.mp4'), '400'];
  const { extra = {} } = await runContestant({ name: 'giftgrab', kind: 'node', args });
  printFigure('peak, after 2,000 frames', extra['peakMb'] ?? Number.NaN, { most: 250 }, 'MB');
  const growth = (extra['peakMb'] ?? Number.NaN) - (extra['peakEarlyMb'] ?? Number.NaN);
  printFigure('growth from 400 frames to 2,000', growth, { most: 5 }, 'MB');
}

/** A decoder without end on every core. */
async function startLoad(clip: string): Promise<() => void> {
  const { path } = await locateFfmpeg();
  const args = ['-v', 'error', '-nostdin', '-stream_loop', '-1', '-i', clip, '-f', 'null', '-'];
  const child = spawn(path, args, { stdio: 'ignore' });
  return () => {
    child.kill('SIGKILL');
  };
}
