import { variancesOf } from '../measure/moments';
import { samplesOf, type Measurable } from '../measure/picture-samples';
import {
  perRegion,
  type PerRegion,
  type RegionIndex,
  type RegionOptions,
} from '../measure/regions';

/**
 * Standard deviation of the samples of an array, or of regions of it: the root of their variance.
 *
 * @param picture - An array, or a frame of one plane, whose first view counts.
 * @param options - Which samples.
 * @returns The standard deviation; a list of them where `index` is a list. NaN for a region without samples.
 * @throws {@link InvalidOptionError} for labels of another shape, or an index without labels; {@link UnsupportedFormatError} for frames
 * of several planes: measure their `planes()`.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { standardDeviation } from '@giftgrab/filters';
 *
 * console.log(standardDeviation(ndarray(Uint8Array.of(1, 5, 1, 5), [4]))); // 2
 * ```
 * @see scipy.ndimage.standard_deviation
 */
export function standardDeviation<const Index extends RegionIndex = undefined>(
  picture: Measurable,
  options: RegionOptions<Index> = {},
): PerRegion<number, Index> {
  const roots = variancesOf(samplesOf(picture), options).map(Math.sqrt);
  return perRegion(options.index as Index, [...roots]);
}
