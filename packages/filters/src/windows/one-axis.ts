import { checkIntegerIn, checkPositiveInteger, type PlaneFormat } from '@giftgrab/core';
import type { ArrayFilterSpec } from '../array-filter';
import type { BoundaryMode } from '../arrays/boundary';
import type { ArrayShape, SampleArray } from '../arrays/sample-array';
import { planeWindow } from './plane-window';
import { LARGEST_WINDOW, type WindowOptions } from './window';

/** A window along one axis. */
export interface LineOptions {
  /** Samples of the window. Range: whole numbers, 1 to 4095. */
  readonly size: number;
  /**
   * The axis, counted from the end where it is negative. In a frame 0 filters up and down, 1 and -1 left and right: channels are
   * not neighbours. Range: whole numbers.
   *
   * @defaultValue -1
   */
  readonly axis?: number;
  /** What lies beyond the edge. @defaultValue `'reflect'` */
  readonly mode?: BoundaryMode;
  /** The value beyond the edge in mode `'constant'`. @defaultValue 0 */
  readonly cval?: number;
  /** How far the window lies back; the sample itself must stay in the window. Range: whole numbers. @defaultValue 0 */
  readonly origin?: number;
}

/** Names of {@link LineOptions}. */
export const LINE_OPTIONS = ['size', 'axis', 'mode', 'cval', 'origin'] as const;

type Parts<Options extends object> = Pick<
  ArrayFilterSpec<Options>,
  'check' | 'forPlane' | 'plan' | 'reference'
>;

/**
 * Makes a filter along one axis of one over rectangles.
 *
 * @param spec - The filter over rectangles.
 */
export function alongOneAxis(spec: Parts<WindowOptions>): Parts<LineOptions> {
  return {
    check(options: LineOptions): void {
      checkPositiveInteger('size', options.size, LARGEST_WINDOW);
      checkIntegerIn('axis', options.axis ?? -1, -Infinity);
      spec.check(boxOf({ ...options, axis: 0 }, 1));
    },
    forPlane(options: LineOptions, plane: PlaneFormat): LineOptions {
      const axis = axisOf(options, 2);
      const { size, origin } = planeWindow(boxOf(options, 2), plane);
      return { ...options, axis, size: size[axis] ?? 1, origin: origin[axis] ?? 0 };
    },
    plan: (input: ArrayShape, output: ArrayShape, options: LineOptions) => {
      return spec.plan?.(input, output, boxOf(options, input.shape.length));
    },
    reference(input: SampleArray, output: SampleArray, options: LineOptions): void {
      spec.reference(input, output, boxOf(options, input.shape.length));
    },
  };
}

/** As a rectangle of one line. */
function boxOf(
  options: LineOptions,
  axes: number,
): WindowOptions & { size: readonly number[]; origin: readonly number[] } {
  const { size, axis: _, origin = 0, ...edges } = options;
  const axis = axisOf(options, axes);
  const along = (value: number, others: number): number[] => {
    return Array.from({ length: axes }, (__, i) => (i === axis ? value : others));
  };
  return { ...edges, size: along(size, 1), origin: along(origin, 0) };
}

function axisOf({ axis = -1 }: LineOptions, axes: number): number {
  checkIntegerIn('axis', axis, -axes, axes - 1);
  return axis < 0 ? axis + axes : axis;
}
