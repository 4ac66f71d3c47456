import type { PlaneFormat } from '@giftgrab/core';
import type { ArrayFilterSpec } from '../array-filter';
import type { ArrayShape, SampleArray } from '../arrays/sample-array';
import { planeWindow } from './plane-window';
import { uniform } from './uniform';
import { uniformPlan } from './uniform-plan';
import { checkWindow, resolveWindow, type Window, type WindowOptions } from './window';

/** A rectangle of neighbours, three samples along each axis unless it says otherwise. */
export interface BoxOptions extends Omit<WindowOptions, 'footprint'> {
  /**
   * Samples along each axis; a list has one for each axis. The window of an even size reaches one sample further back
   * than ahead. Range: whole numbers, 1 to 4095.
   *
   * @defaultValue 3
   */
  readonly size?: NonNullable<WindowOptions['size']>;
}

/** The average of a rectangle. */
export const boxSpec: Pick<
  ArrayFilterSpec<BoxOptions>,
  'check' | 'forPlane' | 'plan' | 'reference' | 'isReferenceInPlace'
> = {
  check: (options) => checkWindow(withSize(options)),
  forPlane: (options, plane: PlaneFormat) => planeWindow(withSize(options), plane),
  plan: (input: ArrayShape, output: ArrayShape, options) => {
    return uniformPlan(input, output, windowOf(options, input.shape.length));
  },
  reference(input: SampleArray, output: SampleArray, options): void {
    uniform(input, output, windowOf(options, input.shape.length));
  },
  isReferenceInPlace: true,
};

function windowOf(options: BoxOptions, axes: number): Window {
  return resolveWindow(withSize(options), axes);
}

function withSize(options: BoxOptions): BoxOptions {
  return { size: 3, ...options };
}
