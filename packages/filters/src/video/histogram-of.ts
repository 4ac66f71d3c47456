import { filter, frameMemory, type FrameOperator, type VideoFrame } from '@giftgrab/core';
import { filterKernels } from '../kernels/kernels';
import { withPooled } from '../pooled-frame';

/** How often each value occurs: 256 counts for each channel, by its name: B, G, R, A, or Y, U, V. */
export type Histogram = Readonly<Record<string, Uint32Array>>;

/**
 * Makes an operator that counts how often each value occurs, and lets frames through as they are. The {@link Histogram} is in
 * `frame.meta.histogram`; views of a stereo frame are counted together. Of samples with more than 8 bits the upper 8 count.
 *
 * @returns The frames that come.
 * @example
 * ```ts
 * import { histogramOf, type Histogram } from '@giftgrab/filters';
 * import { VideoFrame } from '@giftgrab/core';
 * import { of } from 'rxjs';
 *
 * const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 4, rows: 2 });
 * const measure = histogramOf();
 * of(frame)
 *   .pipe(measure)
 *   .subscribe(({ meta }) => console.log((meta['histogram'] as Histogram)['Y']?.[0])); // 8
 * ```
 */
export function histogramOf(): FrameOperator {
  return filter(
    (frame) => {
      frame.meta['histogram'] = countValues(frame);
      return frame;
    },
    { name: 'histogramOf', access: 'read' },
  );
}

function countValues(frame: VideoFrame): Histogram {
  const histogram: Record<string, Uint32Array> = {};
  const { format } = frame.shape;
  for (const [plane, { name, channels: perColumn, columnMultiple }] of format.planes.entries()) {
    // The channels of UYVY are those of a pair of columns: U, Y, V, Y.
    const channels = perColumn * columnMultiple;
    const counts =
      format.bytesPerSample === 1
        ? countBytes(frame, plane, channels)
        : countWide(frame, plane, channels);
    for (let channel = 0; channel < channels; channel += 1) {
      const key = name[channel] ?? name;
      const part = counts.subarray(channel * 256, (channel + 1) * 256);
      const sum = (histogram[key] ??= new Uint32Array(256));
      for (let value = 0; value < 256; value += 1) {
        sum[value] = (sum[value] ?? 0) + (part[value] ?? 0);
      }
    }
  }
  return histogram;
}

function countBytes(frame: VideoFrame, plane: number, channels: number): Uint32Array {
  const { offset = 0, stride = 0, rows = 0, cols = 0 } = frame.shape.layout.planes[plane] ?? {};
  const bytes = cols * (frame.shape.format.planes[plane]?.channels ?? 1);
  const block = frameMemory.allocate(channels * 1024);
  try {
    block.bytes.fill(0);
    withPooled(frame, (address) => {
      for (let view = 0; view < frame.stereoCount; view += 1) {
        const from = address + view * frame.dataLength() + offset;
        filterKernels().histogramRows(from, stride, bytes, rows, block.ptr, channels);
      }
    });
    return new Uint32Array(block.bytes.buffer, block.ptr, channels * 256).slice();
  } finally {
    frameMemory.free(block);
  }
}

function countWide(frame: VideoFrame, plane: number, channels: number): Uint32Array {
  const counts = new Uint32Array(channels * 256);
  const shift = frame.shape.format.bitDepth - 8;
  const { offset = 0, byteLength = 0 } = frame.shape.layout.planes[plane] ?? {};
  for (let view = 0; view < frame.stereoCount; view += 1) {
    const samples = frame.samples(view).subarray(offset / 2, (offset + byteLength) / 2);
    for (let i = 0; i < samples.length; i += 1) {
      const bin = (i % channels) * 256 + Math.min(255, (samples[i] ?? 0) >> shift);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return counts;
}
