import { checkIntegerIn, InvalidOptionError } from '@giftgrab/core';

/**
 * The number of an axis from 0.
 *
 * @param axis - An axis; negative numbers count from the last.
 * @param axes - How many axes there are.
 * @throws {@link InvalidOptionError} when there is no such axis.
 */
export function axisIndex(axis: number, axes: number): number {
  checkIntegerIn('axis', axis, -axes, axes - 1);
  return axis < 0 ? axis + axes : axis;
}

/**
 * The axis of a frame's plane. Its channels are colours, not neighbours: -1 is the columns.
 *
 * @param axis - 0 or -2 for rows, 1 or -1 for columns.
 * @throws {@link InvalidOptionError} for any other.
 */
export function frameAxisIndex(axis: number): number {
  if (Number.isInteger(axis) && axis >= -2 && axis <= 1) return axisIndex(axis, 2);
  throw new InvalidOptionError('axis', '0 (rows) or 1 (columns) for frames', axis);
}

/** Throws unless a value can be an axis of some array. */
export function checkAxis(axis: number | undefined): void {
  if (axis === undefined || Number.isSafeInteger(axis)) return;
  throw new InvalidOptionError('axis', 'a whole number', axis);
}
