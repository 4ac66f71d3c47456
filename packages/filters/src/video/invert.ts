import { filter, type FrameOperator, type Samples, type VideoFrame } from '@giftgrab/core';
import { mapChannel } from './map-channel';

/**
 * Makes an operator that turns every colour into its opposite, in place and on every layout. Alpha is left as it is; black
 * becomes white and white black also in limited range.
 *
 * @returns One frame for each frame.
 * @example
 * ```ts
 * import { invert } from '@giftgrab/filters';
 *
 * const operator = invert(); // source.pipe(operator).subscribe(target)
 * console.log(operator.stats.framesOut); // 0
 * ```
 */
export function invert(): FrameOperator {
  return filter((frame) => {
    frame.shape.format.planes.forEach(({ channels, name }, plane) => {
      for (let channel = 0; channel < channels; channel += 1) {
        if (name[channel] === 'A') continue;
        const table = inversionTable(frame, isChroma(name, channel));
        mapChannel(frame, { plane, channel }, table);
      }
    });
    return frame;
  });
}

/** U, V and UV planes are chroma throughout; UYVY begins with chroma. */
function isChroma(plane: string, channel: number): boolean {
  return plane === 'U' || plane === 'V' || plane === 'UV' || (plane === 'UYVY' && channel === 0);
}

const tables = new Map<string, Samples>();

/** What each value becomes. */
function inversionTable(frame: VideoFrame, isChroma: boolean): Samples {
  const { isYuv, bitDepth, bytesPerSample } = frame.shape.format;
  const isLimited = isYuv && frame.colorimetry.range === 'limited';
  const key = `${isChroma} ${isLimited} ${bitDepth}`;
  let table = tables.get(key);
  if (table === undefined) {
    const largest = 2 ** bitDepth - 1;
    const unit = 2 ** (bitDepth - 8);
    // Chroma turns around its middle; luma around the middle of its range.
    const sum = isChroma ? 256 * unit : isLimited ? 251 * unit : largest;
    table = bytesPerSample === 1 ? new Uint8Array(256) : new Uint16Array(65_536);
    for (let value = 0; value < table.length; value += 1) {
      table[value] = Math.min(largest, Math.max(0, sum - value));
    }
    tables.set(key, table);
  }
  return table;
}
