import type { ColourRange, FrameShape, VideoFrame } from '@giftgrab/core';
import {
  copyArray,
  dtypeOf,
  isSamePlace,
  mayOverlap,
  shapeOf,
  zeros,
  type ArrayShape,
  type SampleArray,
} from '../arrays/sample-array';
import { runOnArrays } from '../filter-array';
import { planeShape, storedPlane } from '../frame-planes';
import { pictureShape, type Plan } from '../plans/plan';
import { PlanCache } from '../plans/plan-cache';
import type { PreparedPlan } from '../plans/run-plan';
import { finished } from '../pointwise/map-samples';
import { periodOf } from '../pointwise/pattern';
import { arrayScale, planeScales, type SampleScale } from '../pointwise/sample-scale';
import type { TwoInputSpec } from './two-input-spec';

const plans = new PlanCache(64);

/** Combines pictures in one way. */
export class Combiner<Options extends object> {
  readonly #spec: TwoInputSpec<Options>;
  readonly #options: Options;
  readonly #framePlans: Readonly<
    Record<ColourRange, WeakMap<FrameShape, readonly (PreparedPlan | undefined)[]>>
  > = { limited: new WeakMap(), full: new WeakMap() };

  constructor(spec: TwoInputSpec<Options>, options: Options) {
    this.#spec = spec;
    this.#options = options;
  }

  /**
   * Combines two frames of one size and layout; a `second` of one view goes with all of the first's.
   *
   * @param first - The one.
   * @param second - The other.
   * @param output - Where the result goes; may be the first.
   */
  combineFrames(first: VideoFrame, second: VideoFrame, output: VideoFrame): void {
    const framePlans = this.#plansFor(first);
    const [a, b, to] = [first.address, second.address, output.address];
    for (let view = 0; view < first.stereoCount; view += 1) {
      const other = second.stereoCount === 1 ? 0 : view;
      for (const [index, { offset, stride }] of first.shape.layout.planes.entries()) {
        const plan = framePlans[index];
        if (plan !== undefined && a !== undefined && b !== undefined && to !== undefined) {
          const bytes = first.dataLength();
          plan.run({
            src: a + view * bytes + offset,
            srcStride: stride,
            second: b + other * bytes + offset,
            secondStride: stride,
            dst: to + view * bytes + offset,
            dstStride: stride,
          });
        } else {
          const scales = this.#scalesOf(first, index);
          this.combineArrays(
            storedPlane(first, view, index),
            storedPlane(second, other, index),
            storedPlane(output, view, index),
            scales,
          );
        }
      }
    }
  }

  /**
   * Combines two arrays of one shape.
   *
   * @param first - The one.
   * @param second - The other.
   * @param output - Where the result goes; may be or overlap either.
   * @param scales - Those of the channels; as of arrays if left out.
   */
  combineArrays(
    first: SampleArray,
    second: SampleArray,
    output: SampleArray,
    scales?: readonly SampleScale[],
  ): void {
    const overlaps = [first, second].some(
      (input) => mayOverlap(input, output) && !isSamePlace(input, output),
    );
    if (overlaps) {
      const copy = zeros(shapeOf(output));
      this.combineArrays(first, second, copy, scales);
      copyArray(copy, output);
      return;
    }
    const types = [first, second, output].map(({ data }) => dtypeOf(data));
    const plan = types.every((dtype) => dtype === 'uint8')
      ? this.#planFor(shapeOf(first), scales)
      : undefined;
    if (plan === undefined) this.#combineSlowly(first, second, output, scales);
    else runOnArrays(plan, first, output, second);
  }

  #scalesOf({ shape, colorimetry }: VideoFrame, index: number): readonly SampleScale[] {
    const plane = shape.format.planes[index];
    return plane === undefined ? [] : planeScales(plane, shape.format, colorimetry.range);
  }

  #plansFor(frame: VideoFrame): readonly (PreparedPlan | undefined)[] {
    const known = this.#framePlans[frame.colorimetry.range];
    let framePlans = known.get(frame.shape);
    if (framePlans === undefined) {
      framePlans = frame.shape.format.planes.map((_, index) =>
        this.#planFor(planeShape(frame.shape, index), this.#scalesOf(frame, index)),
      );
      known.set(frame.shape, framePlans);
    }
    return framePlans;
  }

  #planFor(shape: ArrayShape, scales?: readonly SampleScale[]): PreparedPlan | undefined {
    const options = { scales, ...this.#options };
    const recipe = { filter: this.#spec.name, input: shape, output: shape, options };
    return plans.get(recipe, () => this.#plan(shape, scales));
  }

  #plan(shape: ArrayShape, scales: readonly SampleScale[] | undefined): Plan | undefined {
    const picture = pictureShape(shape);
    const channels = scales ?? [arrayScale(shape.dtype)];
    const period = periodOf(channels.length);
    if (picture === undefined || period === undefined || shape.dtype !== 'uint8') return undefined;
    const kernel = this.#spec.kernel(this.#options, channels, period);
    return {
      inPlace: true,
      constants: kernel.constants,
      phases: [
        {
          rows: picture.rows,
          run: (kernels, job, from, to) => {
            const { src, srcStride, second, secondStride, dst, dstStride, constants } = job;
            const sources = [src + from * srcStride, srcStride] as const;
            const seconds = [second + from * secondStride, secondStride] as const;
            const target = [dst + from * dstStride, dstStride, picture.width, to - from] as const;
            kernel.run(kernels, [...sources, ...seconds, ...target], constants);
          },
        },
      ],
    };
  }

  #combineSlowly(
    first: SampleArray,
    second: SampleArray,
    output: SampleArray,
    scales: readonly SampleScale[] | undefined,
  ): void {
    const from = dtypeOf(first.data);
    const to = dtypeOf(output.data);
    for (const [channel, scale] of (scales ?? [arrayScale(from)]).entries()) {
      const combine = this.#spec.combine(this.#options, scale) ?? ((a: number) => a);
      let b = 0;
      const finish = finished((a) => combine(a, b), scale, from, to);
      const pick = (array: SampleArray): SampleArray =>
        scales === undefined ? array : array.pick(null, null, channel);
      const [one, other, target] = [pick(first), pick(second), pick(output)];
      walk(one, other, target, 0, one.offset, other.offset, target.offset, (left, right) => {
        b = right;
        return finish(left);
      });
    }
  }
}

function walk(
  first: SampleArray,
  second: SampleArray,
  output: SampleArray,
  axis: number,
  firstAt: number,
  secondAt: number,
  outputAt: number,
  combine: (a: number, b: number) => number,
): void {
  const length = first.shape[axis];
  if (length === undefined) {
    output.data[outputAt] = combine(first.data[firstAt] ?? 0, second.data[secondAt] ?? 0);
    return;
  }
  for (let i = 0; i < length; i += 1) {
    walk(first, second, output, axis + 1, firstAt, secondAt, outputAt, combine);
    firstAt += first.stride[axis] ?? 0;
    secondAt += second.stride[axis] ?? 0;
    outputAt += output.stride[axis] ?? 0;
  }
}
