import { InvalidOptionError } from '@giftgrab/core';

/** One value for every axis, or a list with one for each: rows, columns, channels. */
export type PerAxis<T> = T | readonly T[];

/** Whether a value is a list with one value for each axis. */
export function isList<T>(value: PerAxis<T>): value is readonly T[] {
  return Array.isArray(value);
}

/**
 * One value for each axis.
 *
 * @param option - The option's public name.
 * @param value - A value or a list.
 * @param axes - How many axes there are.
 * @throws {@link InvalidOptionError} when a list has another length.
 */
export function perAxis<T>(option: string, value: PerAxis<T>, axes: number): readonly T[] {
  if (!isList(value)) return new Array<T>(axes).fill(value);
  if (value.length !== axes) {
    throw new InvalidOptionError(
      option,
      `one value, or a list of ${axes} for an array of ${axes} axes,`,
      value,
    );
  }
  return value;
}

/**
 * One value for each axis of a plane of a frame: rows, columns, channels. A single value is meant for rows and
 * columns: the channels of a frame are colours, not neighbours. Nor are they where a list has two values.
 *
 * @param option - The option's public name.
 * @param value - A value, or a list of two or three.
 * @param neutral - The value that leaves the channels alone.
 * @throws {@link InvalidOptionError} when a list has another length.
 */
export function perFrameAxis<T>(option: string, value: PerAxis<T>, neutral: T): readonly T[] {
  if (!isList(value)) return [value, value, neutral];
  if (value.length === 2) return [...value, neutral];
  if (value.length === 3) return value;
  throw new InvalidOptionError(
    option,
    'one value, or a list for rows and columns (and channels),',
    value,
  );
}
