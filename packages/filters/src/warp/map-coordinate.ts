import type { BoundaryMode } from '../arrays/boundary';

/** What stands for a coordinate that has no sample: beyond the edge in mode `'constant'`. */
export const OUTSIDE = -1;

/**
 * The coordinate inside a line that one beyond its edge stands for. Interpolation sees edges in another way than filters do:
 * `'constant'` begins at the centre of the last sample, and the period of `'wrap'` is a sample short.
 *
 * @param coordinate - In samples; 0 is the centre of the first one.
 * @param length - Samples of the line.
 * @param mode - What lies beyond the edge.
 * @param margin - How far beyond the edge the first and last sample still show in mode `'constant'`.
 * @returns A coordinate of less than one sample beyond the edge, or {@link OUTSIDE}; any in mode `'grid-constant'`.
 * @see `map_coordinate` in SciPy's ni_interpolation.c
 */
export function mapCoordinate(
  coordinate: number,
  length: number,
  mode: BoundaryMode,
  margin = 0,
): number {
  if ((coordinate >= 0 && coordinate <= length - 1) || mode === 'grid-constant') return coordinate;
  const isBefore = coordinate < 0;
  if (mode === 'constant') {
    if (isBefore) return coordinate >= -margin ? 0 : OUTSIDE;
    return coordinate <= length - 1 + margin ? length - 1 : OUTSIDE;
  }
  if (length === 1) return 0;
  switch (mode) {
    case 'nearest':
      return isBefore ? 0 : length - 1;
    case 'wrap':
      return isBefore
        ? coordinate + (length - 1) * (Math.trunc(-coordinate / (length - 1)) + 1)
        : coordinate - (length - 1) * Math.trunc(coordinate / (length - 1));
    case 'grid-wrap':
      return isBefore
        ? coordinate + length * (Math.trunc((-1 - coordinate) / length) + 1)
        : coordinate - length * Math.trunc(coordinate / length);
    case 'mirror':
      return isBefore ? mirrorBefore(coordinate, length) : mirrorAfter(coordinate, length);
    case 'reflect':
    case 'grid-mirror':
      return isBefore ? reflectBefore(coordinate, length) : reflectAfter(coordinate, length);
  }
}

function mirrorBefore(coordinate: number, length: number): number {
  const period = 2 * length - 2;
  const folded = period * Math.trunc(-coordinate / period) + coordinate;
  return folded <= 1 - length ? folded + period : -folded;
}

function mirrorAfter(coordinate: number, length: number): number {
  const period = 2 * length - 2;
  const folded = coordinate - period * Math.trunc(coordinate / period);
  return folded >= length ? period - folded : folded;
}

function reflectBefore(coordinate: number, length: number): number {
  const period = 2 * length;
  let folded = coordinate;
  if (folded < -period) folded += period * Math.trunc(-folded / period);
  if (folded < -length) return folded + period;
  // So that a coordinate just before 0 is not rounded to -1.
  return (folded > -1e-15 ? 1e-15 : -folded) - 1;
}

function reflectAfter(coordinate: number, length: number): number {
  const period = 2 * length;
  const folded = coordinate - period * Math.trunc(coordinate / period);
  return folded >= length ? period - folded - 1 : folded;
}
