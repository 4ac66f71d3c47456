import type { PlaneFormat } from '@giftgrab/core';
import type { ArrayFilterSpec } from '../array-filter';
import type { BoundaryMode } from '../arrays/boundary';
import { perAxis } from '../arrays/per-axis';
import {
  copyArray,
  dtypeOf,
  isInteger,
  zeros,
  type DType,
  type SampleArray,
  type TypedArray,
} from '../arrays/sample-array';
import { gaussianForPlane } from './gaussian-for-plane';
import {
  checkGaussianOptions,
  gaussianSteps,
  type GaussianAxesOptions,
  type GaussianRounding,
} from './gaussian-options';
import { gaussianReference } from './gaussian-reference';

/** Options of the filters that combine derivatives of a Gaussian along each axis. */
export interface GaussianDerivativesOptions extends Omit<
  GaussianAxesOptions,
  'order' | 'precision' | 'rounding'
> {
  /**
   * `'nearest'` computes with fractions and rounds whole numbers once, at the end; `'scipy'` computes in the type of the output,
   * as SciPy does: fractions are lost and numbers wrap around at every step.
   *
   * @defaultValue `'nearest'`
   */
  readonly rounding?: GaussianRounding;
}

const OPTION_NAMES = ['sigma', 'radius', 'mode', 'cval', 'truncate', 'rounding'] as const;

/** How derivatives become one number. Both change the first list. */
export interface Combination {
  /** Order of the derivatives. */
  readonly order: number;
  /** Takes in the derivative along one axis. */
  readonly add: (sums: TypedArray, derivative: TypedArray) => void;
  /** Is called after the last. */
  readonly finish?: (sums: TypedArray) => void;
}

/** Options for a plane; the channels of a frame have no derivative. */
interface PlaneOptions extends GaussianDerivativesOptions {
  /** Derivatives are taken along so many axes, from the first. @defaultValue all */
  readonly derivatives?: number;
}

/**
 * A filter that combines the derivatives of a Gaussian.
 *
 * @param name - Its name.
 * @param combination - What to do with the derivatives.
 */
export function derivativesSpec(
  name: string,
  combination: Combination,
): ArrayFilterSpec<GaussianDerivativesOptions> {
  return {
    name,
    optionNames: OPTION_NAMES,
    check: checkGaussianOptions,
    forPlane: derivativesForPlane,
    isReferenceInPlace: true,
    reference: (input, output, options) => combineDerivatives(input, output, options, combination),
  };
}

/** Adds numbers to sums. */
export function addTo(sums: TypedArray, numbers: TypedArray): void {
  for (let i = 0; i < sums.length; i += 1) sums[i] = (sums[i] ?? 0) + (numbers[i] ?? 0);
}

/** The options for one plane of a frame. */
function derivativesForPlane(
  options: GaussianDerivativesOptions,
  plane: Pick<PlaneFormat, 'xShift' | 'yShift'>,
): GaussianDerivativesOptions {
  const forPlane: PlaneOptions = { ...gaussianForPlane(options, plane), derivatives: 2 };
  return forPlane;
}

/**
 * Combines the derivatives of a Gaussian along each axis.
 *
 * @param input - The source.
 * @param output - The destination, of the same shape; may be the same place.
 * @param options - The Gaussian.
 * @param combination - What to do with the derivatives.
 */
function combineDerivatives(
  input: SampleArray,
  output: SampleArray,
  options: GaussianDerivativesOptions,
  { order, add, finish }: Combination,
): void {
  const { rounding = 'nearest', derivatives = input.shape.length, ...rest }: PlaneOptions = options;
  const { shape } = input;
  const own = dtypeOf(output.data);
  const rounds = rounding === 'nearest' && isInteger(own);
  const dtype: DType = rounds ? 'float64' : own;
  const sums = zeros({ dtype, shape });
  const modes = perAxis<BoundaryMode>('mode', options.mode ?? 'reflect', shape.length);
  for (let axis = 0; axis < derivatives; axis += 1) {
    const orders = shape.map((_, other) => (other === axis ? order : 0));
    // As in SciPy, the mode of an axis holds for all axes while its derivative is computed.
    const mode = modes[axis] ?? 'reflect';
    const steps = gaussianSteps({ ...rest, mode, order: orders, rounding: 'scipy' }, shape.length);
    const derivative = zeros({ dtype, shape });
    gaussianReference(input, derivative, steps);
    add(sums.data, derivative.data);
  }
  finish?.(sums.data);
  if (rounds) {
    for (let i = 0; i < sums.data.length; i += 1) {
      sums.data[i] = Math.floor((sums.data[i] ?? 0) + 0.5);
    }
  }
  copyArray(sums, output);
}
