import type { Plan } from '../plans/plan';
import { errorBound } from './error-bound';
import { doublingPhases, finalPhase, rowFilterPhases } from './expand-phases';
import type { PlannedPicture } from './planned-picture';
import { pyramidLayout } from './pyramid-layout';
import { reducePhases } from './reduce-phases';

/** Units of a sample after the first filter for a level. */
const LEVEL = 128;

/** Black in samples after the first filter: it leaves room for sums below black and above white. */
const BLACK = 16_384;

/**
 * Filters bytes through a binomial pyramid: each axis is made smaller while the Gaussian is wide, filtered with few weights, and
 * made larger again. The picture is extended at its edges first, by all that the filter sees.
 *
 * Samples before the first filter are levels times 256. After it they are levels times 128 above {@link BLACK}, because the
 * filter overshoots and the doubling takes it back.
 *
 * @param picture - The picture and how its axes are filtered.
 */
export function pyramidPlan(picture: PlannedPicture): Plan {
  const layout = pyramidLayout(picture);
  const reduced = reducePhases(layout);
  const filtered = rowFilterPhases(layout, reduced.stage);
  const doubled = doublingPhases(layout, filtered.stage);
  const { bias } = errorBound({ rows: picture.rows?.design, cols: picture.cols?.design });
  const zero = BLACK - LEVEL / 2 + Math.round((bias + picture.darker) * LEVEL);
  const last = finalPhase(layout, doubled.stage, zero);
  return {
    phases: [...reduced.phases, ...filtered.phases, ...doubled.phases, last.phase],
    constants: layout.constants,
    scratchBytes: layout.stages.bytes,
    localBytes: Math.max(reduced.localBytes, last.localBytes),
    // The first phase has read everything when the last begins to write.
    inPlace: true,
  };
}
