import {
  convertFrame,
  deferFilter,
  type FrameOperator,
  type MemoryBlock,
  type VideoFrame,
} from '@giftgrab/core';
import { filterKernels } from '../kernels/kernels';
import { withPooled } from '../pooled-frame';
import { PictureMemory } from '../temporal/picture-memory';

/**
 * Makes an operator that measures how much has changed since the frame before, and lets frames through as they are. The score
 * is in `frame.meta.motionScore`: the mean absolute difference of luma, 0 to 255 whatever the bits of a sample; 0 for the first
 * frame and the first of another size or layout. Views of a stereo frame count alike.
 *
 * BGRA and RGB24 are compared by the luma of their colours. It holds one picture's luma, in memory of its own.
 *
 * @returns The frames that come. Each subscription starts afresh.
 * @example
 * ```ts
 * import { motionScore } from '@giftgrab/filters';
 * import { filter, type Observable } from 'rxjs';
 * import type { VideoFrame } from '@giftgrab/core';
 *
 * const measure = motionScore();
 * const onlyMotion = (source: Observable<VideoFrame>) =>
 *   source.pipe(
 *     measure,
 *     filter((frame) => Number(frame.meta['motionScore']) > 1.5),
 *   );
 * console.log(typeof onlyMotion); // function
 * ```
 */
export function motionScore(): FrameOperator {
  return deferFilter(
    () => {
      const memory = new PictureMemory();
      let earlier: MemoryBlock | undefined;
      return {
        run: (frame) => {
          const isFirst = !memory.isFor(frame) || earlier === undefined;
          if (isFirst) earlier = memory.allocate(lumaBytes(frame) * frame.stereoCount + 16);
          const score = compare(frame, earlier as MemoryBlock);
          frame.meta['motionScore'] = isFirst ? 0 : score;
          return frame;
        },
        end: () => memory.dispose(),
      };
    },
    { name: 'motionScore', access: 'read' },
  );
}

/** Bytes of a view that hold luma: of UYVY every other one of them. */
function lumaBytes({ shape }: VideoFrame): number {
  if (isRgb(shape)) return shape.rows * shape.cols;
  return shape.layout.planes[0]?.byteLength ?? 0;
}

function isRgb({ colour }: Pick<VideoFrame, 'colour'>): boolean {
  return colour === 'BGRA' || colour === 'RGB24';
}

/** The mean difference from the picture kept, which becomes this one. The last 16 bytes kept are room for a mask. */
function compare(frame: VideoFrame, earlier: MemoryBlock): number {
  if (isRgb(frame)) {
    const grey = convertFrame(frame, 'GRAY8');
    try {
      return compareLuma(grey, earlier);
    } finally {
      grey.release();
    }
  }
  return compareLuma(frame, earlier);
}

function compareLuma(frame: VideoFrame, earlier: MemoryBlock): number {
  const { format } = frame.shape;
  const length = lumaBytes(frame);
  const count =
    (length * frame.stereoCount) / (frame.colour === 'UYVY' ? 2 : format.bytesPerSample);
  if (format.bytesPerSample === 2) return compareWide(frame, earlier) / count;
  const mask = earlier.ptr + length * frame.stereoCount;
  const step = frame.colour === 'UYVY' ? [0, 255] : [255, 255];
  earlier.bytes.set(
    Array.from({ length: 16 }, (_, i) => step[i % 2] ?? 0),
    mask - earlier.ptr,
  );
  return withPooled(frame, (address) => {
    let sum = 0;
    for (let view = 0; view < frame.stereoCount; view += 1) {
      const now = address + view * frame.dataLength();
      sum += filterKernels().sumOfDifferences(now, earlier.ptr + view * length, length, mask);
    }
    return sum / count;
  });
}

/** The sum of differences of 16-bit luma, in levels of 8 bits. */
function compareWide(frame: VideoFrame, earlier: MemoryBlock): number {
  const samples = lumaBytes(frame) / 2;
  const kept = new Uint16Array(earlier.bytes.buffer, earlier.ptr, samples * frame.stereoCount);
  let sum = 0;
  for (let view = 0; view < frame.stereoCount; view += 1) {
    const now = frame.samples(view);
    for (let i = 0; i < samples; i += 1) {
      const at = view * samples + i;
      sum += Math.abs((now[i] ?? 0) - (kept[at] ?? 0));
      kept[at] = now[i] ?? 0;
    }
  }
  return sum / 2 ** (frame.shape.format.bitDepth - 8);
}
