import type { FilterKernels } from '../kernels/kernels';
import type { Job, Phase } from '../plans/plan';
import { MARGIN } from './axis-geometry';
import type { PyramidLayout } from './pyramid-layout';
import { rowBytes, SAMPLE, type Stage, type Staged } from './stages';

/**
 * In the middle: samples in a column are filtered.
 *
 * @param layout - The pyramid.
 * @param stage - Rows as they came down.
 */
export function rowFilterPhases(layout: PyramidLayout, stage: Stage): Staged<Phase> {
  const { rows, cols, rowFilter, shape } = layout;
  if (rowFilter === undefined) return { phases: [], stage, localBytes: 0 };
  const { radius, weights, pairs, shift } = rowFilter;
  const samples = (cols.expanded[cols.levels] ?? 0) * shape.channels;
  const count = rows.expanded[rows.levels] ?? 0;
  const next = layout.stages.add(count, samples);
  const phase: Phase = {
    rows: count,
    run(kernels, job, from, to) {
      for (let y = from; y < to; y += 1) {
        const table = job.constants + weights;
        const middle = stage.at(job, y + radius);
        const { stride } = stage;
        kernels.filterSymmetric(middle, stride, next.at(job, y), samples, table, pairs, shift);
      }
    },
  };
  return { phases: [phase], stage: next, localBytes: 0 };
}

/**
 * The way up, but for the last time that rows are doubled.
 *
 * @param layout - The pyramid.
 * @param stage - Filtered rows.
 */
export function doublingPhases(layout: PyramidLayout, stage: Stage): Staged<Phase> {
  const { rows, cols, shape } = layout;
  const samples = (cols.expanded[cols.levels] ?? 0) * shape.channels;
  const phases: Phase[] = [];
  let last = stage;
  for (let level = rows.levels - 1; level >= 1; level -= 1) {
    const pairs = Math.ceil((rows.expanded[level] ?? 0) / 2);
    const from = last;
    const to = layout.stages.add(2 * pairs, samples);
    phases.push(doublingPhase(from, to, pairs, samples));
    last = to;
  }
  return { phases, stage: last, localBytes: 0 };
}

function doublingPhase(stage: Stage, next: Stage, pairs: number, samples: number): Phase {
  return {
    rows: pairs,
    run(kernels, job, from, to) {
      for (let y = from; y < to; y += 1) {
        kernels.doubleRows(
          stage.at(job, y),
          stage.at(job, y + 1),
          stage.at(job, y + 2),
          next.at(job, 2 * y),
          next.at(job, 2 * y + 1),
          samples,
        );
      }
    },
  };
}

/**
 * The last phase: columns doubled as often as they were halved, rows for the last time, and bytes made of them.
 *
 * @param layout - The pyramid.
 * @param stage - Rows that are to be doubled once more, if they ever were halved.
 * @param zero - What black is in them, less half a level.
 * @returns The phase, and how much room of its own it needs.
 */
export function finalPhase(
  layout: PyramidLayout,
  stage: Stage,
  zero: number,
): { phase: Phase; localBytes: number } {
  const { rows, shape } = layout;
  const { width } = shape;
  const lineBytes = rowBytes(width + shape.channels * (MARGIN + 2));
  const localBytes = LINES * lineBytes;
  const expand = columnExpander(layout, stage, lineBytes);
  if (rows.levels === 0) {
    const phase: Phase = {
      rows: shape.rows,
      run(kernels, job, from, to) {
        for (let y = from; y < to; y += 1) {
          const line = expand(kernels, job, y);
          kernels.narrowRow(line, job.dst + y * job.dstStride, width, zero);
        }
      },
    };
    return { phase, localBytes };
  }
  const phase: Phase = {
    rows: Math.ceil(shape.rows / 2),
    run(kernels, job, from, to) {
      // Rows 2y and 2y + 1 are made of three; the first of them lies in the margin.
      let above = expand(kernels, job, from + 1);
      let middle = expand(kernels, job, from + 2);
      for (let y = from; y < to; y += 1) {
        const below = expand(kernels, job, y + 3);
        const even = job.dst + 2 * y * job.dstStride;
        // A picture with an odd number of rows has no use for the last one.
        const hasOdd = 2 * y + 1 < shape.rows;
        const odd = hasOdd ? even + job.dstStride : job.local + UNUSED * lineBytes;
        kernels.doubleRowsToBytes(above, middle, below, even, odd, width, zero);
        above = middle;
        middle = below;
      }
    },
  };
  return { phase, localBytes };
}

/** Lines of a thread's own: three expanded rows, two on the way there, one that nobody needs. */
const EXPANDED = 3;
const UNUSED = 5;
const LINES = 6;

/** Doubles the columns of a row until they are those of the picture; gives the line's address. */
function columnExpander(
  { cols, shape }: PyramidLayout,
  stage: Stage,
  lineBytes: number,
): (kernels: FilterKernels, job: Job, row: number) => number {
  const { channels } = shape;
  const pixel = channels * SAMPLE;
  if (cols.levels === 0) return (_, job, row) => stage.at(job, row);
  return (kernels, job, row) => {
    let line = stage.at(job, row);
    for (let level = cols.levels - 1; level >= 1; level -= 1) {
      const next = job.local + (EXPANDED + (level % 2)) * lineBytes;
      const pairs = Math.ceil((cols.expanded[level] ?? 0) / 2);
      kernels.doubleCols(line, next, pairs, channels);
      line = next;
    }
    // Only the last line begins with column 0: the one before it has a column more than that needs.
    const result = job.local + (row % EXPANDED) * lineBytes;
    kernels.doubleCols(line + pixel, result, Math.ceil(shape.cols / 2), channels);
    return result;
  };
}
