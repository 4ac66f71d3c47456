import { VideoFrame, type FrameOperator } from '@giftgrab/core';
import { gaussianFilter } from '@giftgrab/filters';
import { Subject } from 'rxjs';
import { median } from '../median';
import { printFigure } from '../table';
import { makePictures } from './pictures';
import { PythonPeers } from './python-peers';

const FRAMES = 400;
const EXECUTIONS = ['inline', 'rows', 'workers'] as const;

/** A wide Gaussian on one thread and on two: frames a second of wall-clock time, and how many times SciPy's. */
export async function runThreads(rounds: number): Promise<void> {
  const pictures = makePictures();
  const { bgra, folder } = pictures;
  const peers = new PythonPeers(folder);
  const hasSciPy = (await peers.installed()).includes('scipy');
  console.log(`\ngaussian (5, 15, 0) on ${FRAMES} frames of 1080p BGRA, wall-clock time`);
  const seconds = new Map<string, number[]>(EXECUTIONS.map((each) => [each, []]));
  const scipy: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const execution of EXECUTIONS) {
      const operator = gaussianFilter({ sigma: [5, 15, 0], execution, threads: 2 });
      seconds.get(execution)?.push(await secondsFor(operator, bgra));
    }
    if (hasSciPy) scipy.push((await peers.run('gaussian-5-15', 'scipy')) ?? Number.NaN);
  }
  peers.close();
  pictures.release();
  for (const execution of EXECUTIONS) {
    const each = median(seconds.get(execution) ?? []);
    const name = execution === 'inline' ? 'inline, one thread' : `${execution}, two threads`;
    printFigure(name, 1 / each, {}, 'frames/s');
    const least = execution === 'inline' ? 90 : 150;
    if (hasSciPy) {
      printFigure('  times as fast as SciPy', median(scipy) / 1000 / each, { least }, 'x');
    }
  }
}

/** Seconds a frame, the first half not counted: threads start, and code is compiled. */
async function secondsFor(operator: FrameOperator, picture: VideoFrame): Promise<number> {
  let emitted = 0;
  let count = 0;
  let startedMs = 0;
  const frames = new Subject<VideoFrame>();
  // As a source with a budget does: a few frames are out at a time. What is in them does not matter.
  const emit = (): void => {
    while (emitted < FRAMES && emitted - count < 6) {
      const frame = VideoFrame.lend(picture.shape, { index: emitted });
      emitted += 1;
      frames.next(frame);
      frame.release();
    }
    if (count === FRAMES) frames.complete();
  };
  await new Promise<void>((complete) => {
    const next = (): void => {
      count += 1;
      if (count === FRAMES / 2) startedMs = performance.now();
      // Not from within this call, which is still on its way back from the filter.
      setImmediate(emit);
    };
    frames.pipe(operator).subscribe({ next, complete });
    emit();
  });
  return (performance.now() - startedMs) / 1000 / (FRAMES / 2);
}
