import type { FilterKernels } from '../kernels/kernels';
import type { Job, Phase } from '../plans/plan';
import { sourceRows } from '../plans/source-rows';
import { extendLine } from './extend-line';
import type { PyramidLayout } from './pyramid-layout';
import { rowBytes, SAMPLE, type Stage, type Staged } from './stages';

/** Makes a row of a stage from addresses. */
type RowStep = (kernels: FilterKernels, job: Job, src: number, dst: number) => void;

/**
 * The way down: rows are halved, then columns; columns are filtered as soon as they are small in both directions.
 *
 * @param layout - The pyramid.
 */
export function reducePhases(layout: PyramidLayout): Staged<Phase> {
  const { rows, cols, shape, stages } = layout;
  const { channels } = shape;
  const { levels } = rows;
  const filterColumns = columnFilter(layout);
  const smallSamples = (cols.reduced[cols.levels] ?? 0) * channels;
  const filteredSamples = (cols.expanded[cols.levels] ?? 0) * channels;
  const first = stages.add(
    rows.reduced[Math.min(1, levels)] ?? 0,
    levels > 1 ? smallSamples : filteredSamples,
  );
  const phases = [firstPhase(layout, first, levels > 1 ? undefined : filterColumns)];
  let stage = first;
  for (let level = 2; level <= levels; level += 1) {
    const isLast = level === levels;
    const count = rows.reduced[level] ?? 0;
    const next = stages.add(count, isLast ? filteredSamples : smallSamples);
    phases.push(halvingPhase(stage, next, count, smallSamples, isLast ? filterColumns : undefined));
    stage = next;
  }
  // Two rows, the longest of which is the extended one.
  return { phases, stage, localBytes: 2 * rowBytes((cols.reduced[0] ?? 0) * channels) };
}

/** From bytes: rows halved once if at all, columns as often as they will be. */
function firstPhase(layout: PyramidLayout, stage: Stage, last: RowStep | undefined): Phase {
  const { rows, cols, shape, colFilter } = layout;
  const { width, channels } = shape;
  const rowAt = sourceRows(rows.indices, layout.constantRow);
  const lineBytes = rowBytes((cols.reduced[0] ?? 0) * channels);
  const before = cols.before * channels * SAMPLE;
  const isHalved = rows.levels > 0;
  const extended = { ...layout.line, constant: layout.cval * 256 };
  // Where columns stay as they are for now.
  const isReady = last === undefined && cols.levels === 0;
  return {
    rows: rows.reduced[isHalved ? 1 : 0] ?? 0,
    run(kernels, job, from, to) {
      for (let y = from; y < to; y += 1) {
        const result = stage.at(job, y);
        let line = isReady ? result : job.local;
        const inside = line + before;
        if (isHalved) {
          kernels.halveByteRows(
            rowAt(job, 2 * y),
            rowAt(job, 2 * y + 1),
            rowAt(job, 2 * y + 2),
            rowAt(job, 2 * y + 3),
            rowAt(job, 2 * y + 4),
            inside,
            width,
          );
        } else {
          kernels.widenRow(rowAt(job, y), inside, width, 8);
        }
        if (colFilter === undefined) continue;
        extendLine(kernels, job, extended, line);
        for (let level = 1; level <= cols.levels; level += 1) {
          const isResult = level === cols.levels && last === undefined;
          const other = line === job.local ? job.local + lineBytes : job.local;
          const next = isResult ? result : other;
          kernels.halveCols(line, next, cols.reduced[level] ?? 0, channels);
          line = next;
        }
        if (last !== undefined) last(kernels, job, line, result);
      }
    },
  };
}

/** Rows halved once more. */
function halvingPhase(
  stage: Stage,
  next: Stage,
  rows: number,
  samples: number,
  last: RowStep | undefined,
): Phase {
  return {
    rows,
    run(kernels, job, from, to) {
      for (let y = from; y < to; y += 1) {
        const target = last === undefined ? next.at(job, y) : job.local;
        kernels.halveRows(
          stage.at(job, 2 * y),
          stage.at(job, 2 * y + 1),
          stage.at(job, 2 * y + 2),
          stage.at(job, 2 * y + 3),
          stage.at(job, 2 * y + 4),
          target,
          samples,
        );
        last?.(kernels, job, target, next.at(job, y));
      }
    },
  };
}

function columnFilter({ shape, cols, colFilter }: PyramidLayout): RowStep | undefined {
  if (colFilter === undefined) return undefined;
  const { weights, pairs, shift, radius } = colFilter;
  const pixel = shape.channels * SAMPLE;
  const samples = (cols.expanded[cols.levels] ?? 0) * shape.channels;
  return (kernels, job, src, dst) => {
    const middle = src + radius * pixel;
    kernels.filterSymmetric(middle, pixel, dst, samples, job.constants + weights, pairs, shift);
  };
}
