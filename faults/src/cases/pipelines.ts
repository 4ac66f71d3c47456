import { setTimeout as delay } from 'node:timers/promises';
import { Deferred, filter, frameMemory, Rational, type VideoFrame } from '@giftgrab/core';
import { openFile, testPattern } from '@giftgrab/sources';
import { recorder, type Recorder } from '@giftgrab/targets';
import { runFfmpeg } from '../../../packages/ffmpeg/test/support/ffmpeg-builds';
import {
  numberedFrame,
  numberedFrames,
} from '../../../packages/targets/test/support/numbered-frames';
import { PlayedFrames } from '../../../packages/targets/test/support/played-frames';
import { frameNumbers, frameTimes } from '../../../packages/targets/test/support/read-video';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { codeOf } from '../read-source';

// A recorder keeps so many frames for an encoder that may die; a source lends so many.
const MOST_KEPT = 96;
const MOST_LENT = 8;
// Far below the 30 s that hold unless something else is said.
const FILTER_TIMEOUT_MS = 1_000;

/** Watches how many frames are in memory at once. */
class FramesHeld {
  most = 0;
  readonly #before = frameMemory.blocksInUse;
  readonly #timer = setInterval(() => this.#look(), 5);

  stop(): number {
    clearInterval(this.#timer);
    return this.most;
  }

  #look(): void {
    this.most = Math.max(this.most, frameMemory.blocksInUse - this.#before);
  }
}

interface FilterFault {
  /** What the filter does with the frame. */
  readonly fail: (frame: VideoFrame) => VideoFrame | Promise<VideoFrame>;
  /** What the recorder says. @defaultValue `'FILTER'` */
  readonly code?: string;
}

async function filterThrows(run: FaultRun): Promise<void> {
  // Until all is over.
  const never = new Deferred<VideoFrame>();
  const faults: Readonly<Record<string, FilterFault>> = {
    throws: {
      fail: () => {
        throw new Error('a defect');
      },
    },
    rejects: { fail: () => Promise.reject(new Error('a defect')) },
    'gives what is no frame': { fail: () => 5 as unknown as VideoFrame },
    'gives a smaller frame': {
      fail: (frame) => frame.derive({ cols: frame.cols - 2 }),
      // It goes in a file of its own, and what comes after it too.
      code: 'no error',
    },
    'gives a frame of a rate that is no number': {
      fail: (frame) => frame.derive({ constantRate: new Rational(Number.NaN) }),
    },
    'never answers': { fail: () => never.promise, code: 'FILTER_TIMEOUT' },
  };
  run.given = run.recovered = 0;
  for (const [what, { fail, code = 'FILTER' }] of Object.entries(faults)) {
    const at = run.random.integer(1, 59);
    const source = new PlayedFrames(numberedFrames(60, { rate: new Rational(25) }));
    const [faulty, healthy] = [run.video(`one that ${what}`), run.video(`beside ${what}`)];
    const [first, second] = [faulty, healthy].map((path) => recorder(path, run.options));
    if (first === undefined || second === undefined) return;
    const faultyFilter = filter((frame) => (frame.index === at ? fail(frame) : frame), {
      timeoutMs: FILTER_TIMEOUT_MS,
    });
    source.pipe(faultyFilter).subscribe(first);
    source.attach(second);
    const error: unknown = await first.finished.then(
      ({ frames }) => run.must(frames === 60, `a filter that ${what}: ${frames} of 60 frames`),
      (failure: unknown) => failure,
    );
    run.must(codeOf(error) === code, `a filter that ${what}: ${String(error)}`);
    await run.within(5_000, `close() after a filter that ${what}`, closed(first));
    await second.finished;
    for (const [path, count] of [
      [faulty, at],
      [healthy, 60],
    ] as const) {
      const numbers = await frameNumbers(path);
      run.given += count;
      run.recovered += numbers.length;
      const isAll = numbers.length === count && numbers.every((number, i) => number === i);
      run.must(isAll, `${path}: ${numbers.length} of ${count} frames`);
    }
  }
  never.reject(new Error('too late'));
}

async function closed(target: Recorder): Promise<void> {
  await target.close().catch(() => undefined);
}

async function trueTime(run: FaultRun): Promise<void> {
  const target = recorder(run.video(), run.options);
  const rate = new Rational(25);
  const isOn = (index: number): boolean => index < 100 || index >= 175;
  for (let index = 0; index < 250; index += 1) {
    if (isOn(index)) await target.append(numberedFrame(index, { rate }));
  }
  await target.close();
  const numbers = await frameNumbers(run.video());
  const times = await frameTimes(run.video());
  run.given = 175;
  run.recovered = new Set(numbers).size;
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const seconds = last - first + 1 / 25;
  run.must(Math.abs(seconds - 10) <= 1 / 25 + 0.001, `${seconds.toFixed(3)} s`);
  run.must(run.recovered === 175, 'not all frames, or some of them twice');
  const wrong = numbers.findIndex((number, i) => Math.abs((times[i] ?? 0) - number / 25) > 0.002);
  run.must(wrong < 0, `frame ${numbers[wrong]} is shown at ${times[wrong]} s`);
  run.notes.push(`${seconds.toFixed(3)} s`);
}

async function slowConsumer(run: FaultRun): Promise<void> {
  const clip = run.file('clip.mp4');
  await runFfmpeg(run.ffmpeg, [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=1920x1080:r=25:d=4', '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', clip],
  ]);
  const source = await openFile(clip, { ffmpeg: run.ffmpeg });
  const target = recorder(run.video(), run.options);
  const held = new FramesHeld();
  source
    .pipe(
      filter(async (frame) => {
        await delay(100);
        return frame;
      }),
    )
    .subscribe(target);
  const { frames, dropped } = await target.finished;
  await source.close();
  const most = held.stop();
  run.given = 100;
  run.recovered = frames;
  run.must(frames === 100 && dropped === 0, `${frames} frames, ${dropped} dropped`);
  run.must(most <= MOST_KEPT + MOST_LENT, `${most} frames in memory`);
  run.notes.push(`at most ${most} frames in memory`);
}

async function slowEncoder(run: FaultRun): Promise<void> {
  const frames = 240;
  const waiting = 30;
  const size = { cols: 1920, rows: 1080, colour: 'I420' } as const;
  const source = testPattern({ ...size, frameRate: 30, frames });
  const target = recorder(run.video(), { ...run.options, frameRate: 30, crf: 20, preset: 'slow' });
  const held = new FramesHeld();
  source.attach(target, { frames: waiting, policy: 'dropOldest' });
  const { parts } = await target.finished;
  await source.close();
  const most = held.stop();
  const [part] = parts;
  run.given = frames;
  run.recovered = part?.frames ?? 0;
  const missing = part?.missing ?? 0;
  run.must(run.recovered + missing === frames, `${run.recovered} written, ${missing} dropped`);
  run.must(most <= MOST_KEPT + MOST_LENT + waiting, `${most} frames in memory`);
  run.notes.push(`${missing} dropped and counted, at most ${most} frames in memory`);
}

/** Defects and speeds of what is in front of the recorder. */
export const PIPELINES: readonly FaultCase[] = [
  {
    name: 'filter-throws',
    done: 'a filter throws, rejects, never answers, gives what is no frame, or one of another size or of no rate, at a random one of 60 frames',
    holds:
      'its recorder says so (another size goes in another file) and closes within 5 s, what it recorded up to there is whole, and all of the recorder beside it',
    per: 'codec',
    check: filterThrows,
  },
  {
    name: 'true-time',
    done: '4 s of frames, 3 s without, 3 s of frames',
    holds: '10.0 s to the frame, each frame at its time and once',
    per: 'codec',
    check: trueTime,
  },
  {
    name: 'slow-consumer',
    done: 'a filter takes 100 ms for each 1080p frame of a file',
    holds: `0 lost, at most ${MOST_KEPT + MOST_LENT} frames in memory`,
    per: 'build',
    check: slowConsumer,
  },
  {
    name: 'slow-encoder',
    done: '8 s of 1080p at 30 frames a second to x265 at its slow preset, 30 frames may wait',
    holds: 'written + dropped = given, at most 134 frames in memory',
    per: 'build',
    check: slowEncoder,
  },
];
