import { variancesOf } from '../measure/moments';
import { samplesOf, type Measurable } from '../measure/picture-samples';
import {
  perRegion,
  type PerRegion,
  type RegionIndex,
  type RegionOptions,
} from '../measure/regions';

/**
 * Variance of the samples of an array, or of regions of it: the mean square of their differences from the mean.
 *
 * @param picture - An array, or a frame of one plane, whose first view counts.
 * @param options - Which samples.
 * @returns The variance; a list of variances where `index` is a list. NaN for a region without samples.
 * @throws {@link InvalidOptionError} for labels of another shape, or an index without labels; {@link UnsupportedFormatError} for frames
 * of several planes: measure their `planes()`.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { variance } from '@giftgrab/filters';
 *
 * console.log(variance(ndarray(Uint8Array.of(1, 3, 3, 5), [4]))); // 2
 * ```
 * @see scipy.ndimage.variance
 */
export function variance<const Index extends RegionIndex = undefined>(
  picture: Measurable,
  options: RegionOptions<Index> = {},
): PerRegion<number, Index> {
  return perRegion(options.index as Index, [...variancesOf(samplesOf(picture), options)]);
}
