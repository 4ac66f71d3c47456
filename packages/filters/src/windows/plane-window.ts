import type { PlaneFormat } from '@giftgrab/core';
import { isList, perFrameAxis } from '../arrays/per-axis';
import { sizeOf } from '../arrays/sample-array';
import { flatten, nest, type Flat, type Nested } from './nested';
import type { WindowOptions } from './window';

/**
 * A window for one plane of a frame: one sample wide along the channels, and shorter where chroma has fewer samples. A distance
 * from the window's middle is divided and rounded up, so that a neighbour of luma is one of chroma too.
 *
 * @param options - The window.
 * @param plane - The plane.
 */
export function planeWindow<Options extends WindowOptions & { structure?: Nested<number> }>(
  options: Options,
  plane: PlaneFormat,
): Options {
  const shifts = [plane.yShift, plane.xShift, 0];
  const { size, footprint, structure, origin, mode } = options;
  return {
    ...options,
    ...(size !== undefined && { size: scaleSizes(size, shifts) }),
    ...(footprint !== undefined && { footprint: shrink('footprint', footprint, shifts) }),
    ...(structure !== undefined && { structure: shrink('structure', structure, shifts) }),
    ...(origin !== undefined && { origin: scaleOrigins(origin, shifts) }),
    ...(mode !== undefined && isList(mode) && { mode: perFrameAxis('mode', mode, 'nearest') }),
  };
}

function scaleSizes(size: NonNullable<WindowOptions['size']>, shifts: readonly number[]): number[] {
  return perFrameAxis('size', size, 1).map((length, axis) => shorter(length, shifts[axis] ?? 0));
}

function scaleOrigins(
  origin: NonNullable<WindowOptions['origin']>,
  shifts: readonly number[],
): number[] {
  return perFrameAxis('origin', origin, 0).map((far, axis) => {
    return Math.trunc(far / 2 ** (shifts[axis] ?? 0));
  });
}

/** Length of a window where samples are `2 ** shift` times as far apart. */
function shorter(length: number, shift: number): number {
  const before = length >> 1;
  return divide(before, shift) + divide(length - 1 - before, shift) + 1;
}

/** A distance in samples that are further apart, rounded away from 0. */
function divide(distance: number, shift: number): number {
  return Math.sign(distance) * Math.ceil(Math.abs(distance) / 2 ** shift);
}

/** Where several values fall on the same sample the largest is taken. */
function shrink(
  option: string,
  nested: Nested<number | boolean>,
  shifts: readonly number[],
): Nested<number> {
  const flat = flatten(option, nested);
  const shape = flat.shape.length === 2 ? [...flat.shape, 1] : flat.shape;
  const to = shape.map((length, axis) => shorter(length, shifts[axis] ?? 0));
  const values = new Float64Array(sizeOf(to)).fill(-Infinity);
  flat.values.forEach((value, index) => {
    let rest = index;
    let at = 0;
    let unit = 1;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const length = shape[axis] ?? 1;
      const distance = (rest % length) - (length >> 1);
      rest = Math.floor(rest / length);
      const wanted = to[axis] ?? 1;
      at += (divide(distance, shifts[axis] ?? 0) + (wanted >> 1)) * unit;
      unit *= wanted;
    }
    values[at] = Math.max(values[at] ?? -Infinity, value);
  });
  const result: Flat = { shape: to, values };
  return nest(result);
}
