import { InvalidOptionError } from '@giftgrab/core';
import { flatten, type Nested } from '../windows/nested';

/**
 * How far neighbours that belong together lie behind a sample, of those that come before it.
 *
 * @param structure - Three samples along each axis, the same from both sides; a cross if left out.
 * @param strides - The array's.
 * @throws {@link InvalidOptionError} for any other structure.
 */
export function precedingNeighbours(
  structure: Nested<number | boolean> | undefined,
  strides: readonly number[],
): Int32Array {
  if (structure === undefined) return Int32Array.from(strides);
  const { shape, values } = flatten('structure', structure);
  const isSymmetric = values.every((value, i) => isOn(value) === isOn(values.at(-1 - i)));
  if (shape.length !== strides.length || shape.some((length) => length !== 3) || !isSymmetric) {
    const rule = `${strides.length} lists deep, three long and the same from both sides,`;
    throw new InvalidOptionError('structure', rule, structure);
  }
  const offsets: number[] = [];
  for (let i = 0; i < values.length >> 1; i += 1) {
    if (isOn(values[i])) offsets.push(distance(i, strides));
  }
  return Int32Array.from(offsets);
}

function isOn(value: number | undefined): boolean {
  return value !== 0;
}

/** How far the neighbour at a place of the structure lies behind its middle. */
function distance(place: number, strides: readonly number[]): number {
  let sum = 0;
  let rest = place;
  for (const stride of [...strides].reverse()) {
    sum += (1 - (rest % 3)) * stride;
    rest = Math.floor(rest / 3);
  }
  return sum;
}
