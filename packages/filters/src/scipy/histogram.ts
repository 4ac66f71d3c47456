import { checkPositiveInteger, InvalidOptionError } from '@giftgrab/core';
import { samplesOf, valuesOf, type Measurable } from '../measure/picture-samples';
import {
  perRegion,
  regionsOf,
  type PerRegion,
  type RegionIndex,
  type RegionOptions,
} from '../measure/regions';
import { byteCounts } from '../measure/value-counts';

/** What {@link histogram} counts. */
export interface HistogramOptions<
  Index extends RegionIndex = RegionIndex,
> extends RegionOptions<Index> {
  /** Where the first bin begins; smaller samples do not count. */
  readonly min: number;
  /** Where the last bin ends, this number included; larger samples do not count. */
  readonly max: number;
  /** How many bins there are, at least 1, all equally wide. */
  readonly bins: number;
}

/**
 * Counts how many samples of an array, or of regions of it, lie in each of some equally wide bins.
 *
 * A sample at the border of two bins is counted in the upper one. Bytes are counted by a kernel where all of an array is measured.
 *
 * @param picture - An array, or a frame of one plane, whose first view counts, all channels together; see `histogramOf` for an operator.
 * @param options - The bins, and which samples.
 * @returns A number for each bin; a list of such where `index` is a list. Zeros for a region without samples, where SciPy has None.
 * @throws {@link InvalidOptionError} unless `min` is below `max`; for `bins` that are no whole number of at least 1, labels of another
 * shape, or an index without labels; {@link UnsupportedFormatError} for frames of several planes: measure their `planes()`.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { histogram } from '@giftgrab/filters';
 *
 * const array = ndarray(Uint8Array.of(0, 63, 64, 200, 255), [5]);
 * console.log([...histogram(array, { min: 0, max: 256, bins: 4 })]); // [2, 1, 0, 2]
 * ```
 * @see scipy.ndimage.histogram
 */
export function histogram<const Index extends RegionIndex = undefined>(
  picture: Measurable,
  options: HistogramOptions<Index>,
): PerRegion<Uint32Array, Index> {
  const { min, max, bins } = options;
  checkPositiveInteger('bins', bins);
  if (!Number.isFinite(min)) throw new InvalidOptionError('min', 'a finite number', min);
  if (!Number.isFinite(max) || max <= min) {
    throw new InvalidOptionError('max', `a finite number above min, which is ${min},`, max);
  }
  const array = samplesOf(picture);
  const { count, of } = regionsOf(array, options);
  const counts = Array.from({ length: count }, () => new Uint32Array(bins));
  const binOf = binFinder(min, max, bins);
  const add = (value: number, region: number, times: number): void => {
    const bin = binOf(value);
    const list = counts[region];
    if (list !== undefined && bin >= 0) list[bin] = (list[bin] ?? 0) + times;
  };
  const bytes = of === undefined ? byteCounts(array) : undefined;
  if (bytes !== undefined) bytes.forEach((times, value) => add(value, 0, times));
  else {
    const values = valuesOf(array);
    for (let i = 0; i < values.length; i += 1) add(values[i] ?? 0, of?.[i] ?? 0, 1);
  }
  return perRegion(options.index as Index, counts);
}

/** Finds the bin of a value; gives -1 where there is none. Borders are those of NumPy's `linspace`. */
function binFinder(min: number, max: number, bins: number): (value: number) => number {
  const step = (max - min) / bins;
  const borders = Float64Array.from({ length: bins + 1 }, (_, i) => i * step + min);
  borders[bins] = max;
  const border = (i: number): number => borders[i] ?? 0;
  return (value) => {
    if (!(value >= min && value <= max)) return -1;
    let bin = Math.min(bins - 1, Math.floor((value - min) / step));
    // The quotient may be rounded over a border.
    while (bin > 0 && value < border(bin)) bin -= 1;
    while (bin < bins - 1 && value >= border(bin + 1)) bin += 1;
    return bin;
  };
}
