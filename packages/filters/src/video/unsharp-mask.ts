import { InvalidOptionError } from '@giftgrab/core';
import { isList, type PerAxis } from '../arrays/per-axis';
import { shapeOf, zeros } from '../arrays/sample-array';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { gaussianForPlane } from '../gaussian/gaussian-for-plane';
import { checkSigma, gaussianSteps, type GaussianSteps } from '../gaussian/gaussian-options';
import { gaussianReference } from '../gaussian/gaussian-reference';
import { sharpen, type Sharpening } from '../sharpen/sharpen';
import { unsharpPlan } from '../sharpen/unsharp-plan';

/** How {@link unsharpMask} sharpens. */
export interface UnsharpMaskOptions {
  /**
   * Standard deviation of the blur in samples: one number for rows and columns, or a list with one for each axis. About the width of
   * the edges that are to become sharp. Range: 0 to 1000.
   */
  readonly sigma: PerAxis<number>;
  /** The part of the difference from the blurred picture that is added, for whole numbers in steps of 1/512. Range: 0 to 63. @defaultValue 1 */
  readonly amount?: number;
  /**
   * Differences up to this are left alone, so that noise is not sharpened; in the samples' own units. Range: from 0.
   *
   * @defaultValue 0
   */
  readonly threshold?: number;
}

interface PlaneOptions extends UnsharpMaskOptions {
  readonly largest?: number;
}

const MOST = 63;

/**
 * Sharpens: adds a part of what a blurred copy lacks, `sample + amount * (sample - blurred)`, and stops at black and white.
 *
 * The blur is that of `gaussianFilter`; bytes are filtered by kernels. Each channel is sharpened alone, alpha and chroma too; sigma
 * is smaller where chroma has fewer samples.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for a sigma that is negative or not a number, an amount that is not 0 to
 * 63, a negative threshold; when a list does not have one value for each axis of an array. {@link UnsupportedFormatError} for UYVY
 * frames.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { unsharpMask } from '@giftgrab/filters';
 *
 * const edge = ndarray(Uint8Array.of(50, 50, 50, 150, 150, 150), [1, 6]);
 * console.log([...unsharpMask(edge, { sigma: 1, amount: 0.5 }).data]); // [50, 47, 35, 165, 153, 150]
 *
 * const operator = unsharpMask({ sigma: 3, amount: 1.5 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see ffmpeg's `unsharp`
 */
export const unsharpMask: ArrayFilter<UnsharpMaskOptions> = defineFilter<UnsharpMaskOptions>({
  name: 'unsharpMask',
  optionNames: ['sigma', 'amount', 'threshold'],
  check({ sigma, amount = 1, threshold = 0 }) {
    for (const each of isList(sigma) ? sigma : [sigma]) checkSigma(each);
    if (!(typeof amount === 'number' && amount >= 0 && amount <= MOST)) {
      throw new InvalidOptionError('amount', `a number from 0 to ${MOST}`, amount);
    }
    if (!(typeof threshold === 'number' && threshold >= 0)) {
      throw new InvalidOptionError('threshold', 'a number of at least 0', threshold);
    }
  },
  forPlane(options, plane, format): PlaneOptions {
    return { ...gaussianForPlane(options, plane), largest: 2 ** format.bitDepth - 1 };
  },
  plan(input, output, options) {
    return unsharpPlan(input, output, blurOf(options, input.shape.length), sharpeningOf(options));
  },
  isReferenceInPlace: true,
  reference(input, output, options) {
    const blurred = zeros(shapeOf(input));
    gaussianReference(input, blurred, blurOf(options, input.shape.length));
    sharpen(input, blurred, output, sharpeningOf(options));
  },
});

/** One sigma is meant for rows and columns of arrays too: channels are colours. */
function blurOf({ sigma }: UnsharpMaskOptions, axes: number): GaussianSteps {
  if (isList(sigma)) return gaussianSteps({ sigma }, axes);
  const list = Array.from({ length: axes }, (_, axis) => (axis < 2 ? sigma : 0));
  return gaussianSteps({ sigma: list }, axes);
}

function sharpeningOf({ amount = 1, threshold = 0, largest }: PlaneOptions): Sharpening {
  return { amount, threshold, largest };
}
