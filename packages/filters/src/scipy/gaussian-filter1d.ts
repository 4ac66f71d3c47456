import { checkIntegerIn } from '@giftgrab/core';
import { axisIndex, checkAxis, frameAxisIndex } from '../arrays/axis';
import { checkMode, type BoundaryMode } from '../arrays/boundary';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { checkNumber } from '../linear/weights-options';
import {
  ACCURACY_OPTION_NAMES,
  checkAccuracyOptions,
  checkSigma,
  gaussianSteps,
  HIGHEST_ORDER,
  LARGEST_RADIUS,
  type GaussianAccuracyOptions,
  type GaussianSteps,
} from '../gaussian/gaussian-options';
import { gaussianPlan } from '../gaussian/gaussian-plan';
import { gaussianReference } from '../gaussian/gaussian-reference';

/** Options of {@link gaussianFilter1d}. */
export interface GaussianFilter1dOptions extends GaussianAccuracyOptions {
  /** Standard deviation in samples; up to 1e-15 leaves everything as it is. Range: 0 to 1000. */
  readonly sigma: number;
  /**
   * The axis; negative numbers count from the last. Frames have rows and columns: 0 and 1. Range: whole numbers.
   *
   * @defaultValue -1: the last axis of an array, the columns of a frame
   */
  readonly axis?: number;
  /** 0 smooths; n gives the derivative of that order. Range: whole numbers, 0 to 20. @defaultValue 0 */
  readonly order?: number;
  /** Samples on each side, instead of `truncate`. Range: whole numbers, 0 to 4095. */
  readonly radius?: number;
  /** What lies beyond the edge. @defaultValue `'reflect'` */
  readonly mode?: BoundaryMode;
  /** The value beyond the edge in mode `'constant'`. @defaultValue 0 */
  readonly cval?: number;
}

/**
 * Smooths with a Gaussian along one axis: `gaussianFilter` for a single axis, with the same precision and rounding.
 *
 * @throws {@link InvalidOptionError} when the filter is made: for a sigma that is negative or not a number, an order or a radius
 * that is not a whole number of at least 0, an unknown mode; when an array has no such axis.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { gaussianFilter1d } from '@giftgrab/filters';
 *
 * const input = ndarray(Float64Array.of(1, 2, 3, 4, 5), [5]);
 * const { data } = gaussianFilter1d(input, { sigma: 1 });
 * console.log([...data].map((value) => value.toFixed(3))); // ['1.427', '2.068', '3.000', '3.932', '4.573']
 *
 * const operator = gaussianFilter1d({ sigma: 6 }); // source.pipe(operator).subscribe(target)
 * ```
 * @see scipy.ndimage.gaussian_filter1d
 */
export const gaussianFilter1d: ArrayFilter<GaussianFilter1dOptions> =
  defineFilter<GaussianFilter1dOptions>({
    name: 'gaussianFilter1d',
    optionNames: ['sigma', 'axis', 'order', 'radius', 'mode', 'cval', ...ACCURACY_OPTION_NAMES],
    check(options) {
      checkSigma(options.sigma);
      checkAxis(options.axis);
      checkIntegerIn('order', options.order ?? 0, 0, HIGHEST_ORDER);
      checkIntegerIn('radius', options.radius ?? 0, 0, LARGEST_RADIUS);
      checkMode(options.mode ?? 'reflect');
      checkNumber('cval', options.cval);
      checkAccuracyOptions(options);
    },
    forPlane(options, plane) {
      const axis = frameAxisIndex(options.axis ?? -1);
      const scale = 2 ** -(axis === 0 ? plane.yShift : plane.xShift);
      const { radius } = options;
      return {
        ...options,
        axis,
        sigma: options.sigma * scale,
        ...(radius === undefined ? {} : { radius: Math.ceil(radius * scale) }),
      };
    },
    plan: (input, output, options) =>
      gaussianPlan(input, output, stepsOf(options, input.shape.length)),
    isReferenceInPlace: true,
    reference(input, output, options) {
      gaussianReference(input, output, stepsOf(options, input.shape.length));
    },
  });

function stepsOf(options: GaussianFilter1dOptions, axes: number): GaussianSteps {
  const { axis = -1, ...rest } = options;
  const sigma = new Array<number>(axes).fill(0);
  sigma[axisIndex(axis, axes)] = options.sigma;
  return gaussianSteps({ ...rest, sigma }, axes);
}
