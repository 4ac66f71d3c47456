import { Rational } from '@giftgrab/core';
import { recorder, type Recorder, type RecordingReport } from '@giftgrab/targets';
import { numberedFrame } from '../../packages/targets/test/support/numbered-frames';
import type { FaultRun } from './fault-run';

/** Gives a recorder numbered frames of 25 a second, as fast as it takes them. */
export async function feed(target: Recorder, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index += 1) {
    await target.append(numberedFrame(index, { rate: new Rational(25) }));
  }
}

/** Makes a recording of so many numbered frames in one go. */
export async function record(
  run: FaultRun,
  path: string,
  frames: number,
  options: object = {},
): Promise<RecordingReport> {
  const target = recorder(path, { ...run.options, ...options });
  await feed(target, 0, frames);
  return target.close();
}
