import type { ArrayShape } from '../arrays/sample-array';
import type { Plan } from '../plans/plan';
import type { Interpolation } from './interpolation-options';
import type { Warp } from './warp';
export function planWarp(
  _i: ArrayShape,
  _o: ArrayShape,
  _w: Warp,
  _h: Interpolation,
): Plan | undefined {
  return undefined;
}
