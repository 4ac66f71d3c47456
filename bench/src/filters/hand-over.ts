import { join } from 'node:path';
import { filter, VideoFrame } from '@giftgrab/core';
import { Subject } from 'rxjs';
import { printFigure } from '../table';

const FRAMES = 5000;
/** The first ones wait for the thread to start and for code to be compiled. */
const WARM_UP = 2000;

/** How long a 1080p frame takes to a worker thread and back, whose filter does nothing. */
export async function runHandOver(): Promise<void> {
  console.log('\n1080p BGRA frame handed to a worker thread and back, 3,000 times');
  const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 1920, rows: 1080 }).derive();
  const frames = new Subject<VideoFrame>();
  const times: number[] = [];
  let back: () => void = () => undefined;
  const subscription = frames.pipe(filter(join(__dirname, 'pass-on.js'))).subscribe(() => back());
  for (let i = 0; i < FRAMES; i += 1) {
    const startedMs = performance.now();
    await new Promise<void>((resolve) => {
      back = resolve;
      frames.next(frame);
    });
    times.push(performance.now() - startedMs);
  }
  subscription.unsubscribe();
  frame.release();
  const sorted = times.slice(WARM_UP).sort((a, b) => a - b);
  const percentile = (part: number): number =>
    (sorted[Math.floor(sorted.length * part)] ?? Number.NaN) * 1000;
  printFigure('median', percentile(0.5), {}, 'µs');
  printFigure('99th percentile', percentile(0.99), { most: 300 }, 'µs');
}
