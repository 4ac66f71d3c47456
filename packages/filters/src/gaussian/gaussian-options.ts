import { checkIntegerIn, checkOneOf, InvalidOptionError } from '@giftgrab/core';
import { checkMode, type BoundaryMode, type BoundaryOptions } from '../arrays/boundary';
import { isList, perAxis, type PerAxis } from '../arrays/per-axis';
import { checkNumber } from '../linear/weights-options';

/** How exactly a Gaussian is computed. */
export type GaussianPrecision = 'fast' | 'scipy';

/** What becomes of fractions where samples are whole numbers. */
export type GaussianRounding = 'nearest' | 'scipy';

/** What all Gaussian filters have in common, whatever their axes. */
export interface GaussianAccuracyOptions {
  /** The filter ends at this many standard deviations. Range: 0 to 100. @defaultValue 4 */
  readonly truncate?: number;
  /**
   * `'fast'` computes with whole numbers where samples are bytes, with an error of at most 0.35 levels whatever the picture;
   * `'scipy'` computes in double precision and adds up in SciPy's order.
   *
   * @defaultValue `'fast'`
   */
  readonly precision?: GaussianPrecision;
  /**
   * `'nearest'` rounds whole numbers once, at the end; `'scipy'` makes pictures darker by about a level, as SciPy does, which cuts
   * fractions off after each axis: with `precision: 'fast'` every byte is within a level of SciPy's.
   *
   * @defaultValue as `precision`: `'nearest'` for `'fast'`, `'scipy'` for `'scipy'`
   */
  readonly rounding?: GaussianRounding;
}

/** Options of a Gaussian filter along all axes. */
export interface GaussianAxesOptions extends BoundaryOptions, GaussianAccuracyOptions {
  /**
   * Standard deviation in samples: one number, or a list with one for each axis: rows, columns, channels. An axis with a sigma of
   * at most 1e-15 is left alone. One number for a frame means rows and columns. Range: 0 to 1000.
   */
  readonly sigma: PerAxis<number>;
  /** 0 smooths; n gives the derivative of that order. A list has one for each axis. Range: whole numbers, 0 to 20. @defaultValue 0 */
  readonly order?: PerAxis<number>;
  /** Samples on each side, instead of `truncate`. A list has one for each axis. Range: whole numbers, 0 to 4095. */
  readonly radius?: PerAxis<number>;
}

/** The names of {@link GaussianAccuracyOptions}. */
export const ACCURACY_OPTION_NAMES = ['truncate', 'precision', 'rounding'] as const;

/** A Gaussian along one axis. */
export interface GaussianPass {
  /** Number of the axis, from 0. */
  readonly axis: number;
  /** Standard deviation in samples, above 1e-15. */
  readonly sigma: number;
  /** Order of the derivative. */
  readonly order: number;
  /** Samples on each side. */
  readonly radius: number;
  /** What lies beyond the edge. */
  readonly mode: BoundaryMode;
}

/** A Gaussian filter for an array with a known number of axes. */
export interface GaussianSteps {
  /** One for each axis that is filtered, in order. */
  readonly passes: readonly GaussianPass[];
  /** The value beyond the edge in mode `'constant'`. */
  readonly cval: number;
  /** Whether whole numbers may be used for the computation. */
  readonly isFast: boolean;
  /** Whether fractions are cut off after each axis, rather than rounded at the end. */
  readonly truncates: boolean;
}

/** Derivatives of higher orders are noise, and their polynomials take memory. */
export const HIGHEST_ORDER = 20;
/** What takes more than this many samples on each side takes memory to no end. */
export const LARGEST_RADIUS = 4095;

/** Axes with a smaller sigma are left alone; SciPy's number. */
const SMALLEST_SIGMA = 1e-15;

/** Throws unless options can be right for some array. */
export function checkGaussianOptions(options: GaussianAxesOptions): void {
  const { sigma, order, radius, mode, cval } = options;
  for (const each of listOf(sigma)) checkSigma(each);
  for (const each of listOf(order ?? 0)) checkIntegerIn('order', each, 0, HIGHEST_ORDER);
  for (const each of listOf(radius ?? 0)) checkIntegerIn('radius', each, 0, LARGEST_RADIUS);
  for (const each of listOf(mode ?? 'reflect')) checkMode(each);
  checkNumber('cval', cval);
  checkAccuracyOptions(options);
}

/** Throws unless a value is a standard deviation. */
export function checkSigma(sigma: number): void {
  if (typeof sigma === 'number' && sigma >= 0 && sigma <= 1000) return;
  throw new InvalidOptionError('sigma', 'a number from 0 to 1000, or a list of such', sigma);
}

/** Throws unless the options that do not depend on axes are right. */
export function checkAccuracyOptions(options: GaussianAccuracyOptions): void {
  const { truncate = 4, precision = 'fast', rounding = 'nearest' } = options;
  if (!(typeof truncate === 'number' && truncate >= 0 && truncate <= 100)) {
    throw new InvalidOptionError('truncate', 'a number from 0 to 100', truncate);
  }
  checkOneOf('precision', precision, ['fast', 'scipy']);
  checkOneOf('rounding', rounding, ['nearest', 'scipy']);
}

/**
 * What a Gaussian filter does to an array.
 *
 * @param options - Checked options.
 * @param axes - How many axes the array has.
 * @throws {@link InvalidOptionError} when a list has another length.
 */
export function gaussianSteps(options: GaussianAxesOptions, axes: number): GaussianSteps {
  const { truncate = 4, precision = 'fast', rounding, cval = 0 } = options;
  const sigmas = perAxis('sigma', options.sigma, axes);
  const orders = perAxis('order', options.order ?? 0, axes);
  const modes = perAxis<BoundaryMode>('mode', options.mode ?? 'reflect', axes);
  const radii = options.radius === undefined ? undefined : perAxis('radius', options.radius, axes);
  const passes = sigmas.map((sigma, axis) => ({
    axis,
    sigma,
    order: orders[axis] ?? 0,
    radius: radii?.[axis] ?? Math.floor(truncate * sigma + 0.5),
    mode: modes[axis] ?? 'reflect',
  }));
  const truncates = (rounding ?? (precision === 'scipy' ? 'scipy' : 'nearest')) === 'scipy';
  return {
    passes: passes.filter(({ sigma }) => sigma > SMALLEST_SIGMA),
    cval,
    isFast: precision === 'fast',
    truncates,
  };
}

function listOf<T>(value: PerAxis<T>): readonly T[] {
  return isList(value) ? value : [value];
}
