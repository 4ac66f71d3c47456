import { samplesOf, valuesOf, type Measurable } from '../measure/picture-samples';
import {
  perRegion,
  regionsOf,
  type PerRegion,
  type RegionIndex,
  type RegionOptions,
} from '../measure/regions';

/**
 * Where the samples of an array, or of regions of it, have their centre of mass: the mean of their places, each as heavy as its value.
 *
 * @param picture - An array, or a frame of one plane, whose first view counts.
 * @param options - Which samples.
 * @returns A number for each axis: row, column, and channel if there is one; a list of such lists where `index` is a list. NaN where
 * all is 0.
 * @throws {@link InvalidOptionError} for labels of another shape, or an index without labels; {@link UnsupportedFormatError} for frames
 * of several planes: measure their `planes()`.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { centerOfMass } from '@giftgrab/filters';
 *
 * const array = ndarray(Uint8Array.of(0, 0, 0, 0, 1, 3), [2, 3]);
 * console.log(centerOfMass(array)); // [1, 1.75]
 * ```
 * @see scipy.ndimage.center_of_mass
 */
export function centerOfMass<const Index extends RegionIndex = undefined>(
  picture: Measurable,
  options: RegionOptions<Index> = {},
): PerRegion<number[], Index> {
  const array = samplesOf(picture);
  const { count, of } = regionsOf(array, options);
  const { shape } = array;
  const values = valuesOf(array);
  const masses = new Float64Array(count);
  const moments = new Float64Array(count * shape.length);
  const last = shape.length - 1;
  const length = shape[last] ?? 1;
  const place = new Float64Array(shape.length);
  const add = (region: number, mass: number, moment: number): void => {
    if (region < 0) return;
    masses[region] = (masses[region] ?? 0) + mass;
    const at = region * shape.length;
    for (let axis = 0; axis < last; axis += 1) {
      moments[at + axis] = (moments[at + axis] ?? 0) + mass * (place[axis] ?? 0);
    }
    moments[at + last] = (moments[at + last] ?? 0) + moment;
  };
  for (let start = 0; start < values.length; start += length) {
    // Samples side by side are mostly of one region: they are added up first.
    let region = -1;
    let mass = 0;
    let moment = 0;
    for (let i = 0; i < length; i += 1) {
      const its = of === undefined ? 0 : (of[start + i] ?? 0);
      if (its !== region) {
        add(region, mass, moment);
        region = its;
        mass = 0;
        moment = 0;
      }
      const value = values[start + i] ?? 0;
      mass += value;
      moment += value * i;
    }
    add(region, mass, moment);
    advance(place, shape);
  }
  const centres = Array.from(masses, (mass, region) =>
    shape.map((_, axis) => (moments[region * shape.length + axis] ?? 0) / mass),
  );
  return perRegion(options.index as Index, centres);
}

/** Moves on to the next line along the last axis. */
function advance(place: Float64Array, shape: readonly number[]): void {
  for (let axis = place.length - 2; axis >= 0; axis -= 1) {
    const next = (place[axis] ?? 0) + 1;
    if (next < (shape[axis] ?? 0)) {
      place[axis] = next;
      return;
    }
    place[axis] = 0;
  }
}
