import type { ArrayShape } from '../arrays/sample-array';
import type { GaussianSteps } from '../gaussian/gaussian-options';
import { gaussianPlan } from '../gaussian/gaussian-plan';
import { pictureShape, type Job, type Phase, type Plan } from '../plans/plan';
import { AMOUNT_UNITS, type Sharpening } from './sharpen';

/**
 * How kernels blur bytes to scratch room, and sharpen them by the difference.
 *
 * @param input - The input.
 * @param output - The output.
 * @param steps - The blur.
 * @param sharpening - How to sharpen.
 * @returns `undefined` where kernels cannot do it.
 */
export function unsharpPlan(
  input: ArrayShape,
  output: ArrayShape,
  steps: GaussianSteps,
  sharpening: Sharpening,
): Plan | undefined {
  const blur = gaussianPlan(input, output, steps);
  const picture = pictureShape(input);
  if (blur === undefined || picture === undefined) return undefined;
  const { rows, width } = picture;
  const stride = Math.ceil(width / 64) * 64;
  const offset = Math.ceil((blur.scratchBytes ?? 0) / 64) * 64;
  const amount = Math.round(sharpening.amount * AMOUNT_UNITS);
  const threshold = Math.min(255, Math.floor(sharpening.threshold));
  const toScratch = (phase: Phase): Phase => ({
    ...phase,
    run(kernels, job, from, to) {
      const blurred: Job = { ...job, dst: job.scratch + offset, dstStride: stride };
      phase.run(kernels, blurred, from, to);
    },
  });
  const sharpenRows: Phase = {
    rows,
    run(kernels, { src, srcStride, dst, dstStride, scratch }, from, to) {
      const blurred = scratch + offset;
      kernels.sharpenRowsU8(
        src,
        srcStride,
        blurred,
        stride,
        dst,
        dstStride,
        width,
        amount,
        threshold,
        from,
        to,
      );
    },
  };
  return {
    ...blur,
    phases: [...blur.phases.map(toScratch), sharpenRows],
    scratchBytes: offset + rows * stride + 64,
    // The blur has read everything when the last phase begins to write.
    inPlace: true,
  };
}
