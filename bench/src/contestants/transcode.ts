import { availableParallelism } from 'node:os';
import { filter, type VideoFrame } from '@giftgrab/core';
import { gaussianFilter } from '@giftgrab/filters';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { openFile } from '@giftgrab/sources';
import { fileWriter, type Codec } from '@giftgrab/targets';
import { measureWork, type WorkResult } from '../work';

/** Decodes, passes each frame through an identity filter, encodes. Arguments: file, output, codec, encoder, preset. */
export async function transcodeOurs(args: readonly string[]): Promise<WorkResult> {
  const [clip = '', output = '', codec = 'H264', encoder = 'auto', preset = 'ultrafast'] = args;
  await locateFfmpeg(); // once in a program's life, as the peers load their libraries
  return measureWork(async () => {
    // As the command does: the encoder needs the other cores.
    const threads = Math.max(1, Math.floor(availableParallelism() / 2));
    await using source = await openFile(clip, { threads });
    await using target = fileWriter(output, {
      codec: codec as Codec,
      encoder,
      preset,
      crf: 23,
      frameRate: source.frameRate,
      overwrite: true,
    });
    source.pipe(filter((frame) => frame)).subscribe(target);
    const { frames } = await target.finished;
    return { frames };
  });
}

/** Decodes to BGRA, smooths, encodes with x264 ultrafast. Arguments: file, output. */
export async function gaussianOurs([
  clip = '',
  output = '',
]: readonly string[]): Promise<WorkResult> {
  await locateFfmpeg();
  return measureWork(async () => {
    await using source = await openFile(clip, { colour: 'BGRA' });
    await using target = fileWriter(output, {
      codec: 'H264',
      encoder: 'libx264',
      preset: 'ultrafast',
      crf: 23,
      frameRate: source.frameRate,
      overwrite: true,
    });
    source.pipe(gaussianFilter({ sigma: [5, 15, 0] })).subscribe(target);
    const { frames } = await target.finished;
    return { frames };
  });
}

/**
 * Peak memory of this process during a long transcode with a slow encoder. Arguments: file, output, number of frames at
 * which to note the peak first.
 */
export function memoryOfTranscode(args: readonly string[]): Promise<WorkResult> {
  const [clip = '', output = '', early = '400'] = args;
  return measureWork(async () => {
    await using source = await openFile(clip);
    const options = { codec: 'HEVC', encoder: 'libx265', frameRate: source.frameRate } as const;
    await using target = fileWriter(output, { ...options, overwrite: true });
    let [peak, peakEarly] = [0, 0];
    const look = (frame: VideoFrame): VideoFrame => {
      peak = Math.max(peak, process.memoryUsage.rss());
      if (frame.index < Number(early)) peakEarly = peak;
      return frame;
    };
    source.pipe(filter(look)).subscribe(target);
    const { frames } = await target.finished;
    return { frames, extra: { peakMb: peak / 1e6, peakEarlyMb: peakEarly / 1e6 } };
  });
}
