import { InvalidOptionError } from '@giftgrab/core';

/** Lists in lists, as deep as there are axes: `[[0, 1, 0], [1, 1, 1], [0, 1, 0]]` has two. */
export type Nested<T> = readonly T[] | readonly Nested<T>[];

/** Lists in lists as one list, last axis fastest. */
export interface Flat {
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** The numbers; `true` is 1. */
  readonly values: Float64Array;
}

/**
 * Flattens lists in lists.
 *
 * @param option - The option's public name.
 * @param nested - The lists.
 * @throws {@link InvalidOptionError} unless all lists at a depth are equally long, none is empty, and they hold numbers or
 * booleans.
 */
export function flatten(option: string, nested: Nested<number | boolean>): Flat {
  const shape: number[] = [];
  for (let list: unknown = nested; Array.isArray(list); list = list[0]) shape.push(list.length);
  const values = [nested as unknown].flat(shape.length).map(Number);
  if (shape.length === 0 || values.length === 0 || !hasShape(nested, shape) || values.some(isNaN)) {
    throw new InvalidOptionError(option, 'lists in lists of numbers, all equally long,', nested);
  }
  return { shape, values: Float64Array.from(values) };
}

function hasShape(list: unknown, shape: readonly number[]): boolean {
  const [length, ...inner] = shape;
  if (length === undefined) return typeof list === 'number' || typeof list === 'boolean';
  if (!Array.isArray(list) || list.length !== length) return false;
  return list.every((each) => hasShape(each, inner));
}

/** Makes lists in lists of one list. */
export function nest({ shape, values }: Flat): Nested<number> {
  let lists: Nested<number> = [...values];
  for (const length of shape.slice(1).reverse()) {
    const pieces: Nested<number>[] = [];
    for (let i = 0; i < lists.length; i += length) {
      pieces.push(lists.slice(i, i + length));
    }
    lists = pieces;
  }
  return lists;
}
