import { join } from 'node:path';
import { lastValueFrom, takeWhile, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { pipeAll } from '../pipe-all';
import { decodingThreads } from '../transcode-input';
import {
  fromIterable,
  Timestamp,
  type ColourSpace,
  type FrameOperator,
  type Rational,
  type VideoFrame,
} from '@giftgrab/core';
import { openFile, type FileSource } from '@giftgrab/sources';
import { Codec, fileWriter, type FileWriter } from '@giftgrab/targets';

/** With what is measured. */
export interface BenchPlan {
  /** The video to read, again and again. */
  readonly file: string;
  /** Where files may be written. */
  readonly folder: string;
  readonly colour: ColourSpace;
  readonly frameRate: Rational;
  /** How long each step is measured. */
  readonly seconds: number;
  readonly preset?: string;
  readonly ffmpeg?: string;
  readonly signal: AbortSignal;
}

/** How fast something was. */
export interface Speed {
  /** Frames that went in. */
  readonly frames: number;
  readonly seconds: number;
  /** Which of ffmpeg's encoders it was. */
  readonly encoder?: string | undefined;
}

// As the recorder has them when it tries presets: enough to differ, few enough to hold.
const PICTURES = 8;

const EXTENSION: Readonly<Record<Codec, string>> = {
  [Codec.H264]: 'mp4',
  [Codec.HEVC]: 'mp4',
  [Codec.VP9]: 'webm',
  [Codec.Xvid]: 'avi',
  [Codec.FFV1]: 'mkv',
};

/** Reading alone. */
export async function measureReading(plan: BenchPlan): Promise<Speed> {
  await using source = await openLooped(plan);
  const clock = new FrameClock(plan);
  await drain(source.pipe(clock.untilOver()));
  return clock.speed();
}

/** Filters alone, on frames that are in memory. */
export async function measureFilters(
  plan: BenchPlan,
  operators: readonly FrameOperator[],
): Promise<Speed> {
  const pictures = await takePictures(plan);
  try {
    const clock = new FrameClock(plan);
    const { colour, cols, rows } = pictures[0] ?? { colour: plan.colour, cols: 1, rows: 1 };
    const source = fromIterable(() => endless(pictures, plan.frameRate), { colour, cols, rows });
    await drain(pipeAll(source.pipe(clock.untilOver()), operators));
    return clock.speed();
  } finally {
    for (const picture of pictures) picture.release();
  }
}

/** An encoder alone, on frames that are in memory. */
export async function measureWriting(plan: BenchPlan, codec: Codec): Promise<Speed> {
  const pictures = await takePictures({ ...plan, colour: 'I420' });
  try {
    await using target = writer(plan, codec);
    const clock = new FrameClock(plan);
    for (const frame of endless(pictures, plan.frameRate)) {
      try {
        if (!clock.count()) break;
        await target.append(frame);
      } finally {
        frame.release();
      }
    }
    const { encoder } = await target.close();
    return { ...clock.speed(), encoder };
  } finally {
    for (const picture of pictures) picture.release();
  }
}

/** Reading, filters and an encoder at the same time, as `transcode` has them. */
export async function measureAll(
  plan: BenchPlan,
  operators: readonly FrameOperator[],
  codec: Codec,
): Promise<Speed> {
  await using source = await openLooped(plan, decodingThreads());
  await using target = writer(plan, codec);
  const clock = new FrameClock(plan);
  pipeAll(source.pipe(clock.untilOver()), operators).subscribe(target);
  const { encoder } = await target.finished;
  return { ...clock.speed(), encoder };
}

/** Counts frames until the time is over. The first is not counted: programs start for it. */
class FrameClock {
  readonly #plan: BenchPlan;
  #frames = -1;
  #startedMs = 0;

  constructor(plan: BenchPlan) {
    this.#plan = plan;
  }

  /** Counts a frame. Returns whether it is still wanted. */
  count(): boolean {
    const { signal, seconds } = this.#plan;
    signal.throwIfAborted();
    if (this.#frames <= 0) this.#startedMs = performance.now();
    const isWanted = performance.now() - this.#startedMs < seconds * 1000;
    if (isWanted) this.#frames += 1;
    return isWanted;
  }

  /** Lets frames through until the time is over. */
  untilOver(): MonoTypeOperatorFunction<VideoFrame> {
    return takeWhile(() => this.count());
  }

  /** What it came to, once the last frame is done with. */
  speed(): Speed {
    const seconds = (performance.now() - this.#startedMs) / 1000;
    return { frames: Math.max(0, this.#frames), seconds };
  }
}

async function drain(frames: Observable<VideoFrame>): Promise<void> {
  await lastValueFrom(frames, { defaultValue: undefined });
}

function openLooped(plan: BenchPlan, threads?: number): Promise<FileSource> {
  const { file, colour, ffmpeg, signal } = plan;
  return openFile(file, {
    ...{ colour, onEnd: 'loop', signal },
    ...(threads !== undefined && { threads }),
    ...(ffmpeg !== undefined && { ffmpeg }),
  });
}

function writer(
  { folder, frameRate, preset, ffmpeg, signal }: BenchPlan,
  codec: Codec,
): FileWriter {
  return fileWriter(join(folder, `${codec}.${EXTENSION[codec]}`), {
    ...{ codec, frameRate, signal, overwrite: true },
    ...(preset !== undefined && { preset }),
    ...(ffmpeg !== undefined && { ffmpeg }),
  });
}

/** The first pictures of the video, on loan; whoever asked gives them back. */
async function takePictures(plan: BenchPlan): Promise<readonly VideoFrame[]> {
  await using source = await openLooped(plan);
  const pictures: VideoFrame[] = [];
  await drain(source.pipe(takeWhile((frame) => pictures.push(frame.retain()) < PICTURES)));
  return pictures;
}

/** The pictures to and fro, without end, each at its time. Whoever takes one gives it back. */
function* endless(pictures: readonly VideoFrame[], frameRate: Rational): Generator<VideoFrame> {
  const last = pictures.length - 1;
  for (let i = 0; ; i += 1) {
    const phase = i % Math.max(1, 2 * last);
    const picture = pictures[Math.min(phase, 2 * last - phase)];
    if (picture === undefined) return;
    yield picture.shareAs(i, new Timestamp(i, frameRate.inverse));
  }
}
