import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VideoFrame } from '@giftgrab/core';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { EncodedFile, type EncodedFilePlan } from '../encoded-file';
import { chooseEncoder } from '../encoder-choice';

/** Which preset was found to be right for this machine. */
export interface PresetChoice {
  /** Its name; `undefined` where the encoder that is used here has none. */
  readonly preset: string | undefined;
  /** Frames a second that it did in the trial. */
  readonly framesPerSecond: number;
  /** Whether that is enough, and half as much again. */
  readonly keepsUp: boolean;
}

/** What is to be encoded; the path is left alone. */
export type PresetTrialPlan = Omit<EncodedFilePlan, 'onDeath' | 'isCrashSafe' | 'reservedBytes'>;

// What else the machine will have to do, and pictures that are harder than the first.
const HEADROOM = 1.5;
// Nobody's quality is seen to rise beyond this.
const BEYOND_USE = ['placebo'];
// An encoder fills its lookahead first, and is slow to start.
const WARM_UP = 10;
const MEASURED_MS = 400;
const MOST_FRAMES = 400;
const PICTURES = 8;

/**
 * Finds the preset with which the encoder makes the best of the time that frames leave it on this machine, as busy as it is: encodes the
 * picture, moving and with a little noise in it, for half a second with each of three or four presets.
 *
 * @param plan - What is to be encoded.
 * @param first - The picture.
 */
export async function choosePreset(
  plan: PresetTrialPlan,
  first: VideoFrame,
): Promise<PresetChoice> {
  const binary = await locateFfmpeg(plan.options.ffmpeg);
  const encoder = await chooseEncoder(binary, plan.spec, plan.candidates);
  const needed = plan.frameRate.value * HEADROOM;
  const presets = [...(encoder.presets?.keys() ?? [])].filter((name) => !BEYOND_USE.includes(name));
  const folder = await mkdtemp(join(tmpdir(), 'giftgrab-'));
  const pictures = movingPictures(first);
  const speedOf = (preset: string | undefined): Promise<number> => {
    const path = join(folder, `${preset ?? 'only'}.mkv`);
    const options = { ...plan.options, ...(preset !== undefined && { preset }), overwrite: true };
    const trial = { ...plan, path, muxer: 'matroska', candidates: [encoder], options };
    return framesPerSecond(trial, pictures);
  };
  try {
    const [fastest, ...slower] = presets;
    let best = { preset: fastest, speed: await speedOf(fastest) };
    // From fast to slow, so the border between enough and too little is found by halves.
    for (let left = best.speed >= needed ? slower : []; left.length > 0;) {
      const middle = left.length >> 1;
      const preset = left[middle];
      const speed = await speedOf(preset);
      if (speed >= needed) best = { preset, speed };
      left = speed >= needed ? left.slice(middle + 1) : left.slice(0, middle);
    }
    return {
      preset: best.preset,
      framesPerSecond: best.speed,
      keepsUp: best.speed >= needed,
    };
  } finally {
    for (const picture of pictures) picture.release();
    await rm(folder, { recursive: true, force: true });
  }
}

async function framesPerSecond(
  plan: PresetTrialPlan,
  pictures: readonly VideoFrame[],
): Promise<number> {
  const [first] = pictures;
  if (first === undefined) return 0;
  const onDeath = (): void => undefined;
  const file = await EncodedFile.open({ ...plan, isCrashSafe: true, onDeath }, first);
  try {
    let startedMs = 0;
    for (let i = 0; ; i += 1) {
      if (i === WARM_UP) startedMs = performance.now();
      const elapsedMs = performance.now() - startedMs;
      if (i > WARM_UP && (elapsedMs >= MEASURED_MS || i === MOST_FRAMES)) {
        return ((i - WARM_UP) * 1000) / elapsedMs;
      }
      // To and fro, so that no step is larger than the others.
      const phase = i % (2 * PICTURES - 2);
      const picture = pictures[Math.min(phase, 2 * PICTURES - 2 - phase)] ?? first;
      const frame = picture.shareAs(i, undefined);
      try {
        await file.write(frame);
      } finally {
        frame.release();
      }
    }
  } finally {
    await file.abandon();
  }
}

/** The picture, two rows further down each time, and with a little noise as cameras have it. */
function movingPictures(first: VideoFrame): readonly VideoFrame[] {
  const { layout, format, stereoCount } = first.shape;
  let random = 1;
  return Array.from({ length: PICTURES }, (_, step) => {
    const picture = first.deriveUninitialised({ index: step, pts: undefined });
    for (let view = 0; view < stereoCount; view += 1) {
      const [from, to] = [first.data(view), picture.data(view)];
      for (const { offset, byteLength, stride } of layout.planes) {
        const end = offset + byteLength;
        const shift = (2 * step * stride) % byteLength;
        to.set(from.subarray(end - shift, end), offset);
        to.set(from.subarray(offset, end - shift), offset + shift);
      }
      // Of samples of two bytes, the lower one.
      for (let i = 0; i < to.length; i += format.bytesPerSample) {
        random = (Math.imul(random, 1664525) + 1013904223) | 0;
        to[i] = Math.max(0, Math.min(255, (to[i] ?? 0) + (random >>> 30) - 1));
      }
    }
    return picture;
  });
}
