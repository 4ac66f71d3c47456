import type { ArrayShape } from '../arrays/sample-array';
import { pictureShape, type PictureShape, type Plan } from '../plans/plan';
import { designAxis, designNarrowAxis } from './axis-design';
import { directPlan } from './direct-plan';
import { exactBytePlan } from './exact-plan';
import { gaussianWeights } from './gaussian-weights';
import { errorBound, LARGEST_ERROR } from './error-bound';
import type { GaussianPass, GaussianSteps } from './gaussian-options';
import type { PlannedAxis } from './planned-picture';
import { pyramidPlan } from './pyramid-plan';

/**
 * How kernels filter an array with Gaussians.
 *
 * @param input - The array.
 * @param output - Where the result goes.
 * @param steps - What to do.
 * @returns `undefined` where plain TypeScript has to do it.
 */
export function gaussianPlan(
  input: ArrayShape,
  output: ArrayShape,
  steps: GaussianSteps,
): Plan | undefined {
  const shape = pictureShape(input);
  if (shape === undefined || input.dtype !== 'uint8' || output.dtype !== 'uint8') return undefined;
  const { passes } = steps;
  // Channels are filtered only if someone insists, and derivatives of bytes mean little.
  if (passes.length === 0 || passes.some(({ axis, order }) => axis > 1 || order > 0)) {
    return undefined;
  }
  const fast = steps.isFast ? fastPlan(shape, steps) : undefined;
  return fast ?? (steps.truncates ? exactPlan(shape, steps) : undefined);
}

/** Whether some axis sees the constant. */
function needsConstant(passes: readonly GaussianPass[]): boolean {
  return passes.some(({ mode }) => mode.endsWith('constant'));
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}

function exactPlan(shape: PictureShape, { passes, cval }: GaussianSteps): Plan | undefined {
  if (!isByte(cval) && needsConstant(passes)) return undefined;
  const [rows, cols] = [0, 1].map((axis) => {
    const pass = passes.find((each) => each.axis === axis);
    return pass && { mode: pass.mode, weights: gaussianWeights(pass.sigma, 0, pass.radius) };
  });
  return exactBytePlan({ shape, rows, cols, cval });
}

function fastPlan(shape: PictureShape, steps: GaussianSteps): Plan | undefined {
  const { passes, cval } = steps;
  if (!isByte(cval) && needsConstant(passes)) return undefined;
  const [down, along] = [0, 1].map((axis) => passes.find((pass) => pass.axis === axis));
  let rows = plannedAxis(down, designAxis);
  let cols = plannedAxis(along, designAxis);
  const isNarrow = isDirect(rows) && isDirect(cols);
  if (isNarrow) {
    rows = plannedAxis(down, designNarrowAxis);
    cols = plannedAxis(along, designNarrowAxis);
  }
  if (rows === 'none' || cols === 'none') return undefined;
  const { worstCase } = errorBound({ rows: rows?.design, cols: cols?.design });
  if (worstCase > LARGEST_ERROR) return undefined;
  const darker = steps.truncates ? lossOf(passes.length) : 0;
  return (isNarrow ? directPlan : pyramidPlan)({ shape, rows, cols, cval, darker });
}

/**
 * What SciPy's results for bytes are darker by than rounded ones, on average. It cuts the fraction off after each axis: after two
 * axes the result is the whole number below the exact one or the next smaller, and what is a level darker, rounded, is one of these
 * too. After one axis it is the whole number below; a quarter of a level keeps even areas even.
 */
function lossOf(axes: number): number {
  return axes === 1 ? 0.25 : 1;
}

/** Whether an axis is filtered as it is, if at all. */
function isDirect(axis: PlannedAxis | 'none' | undefined): boolean {
  return axis === undefined || (axis !== 'none' && axis.design.levels === 0);
}

/** How an axis is filtered; `'none'` if there is no way that is accurate enough. */
function plannedAxis(
  pass: GaussianPass | undefined,
  designer: typeof designAxis,
): PlannedAxis | 'none' | undefined {
  if (pass === undefined) return undefined;
  const design = designer(pass.sigma, pass.radius);
  return design === undefined ? 'none' : { design, mode: pass.mode };
}
