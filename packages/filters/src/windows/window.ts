import { checkIntegerIn, checkPositiveInteger, InvalidOptionError } from '@giftgrab/core';
import { checkMode, type BoundaryMode, type BoundaryOptions } from '../arrays/boundary';
import { isList, perAxis, type PerAxis } from '../arrays/per-axis';
import { sizeOf } from '../arrays/sample-array';
import { flatten, type Nested } from './nested';

/** Which neighbours a filter looks at. */
export interface WindowOptions extends BoundaryOptions {
  /**
   * Samples along each axis of a rectangle; a list has one for each axis. The window of an even size reaches one
   * sample further back than ahead. Either this or `footprint`. Range: whole numbers, 1 to 4095.
   */
  readonly size?: PerAxis<number>;
  /**
   * A window of any shape: lists in lists, one depth for each axis, `true` or 1 where a neighbour counts. For frames rows and
   * columns are enough. Either this or `size`.
   */
  readonly footprint?: Nested<number | boolean>;
  /**
   * How far the window lies back along each axis: with 1 a window of three covers a sample and the two before it; the
   * sample itself must stay in the window. Range: whole numbers.
   *
   * @defaultValue 0
   */
  readonly origin?: PerAxis<number>;
}

/** More than any frame is wide that a camera sends; larger windows would only take memory. */
export const LARGEST_WINDOW = 4095;

/** Names of {@link WindowOptions}. */
export const WINDOW_OPTIONS = ['size', 'footprint', 'mode', 'cval', 'origin'] as const;

/** A window for arrays of a certain number of axes. */
export interface Window {
  /** Its length along each axis. */
  readonly shape: readonly number[];
  /** How many of its samples come before the one it belongs to, along each axis. */
  readonly before: readonly number[];
  /** Where neighbours count, last axis fastest; `undefined` if they do everywhere. */
  readonly footprint: Uint8Array | undefined;
  /** How many neighbours count. */
  readonly count: number;
  /** What lies beyond the edge, for each axis. */
  readonly modes: readonly BoundaryMode[];
  /** The value beyond the edge. */
  readonly cval: number;
}

/**
 * A window for arrays of `axes` axes.
 *
 * @param options - The window.
 * @param axes - How many axes there are.
 * @throws {@link InvalidOptionError} when a list or the footprint has not one value for each axis, or the origin moves a window
 * off its sample.
 */
export function resolveWindow(options: WindowOptions, axes: number): Window {
  const { size = 1, mode = 'reflect', cval = 0, origin = 0 } = options;
  const flat = options.footprint && flatten('footprint', options.footprint);
  if (flat !== undefined && flat.shape.length !== axes) {
    throw new InvalidOptionError('footprint', `${axes} lists deep`, options.footprint);
  }
  const shape = flat?.shape ?? perAxis('size', size, axes);
  const origins = perAxis('origin', origin, axes);
  // One sample has no neighbours that it could be moved to: a single origin is meant for the other axes.
  const before = shape.map((length, axis) =>
    length === 1 ? 0 : (length >> 1) + (origins[axis] ?? 0),
  );
  before.forEach((samples, axis) => {
    const length = shape[axis] ?? 1;
    if (samples >= 0 && samples < length) return;
    const rule = `from ${-(length >> 1)} to ${(length - 1) >> 1} for a window of ${length} samples`;
    throw new InvalidOptionError('origin', rule, origin);
  });
  const footprint = flat && Uint8Array.from(flat.values, (value) => (value === 0 ? 0 : 1));
  const count = footprint?.reduce((sum, value) => sum + value, 0) ?? sizeOf(shape);
  const isFull = count === sizeOf(shape);
  const modes = perAxis('mode', mode, axes);
  return { shape, before, footprint: isFull ? undefined : footprint, count, modes, cval };
}

/**
 * How many axes the options speak of, if they do: a list has a value for each.
 *
 * @param options - The window.
 */
export function axesOf({ size, footprint, origin, mode }: WindowOptions): number | undefined {
  if (footprint !== undefined) return flatten('footprint', footprint).shape.length;
  for (const value of [size, origin, mode]) if (Array.isArray(value)) return value.length;
  return undefined;
}

/**
 * Checks all that can be known of a window without an array.
 *
 * @param options - The window.
 * @param alternatives - Options that say which neighbours count, of which one must be given.
 * @throws {@link InvalidOptionError} when a value breaks its rule, or none or several of `size`, `footprint` (and the like) are
 * given.
 */
export function checkWindow(
  options: WindowOptions,
  alternatives: readonly string[] = ['size', 'footprint'],
): void {
  const { size, footprint, mode, cval = 0, origin } = options;
  if (size === undefined && alternatives.every((name) => !(name in options))) {
    throw new InvalidOptionError(
      'size',
      `given, or else ${alternatives.slice(1).join(' or ')}`,
      size,
    );
  }
  for (const other of alternatives.slice(1)) {
    if (size !== undefined && other in options) {
      throw new InvalidOptionError('size', `left out where there is a ${other}`, size);
    }
  }
  for (const each of listOf(size)) checkPositiveInteger('size', each, LARGEST_WINDOW);
  for (const each of listOf(mode)) checkMode(each);
  for (const each of listOf(origin)) checkIntegerIn('origin', each, -Infinity);
  if (typeof cval !== 'number') throw new InvalidOptionError('cval', 'a number', cval);
  const { count } = resolveWindow(options, axesOf(options) ?? 1);
  if (count === 0) {
    throw new InvalidOptionError('footprint', 'true for at least one neighbour', footprint);
  }
}

function listOf<T>(value: PerAxis<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}
