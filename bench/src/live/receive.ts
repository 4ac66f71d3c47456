import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { openStream } from '@giftgrab/sources';
import { measureWork, type LiveSample, type WorkResult } from '../work';
import { nowMicros, readCode } from './picture-code';

// What comes first waited for while the stream was looked at.
const SETTLE_MICROS = 2_000_000;

/** Notes when each frame of a stream arrives. Arguments: URL, seconds. */
export async function receiveOurs([
  url = '',
  seconds = '',
]: readonly string[]): Promise<WorkResult> {
  await locateFfmpeg();
  return measureWork(async () => {
    await using source = await openStream(url);
    const samples: LiveSample[] = [];
    await new Promise<void>((resolve, reject) => {
      let beginMicros = 0;
      source.subscribe({
        next: (frame) => {
          const arrived = nowMicros();
          if (beginMicros === 0) beginMicros = arrived + SETTLE_MICROS;
          if (arrived < beginMicros) return;
          if (arrived >= beginMicros + Number(seconds) * 1e6) resolve();
          const { number, sentMicros } = readCode(frame.data());
          samples.push([number, sentMicros, arrived]);
        },
        error: reject,
      });
    });
    return { frames: samples.length, samples };
  });
}
