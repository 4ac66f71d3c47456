import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recorder } from '@giftgrab/targets';
import { BUNDLED } from '../../packages/targets/test/support/ffmpeg-builds';
import { numberedFrame } from '../../packages/targets/test/support/numbered-frames';

/** Records one frame, so that what is made once for all (the guardian, ffmpeg's list of encoders) is there before anything is counted. */
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
}
