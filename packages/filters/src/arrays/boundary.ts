import { checkOneOf } from '@giftgrab/core';

/**
 * What lies beyond the edge, in SciPy's words. For the line `a b c d`:
 *
 * | mode | before | after |
 * | --- | --- | --- |
 * | `'reflect'`, `'grid-mirror'` | `d c b a` | `d c b a` |
 * | `'constant'`, `'grid-constant'` | `k k k k` | `k k k k` |
 * | `'nearest'` | `a a a a` | `d d d d` |
 * | `'mirror'` | `d c b` | `c b a` |
 * | `'wrap'`, `'grid-wrap'` | `a b c d` | `a b c d` |
 *
 * `k` is `cval`. Interpolating functions tell `'constant'` from `'grid-constant'` and `'wrap'` from `'grid-wrap'`.
 */
export type BoundaryMode =
  | 'reflect'
  | 'grid-mirror'
  | 'constant'
  | 'grid-constant'
  | 'nearest'
  | 'mirror'
  | 'wrap'
  | 'grid-wrap';

/** Every {@link BoundaryMode}. */
export const BOUNDARY_MODES: readonly BoundaryMode[] = [
  'reflect',
  'grid-mirror',
  'constant',
  'grid-constant',
  'nearest',
  'mirror',
  'wrap',
  'grid-wrap',
];

/** How filters that look at neighbours see beyond the edge. */
export interface BoundaryOptions {
  /** What lies beyond the edge; a list has one for each axis. @defaultValue `'reflect'` */
  readonly mode?: BoundaryMode | readonly BoundaryMode[];
  /** The value beyond the edge in mode `'constant'`. @defaultValue 0 */
  readonly cval?: number;
}

/** Throws unless a value is a mode. */
export function checkMode(mode: BoundaryMode, option = 'mode'): void {
  checkOneOf(option, mode, BOUNDARY_MODES);
}

/** Stands in a table of indices for the constant value. */
export const CONSTANT = -1;

/**
 * Which sample an index beyond the edge stands for.
 *
 * @param index - Any whole number.
 * @param length - Samples of the line, at least 1.
 * @param mode - What lies beyond the edge.
 * @returns 0 to `length - 1`, or {@link CONSTANT}.
 */
export function boundaryIndex(index: number, length: number, mode: BoundaryMode): number {
  if (index >= 0 && index < length) return index;
  switch (mode) {
    case 'constant':
    case 'grid-constant':
      return CONSTANT;
    case 'nearest':
      return index < 0 ? 0 : length - 1;
    case 'wrap':
    case 'grid-wrap':
      return modulo(index, length);
    case 'reflect':
    case 'grid-mirror': {
      const folded = modulo(index, 2 * length);
      return folded < length ? folded : 2 * length - 1 - folded;
    }
    case 'mirror': {
      if (length === 1) return 0;
      const folded = modulo(index, 2 * length - 2);
      return folded < length ? folded : 2 * length - 2 - folded;
    }
  }
}

/**
 * The samples that a line stands for once it is extended at both ends.
 *
 * @param length - Samples of the line.
 * @param before - How many come in front.
 * @param after - How many come behind.
 * @param mode - What lies beyond the edge.
 * @returns `before + length + after` indices, {@link CONSTANT} where the constant stands.
 */
export function extendedIndices(
  length: number,
  before: number,
  after: number,
  mode: BoundaryMode,
): Int32Array {
  return Int32Array.from({ length: before + length + after }, (_, i) =>
    boundaryIndex(i - before, length, mode),
  );
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
