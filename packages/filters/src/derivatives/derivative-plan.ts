import type { ArrayShape } from '../arrays/sample-array';
import type { Plan } from '../plans/plan';
import { windowBlock } from '../windows/window-block';
import { windowPlan } from '../windows/window-plan';
import { derivativeAxes, derivativeModes, type DerivativeOptions } from './derivative-options';

/** What kernels make of a derivative; numbers as in assembly/derivatives.ts. */
const KINDS = { wrap: 0, absolute: 1, offset: 2 } as const;
const WORDS = 3;

/** A derivative smoothed along the other axis. */
export interface PlannedGradient {
  /** The axis of the derivative: rows or columns. */
  readonly axis: number;
  /** How often the middle one of three samples counts when they are smoothed. */
  readonly middle: 1 | 2;
}

/**
 * How kernels take derivatives of bytes.
 *
 * @param input - The input.
 * @param output - The output.
 * @param options - Axes, edges and signs.
 * @param gradient - The derivative; `undefined` for Laplace's.
 * @returns `undefined` where kernels cannot do it.
 */
export function derivativePlan(
  input: ArrayShape,
  output: ArrayShape,
  options: DerivativeOptions,
  gradient?: PlannedGradient,
): Plan | undefined {
  const { signed = 'wrap', cval = 0 } = options;
  const axes = derivativeAxes(options, input.shape.length);
  const isWide = output.dtype === 'int16' && signed === 'wrap';
  if (input.dtype !== 'uint8' || !(output.dtype === 'uint8' || isWide)) return undefined;
  if (axes.length !== 2 || axes[1] !== 1 || (gradient?.axis ?? 0) > 1) return undefined;
  const modes = derivativeModes(options, input.shape.length);
  // The second pass sees the constant too, as a derivative: only with 0 is it that of a constant edge.
  const hasConstant = modes.slice(0, 2).some((mode) => mode.endsWith('constant'));
  if (gradient !== undefined && hasConstant && cval !== 0) return undefined;
  const window = { shape: [3, 3], before: [1, 1], footprint: undefined, count: 9, modes, cval };
  const kind = isWide ? WORDS : KINDS[signed];
  const taps = [gradient?.axis ?? 0, gradient?.middle ?? 1, kind];
  const block = windowBlock(input, { ...output, dtype: input.dtype }, window, taps);
  if (block === undefined) return undefined;
  // A constant row and one of twice the size; or three rows and a constant one.
  const localBytes = 4 * block.extendedBytes;
  return windowPlan({ kernel: gradient ? 'gradientU8' : 'laplaceU8', block, localBytes });
}
