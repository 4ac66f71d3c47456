import { testPattern } from '@giftgrab/sources';
import { recorder } from '@giftgrab/targets';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';

async function spill(run: FaultRun): Promise<void> {
  const frames = 120;
  const size = { cols: 1920, rows: 1080, colour: 'I420' } as const;
  const source = testPattern({ ...size, frameRate: 30, frames });
  const target = recorder(run.video(), {
    ...run.options,
    frameRate: 30,
    crf: 20,
    preset: 'slower',
    spill: true,
  });
  source.attach(target, { frames: 8, policy: 'dropOldest' });
  const startedMs = performance.now();
  const { parts, spilled, dropped } = await target.finished;
  const seconds = (performance.now() - startedMs) / 1000;
  await source.close();
  const [part] = parts;
  run.given = frames;
  run.recovered = part?.frames ?? 0;
  const missing = (part?.missing ?? 0) + dropped;
  run.must(run.recovered === frames && missing === 0, `${missing} dropped`);
  run.must(spilled > 0, 'no frame waited on the disk: the encoder was fast enough');
  run.notes.push(`${spilled} waited on the disk; encoded in ${seconds.toFixed(1)} s`);
}

/** Encoders that are too slow, and a disk to wait on. */
export const SPILL: readonly FaultCase[] = [
  {
    name: 'spill',
    done: '4 s of 1080p at 30 frames a second to x265 at its slower preset, which may wait on the disk',
    holds: '0 lost, 0 dropped',
    per: 'build',
    check: spill,
  },
];
