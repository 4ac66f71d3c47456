import { meansOf } from '../measure/moments';
import { samplesOf, type Measurable } from '../measure/picture-samples';
import {
  perRegion,
  type PerRegion,
  type RegionIndex,
  type RegionOptions,
} from '../measure/regions';

/**
 * Mean of the samples of an array, or of regions of it, in double precision.
 *
 * @param picture - An array, or a frame of one plane, whose first view counts.
 * @param options - Which samples.
 * @returns The mean; a list of means where `index` is a list. NaN for a region without samples.
 * @throws {@link InvalidOptionError} for labels of another shape, or an index without labels; {@link UnsupportedFormatError} for frames
 * of several planes: measure their `planes()`.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { mean } from '@giftgrab/filters';
 *
 * const array = ndarray(Uint8Array.of(1, 2, 4, 8), [4]);
 * console.log(mean(array)); // 3.75
 * const labels = ndarray(Uint8Array.of(1, 1, 0, 2), [4]);
 * console.log(mean(array, { labels, index: [1, 2] })); // [1.5, 8]
 * ```
 * @see scipy.ndimage.mean
 */
export function mean<const Index extends RegionIndex = undefined>(
  picture: Measurable,
  options: RegionOptions<Index> = {},
): PerRegion<number, Index> {
  return perRegion(options.index as Index, [...meansOf(samplesOf(picture), options)]);
}
