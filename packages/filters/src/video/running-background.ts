import {
  checkOneOf,
  checkOptionNames,
  deferFilter,
  InvalidOptionError,
  liveOptions,
  type FrameOperator,
  type Live,
  type MemoryBlock,
  type VideoFrame,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';
import { filterKernels } from '../kernels/kernels';
import { withPooled } from '../pooled-frame';
import { allSamples, PictureMemory } from '../temporal/picture-memory';
import { Combiner } from '../two-inputs/combine';
import { differenceSpec } from './absolute-difference';

/** How {@link runningBackground} learns, and what comes out. */
export interface RunningBackgroundOptions {
  /**
   * How far the background moves towards each frame. Range: above 0, to 1. After `1 / rate` frames some two thirds of a change
   * have become background.
   *
   * @defaultValue 0.05
   */
  readonly rate?: number;
  /**
   * `'background'`: what stands still; `'difference'`: how far the frame is from it, as {@link absoluteDifference} says.
   *
   * @defaultValue `'background'`
   */
  readonly output?: 'background' | 'difference';
}

/**
 * Makes an operator that learns the background: a running mean of each sample, `background += rate * (sample - background)`, in
 * single precision and rounded for the frame that comes out. It starts with the first frame, or the first of another size.
 *
 * It holds four bytes for each sample, in memory of its own.
 *
 * @param options - How it learns.
 * @returns One frame for each frame. Each subscription starts afresh.
 * @throws {@link InvalidOptionError} when the rate is not above 0 and at most 1, or the output unknown.
 * @example
 * ```ts
 * import { runningBackground } from '@giftgrab/filters';
 *
 * const moving = runningBackground({ rate: 0.02, output: 'difference' });
 * console.log(moving.stats.framesIn); // 0
 * ```
 * @see OpenCV's `accumulateWeighted`
 */
export function runningBackground(options: Live<RunningBackgroundOptions> = {}): FrameOperator {
  if (isObservable(options)) return liveOptions(options, runningBackground);
  checkOptionNames('runningBackground', options, ['rate', 'output']);
  const { rate = 0.05, output = 'background' } = options;
  if (!(typeof rate === 'number' && rate > 0 && rate <= 1)) {
    throw new InvalidOptionError('rate', 'a number above 0 and at most 1', rate);
  }
  checkOneOf('output', output, ['background', 'difference']);
  const combiner = new Combiner(differenceSpec, {});
  return deferFilter(
    () => {
      const memory = new PictureMemory();
      let means: MemoryBlock | undefined;
      return {
        run: (frame) =>
          withPooled(frame, (_address, source) => {
            const isFirst = !memory.isFor(frame) || means === undefined;
            // Room for what the last vector has too many.
            if (isFirst) means = memory.allocate((frame.shape.byteLength + 16) * 4);
            const background = frame.deriveUninitialised({});
            learn(source, means as MemoryBlock, background, isFirst ? 1 : rate);
            if (output === 'background') return background;
            combiner.combineFrames(source, background, background);
            return background;
          }),
        end: () => memory.dispose(),
      };
    },
    { name: 'runningBackground', access: 'read' },
  );
}

/** Moves the means towards a frame, and writes them. */
function learn(frame: VideoFrame, means: MemoryBlock, output: VideoFrame, rate: number): void {
  const { byteLength, format } = frame.shape;
  if (format.bytesPerSample === 1) {
    const [from, to] = [frame.address ?? 0, output.address ?? 0];
    filterKernels().averageBytes(from, means.ptr, to, byteLength, rate);
    return;
  }
  const samples = allSamples(frame);
  const rounded = allSamples(output);
  const { buffer, byteOffset } = means.bytes;
  const numbers = new Float32Array(buffer, byteOffset, samples.length);
  for (let i = 0; i < samples.length; i += 1) {
    const mean = numbers[i] ?? 0;
    numbers[i] = mean + rate * ((samples[i] ?? 0) - mean);
    rounded[i] = Math.round(numbers[i] ?? 0);
  }
}
