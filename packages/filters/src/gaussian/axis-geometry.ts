import { extendedIndices, type BoundaryMode } from '../arrays/boundary';
import { radiusOf, type AxisDesign } from './axis-design';

/** Samples of an expanded line that come before sample 0, for the neighbours that the next level needs. */
export const MARGIN = 2;

/** How many samples an axis has on its way down and up. Index 0 is the picture, index `levels` the small line. */
export interface AxisGeometry {
  /** How many times the axis is halved. */
  readonly levels: number;
  /** Weights on each side of the small line's filter. */
  readonly radius: number;
  /** Samples before the filter, at each level. */
  readonly reduced: readonly number[];
  /** Samples after the filter, at each level; {@link MARGIN} of them in front, except in a line that was never halved. */
  readonly expanded: readonly number[];
  /** How many samples the picture is extended by in front. */
  readonly before: number;
  /** The samples of the extended picture; `reduced[0]` of them. */
  readonly indices: Int32Array;
}

/**
 * Lays an axis out. The picture is extended by all that the filter can see, so that whatever the mode, the inside is filtered as
 * a part of something larger.
 *
 * @param length - Samples of the axis.
 * @param design - Its filter; left out for an axis that is left alone.
 * @param mode - What lies beyond the edge.
 */
export function axisGeometry(
  length: number,
  design: AxisDesign | undefined,
  mode: BoundaryMode,
): AxisGeometry {
  const levels = design?.levels ?? 0;
  const radius = design === undefined ? 0 : radiusOf(design);
  const expanded = [length];
  for (let last = length - 1, level = 1; level <= levels; level += 1) {
    last = Math.floor(last / 2) + 1;
    expanded[level] = MARGIN + last + 1;
  }
  const reduced: number[] = [];
  let count = (expanded[levels] ?? length) + 2 * radius;
  let before = radius + (levels > 0 ? MARGIN : 0);
  reduced[levels] = count;
  for (let level = levels - 1; level >= 0; level -= 1) {
    count = 2 * count + 3;
    before = 2 * before + 2;
    reduced[level] = count;
  }
  const indices = extendedIndices(length, before, count - before - length, mode);
  return { levels, radius, reduced, expanded, before, indices };
}
