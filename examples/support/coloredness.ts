// Runs in a worker thread of its own: see complex.ts.
import type { FilterFunction } from 'giftgrab';

/** What to look at. */
export interface ColorednessSettings {
  /** Which byte of a BGRA pixel: 0 blue, 1 green, 2 red. */
  readonly channel: number;
}

const BINS = 10;

/** Makes a filter that notes how coloured a channel is: 0.1 where all of it is dark, 1 where all is bright. */
export function createFilter({ channel }: ColorednessSettings): FilterFunction {
  return (frame) => {
    const histogram = new Array<number>(BINS).fill(0);
    const pixels = frame.data();
    for (let i = channel; i < pixels.length; i += 4) {
      const bin = Math.floor(((pixels[i] ?? 0) * BINS) / 256);
      histogram[bin] = (histogram[bin] ?? 0) + 1;
    }
    const weighted = histogram.reduce((sum, count, bin) => sum + count * (bin + 1), 0);
    frame.meta['coloredness'] = weighted / (frame.cols * frame.rows) / BINS;
    return frame;
  };
}
