import { sizeOf, type SampleArray } from '../arrays/sample-array';
import { valuesOf } from './picture-samples';
import { regionsOf, type RegionOptions, type Regions } from './regions';
import { byteCounts, byteSum } from './value-counts';

/** Numbers, how often each occurs, and the region of each. */
interface Tally {
  readonly values: ArrayLike<number>;
  /** How often; `undefined` for once each. */
  readonly times: Uint32Array | undefined;
  readonly regions: Regions;
}

const BYTES = Uint8Array.from({ length: 256 }, (_, value) => value);

/**
 * Mean of the samples of each region, in double precision.
 *
 * @param array - The samples.
 * @param options - The regions.
 * @returns One for each region; NaN for one without samples.
 */
export function meansOf(array: SampleArray, options: RegionOptions): Float64Array {
  const sum = options.labels === undefined ? byteSum(array) : undefined;
  if (sum !== undefined) {
    const { count } = regionsOf(array, options);
    return new Float64Array(count).fill(sum / sizeOf(array.shape));
  }
  return averages(tallyOf(array, options), (value) => value);
}

/** As {@link meansOf}, the mean squares of the differences from the mean. */
export function variancesOf(array: SampleArray, options: RegionOptions): Float64Array {
  const tally = tallyOf(array, options);
  const means = averages(tally, (value) => value);
  return averages(tally, (value, region) => (value - (means[region] ?? 0)) ** 2);
}

function tallyOf(array: SampleArray, options: RegionOptions): Tally {
  const regions = regionsOf(array, options);
  const times = regions.of === undefined ? byteCounts(array) : undefined;
  return { values: times === undefined ? valuesOf(array) : BYTES, times, regions };
}

function averages(
  { values, times, regions }: Tally,
  term: (value: number, region: number) => number,
): Float64Array {
  const { count, of } = regions;
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  for (let i = 0; i < values.length; i += 1) {
    const region = of === undefined ? 0 : (of[i] ?? 0);
    const often = times === undefined ? 1 : (times[i] ?? 0);
    if (region < 0 || often === 0) continue;
    sums[region] = (sums[region] ?? 0) + often * term(values[i] ?? 0, region);
    counts[region] = (counts[region] ?? 0) + often;
  }
  return sums.map((sum, region) => sum / (counts[region] ?? 0));
}
