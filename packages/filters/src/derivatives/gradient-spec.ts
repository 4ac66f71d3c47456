import type { ArrayFilterSpec } from '../array-filter';
import { axisIndex, checkAxis, frameAxisIndex } from '../arrays/axis';
import { correlateAxis } from '../linear/correlate-axis';
import {
  checkDerivativeOptions,
  DERIVATIVE_OPTION_NAMES,
  derivativeAxes,
  derivativeForPlane,
  derivativeModes,
  type DerivativeOptions,
} from './derivative-options';
import { derivativePlan } from './derivative-plan';
import { writeSigned } from './signed-values';

/** Options of the filters that take a derivative along one axis. */
export interface GradientOptions extends DerivativeOptions {
  /**
   * The axis of the derivative; negative numbers count from the last. Frames have rows and columns: 0 and 1. Range: whole numbers.
   *
   * @defaultValue the last of `axes`: the columns of a frame
   */
  readonly axis?: number;
}

const DIFFERENCE = Float64Array.of(-1, 0, 1);

/**
 * A filter that takes the difference of a sample's neighbours along one axis, and sums of three along the others.
 *
 * @param name - Its public name.
 * @param middle - The weight of the middle one of the three.
 */
export function gradientSpec(name: string, middle: 1 | 2): ArrayFilterSpec<GradientOptions> {
  const smoothing = Float64Array.of(1, middle, 1);
  return {
    name,
    optionNames: ['axis', ...DERIVATIVE_OPTION_NAMES],
    check(options) {
      checkAxis(options.axis);
      checkDerivativeOptions(options);
    },
    forPlane: (options, _plane, format) => ({
      ...derivativeForPlane(options, format),
      axis: frameAxisIndex(options.axis ?? -1),
    }),
    plan(input, output, options) {
      const axis = gradientAxis(options, input.shape.length);
      return derivativePlan(input, output, options, { axis, middle });
    },
    isReferenceInPlace: true,
    reference(input, output, options) {
      const count = input.shape.length;
      const { cval = 0 } = options;
      const modes = derivativeModes(options, count);
      const axis = gradientAxis(options, count);
      writeSigned(output, options, (target) => {
        const mode = modes[axis] ?? 'reflect';
        correlateAxis(input, target, { axis, weights: DIFFERENCE, mode, cval });
        for (const other of derivativeAxes(options, count)) {
          if (other === axis) continue;
          const along = modes[other] ?? 'reflect';
          correlateAxis(target, target, { axis: other, weights: smoothing, mode: along, cval });
        }
      });
    },
  };
}

function gradientAxis(options: GradientOptions, count: number): number {
  return axisIndex(options.axis ?? derivativeAxes(options, count).at(-1) ?? -1, count);
}
