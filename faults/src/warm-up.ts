import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canConvert, ColourSpace, convertFrame, VideoFrame } from '@giftgrab/core';
import { recorder } from '@giftgrab/targets';
import { BUNDLED } from '../../packages/targets/test/support/ffmpeg-builds';
import { numberedFrame } from '../../packages/targets/test/support/numbered-frames';

// Wider than any picture of a case.
const WIDE = { cols: 8192, rows: 4 } as const;

/** Does once what is kept for all that comes later (the guardian, ffmpeg's list of encoders, room for conversions), so that it is there before anything is counted. */
export async function warmUp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'giftgrab-fault-'));
  const target = recorder(join(folder, 'warm-up.mp4'), {
    codec: 'HEVC',
    frameRate: 25,
    ffmpeg: BUNDLED.path,
  });
  await target.append(numberedFrame(0));
  await target.close();
  rmSync(folder, { recursive: true });
  convertAll();
}

function convertAll(): void {
  const colours = Object.values(ColourSpace);
  for (const colour of colours) {
    const frame = VideoFrame.alloc({ colour, ...WIDE });
    for (const to of colours) if (canConvert(colour, to)) convertFrame(frame, to).release();
  }
}
