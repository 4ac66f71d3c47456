import {
  checkIntegerIn,
  checkOptionNames,
  deferFilter,
  liveOptions,
  type FrameOperator,
  type Live,
  type MemoryBlock,
  type VideoFrame,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';
import { filterKernels } from '../kernels/kernels';
import { outputFrameFor } from '../pooled-frame';
import { allSamples } from '../temporal/picture-memory';
import { RecentPictures } from '../temporal/recent-pictures';

/** Over how many frames {@link temporalMedian} works. */
export interface TemporalMedianOptions {
  /** The frame and those before it. Range: whole numbers, 2 to 31. @defaultValue 3 */
  readonly frames?: number;
}

/**
 * Makes an operator that takes each sample's median over the last frames: what shows in one frame alone is gone, and edges stay
 * sharp. Of an even number the larger middle one is taken, as SciPy does. The first frames are compared with those there are; a
 * frame of another size or layout starts afresh.
 *
 * It holds a copy of each of the frames, in memory of its own.
 *
 * @param options - Over how many frames.
 * @returns One frame for each frame. Each subscription starts afresh.
 * @throws {@link InvalidOptionError} when `frames` is not 2 to 31.
 * @example
 * ```ts
 * import { temporalMedian } from '@giftgrab/filters';
 *
 * const withoutFlashes = temporalMedian({ frames: 5 });
 * console.log(withoutFlashes.stats.framesIn); // 0
 * ```
 */
export function temporalMedian(options: Live<TemporalMedianOptions> = {}): FrameOperator {
  if (isObservable(options)) return liveOptions(options, temporalMedian);
  checkOptionNames('temporalMedian', options, ['frames']);
  const { frames = 3 } = options;
  checkIntegerIn('frames', frames, 2, 31);
  return deferFilter(
    () => {
      const recent = new RecentPictures(frames);
      let room: MemoryBlock | undefined;
      return {
        run: (frame) => {
          const place = recent.placeFor(frame, () => {
            // Addresses of the pictures, then a vector for each.
            room = recent.memory.allocate(ADDRESS_BYTES + frames * 16);
          });
          place.bytes.set(asBytes(frame));
          const output = outputFrameFor(frame);
          takeMedian(recent.pictures, room as MemoryBlock, output);
          return output;
        },
        end: () => recent.dispose(),
      };
    },
    { name: 'temporalMedian', access: 'read' },
  );
}

const ADDRESS_BYTES = 128;

function asBytes(frame: VideoFrame): Uint8Array {
  const { buffer, byteOffset, byteLength } = allSamples(frame);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function takeMedian(pictures: readonly MemoryBlock[], room: MemoryBlock, output: VideoFrame): void {
  const { byteLength, format } = output.shape;
  const count = pictures.length;
  const target = output.address ?? 0;
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = pictures.map(({ ptr }) => ptr);
  const kernels = filterKernels();
  if (format.bytesPerSample === 2) {
    takeWideMedian(pictures, allSamples(output));
  } else if (count === 3) {
    kernels.medianOfThree(a, b, c, target, byteLength);
  } else if (count === 5) {
    kernels.medianOfFive(a, b, c, d, e, target, byteLength);
  } else {
    const addresses = new Uint32Array(room.bytes.buffer, room.ptr, count);
    addresses.set(pictures.map(({ ptr }) => ptr));
    const vectors = room.ptr + ADDRESS_BYTES;
    kernels.medianBytes(room.ptr, count, target, byteLength, vectors);
  }
}

function takeWideMedian(pictures: readonly MemoryBlock[], output: Uint8Array | Uint16Array): void {
  const samples = pictures.map(
    ({ bytes, ptr }) => new Uint16Array(bytes.buffer, ptr, output.length),
  );
  const column = new Uint16Array(samples.length);
  for (let i = 0; i < output.length; i += 1) {
    for (let k = 0; k < column.length; k += 1) column[k] = samples[k]?.[i] ?? 0;
    column.sort();
    output[i] = column[column.length >> 1] ?? 0;
  }
}
