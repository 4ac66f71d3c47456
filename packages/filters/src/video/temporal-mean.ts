import {
  checkIntegerIn,
  checkOptionNames,
  deferFilter,
  liveOptions,
  type FrameOperator,
  type Live,
  type MemoryBlock,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';
import { filterKernels } from '../kernels/kernels';
import { outputFrameFor, withPooled } from '../pooled-frame';
import { allSamples } from '../temporal/picture-memory';
import { RecentPictures } from '../temporal/recent-pictures';

/** Over how many frames {@link temporalMean} works. */
export interface TemporalMeanOptions {
  /** The frame and those before it. Range: whole numbers, 2 to 64. @defaultValue 3 */
  readonly frames?: number;
}

/**
 * Makes an operator that averages each sample over the last frames, rounded: less noise where nothing moves. The first frames
 * are averaged over those there are; a frame of another size or layout starts afresh.
 *
 * It holds a copy of each of the frames and a sum for each sample, in memory of its own.
 *
 * @param options - Over how many frames.
 * @returns One frame for each frame. Each subscription starts afresh.
 * @throws {@link InvalidOptionError} when `frames` is not 2 to 64.
 * @example
 * ```ts
 * import { temporalMean } from '@giftgrab/filters';
 *
 * const quieter = temporalMean({ frames: 4 });
 * console.log(quieter.stats.framesIn); // 0
 * ```
 */
export function temporalMean(options: Live<TemporalMeanOptions> = {}): FrameOperator {
  if (isObservable(options)) return liveOptions(options, temporalMean);
  checkOptionNames('temporalMean', options, ['frames']);
  const { frames = 3 } = options;
  checkIntegerIn('frames', frames, 2, 64);
  return deferFilter(
    () => {
      const recent = new RecentPictures(frames);
      let sums: MemoryBlock | undefined;
      return {
        run: (frame) =>
          withPooled(frame, (address, source) => {
            const { byteLength, format } = frame.shape;
            const place = recent.placeFor(frame, () => {
              sums = recent.memory.allocate((byteLength + 16) * 2);
            });
            const count = recent.pictures.length;
            const output = outputFrameFor(frame);
            const target = output.address ?? 0;
            const { ptr, bytes } = sums as MemoryBlock;
            if (format.bytesPerSample === 1) {
              filterKernels().meanBytes(address, place.ptr, ptr, target, byteLength, count);
              return output;
            }
            const newest = allSamples(source);
            const oldest = new Uint16Array(place.bytes.buffer, place.ptr, newest.length);
            const totals = new Uint32Array(bytes.buffer, ptr, newest.length);
            const means = allSamples(output);
            for (let i = 0; i < newest.length; i += 1) {
              const value = newest[i] ?? 0;
              const total = (totals[i] ?? 0) + value - (oldest[i] ?? 0);
              totals[i] = total;
              oldest[i] = value;
              means[i] = Math.round(total / count);
            }
            return output;
          }),
        end: () => recent.dispose(),
      };
    },
    { name: 'temporalMean', access: 'read' },
  );
}
