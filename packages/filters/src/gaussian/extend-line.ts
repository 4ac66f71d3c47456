import type { FilterKernels } from '../kernels/kernels';
import type { Job } from '../plans/plan';
import type { PyramidLayout } from './pyramid-layout';
import { SAMPLE } from './stages';

/**
 * Fills in what lies before and after a row that stands in the middle of a longer line.
 *
 * @param kernels - The kernels.
 * @param job - The job.
 * @param layout - Says where the row begins, and what lies beyond its ends.
 * @param line - Address of the line.
 * @param constant - The constant beyond the edge, as a sample.
 */
export function extendLine(
  kernels: FilterKernels,
  job: Job,
  { cols, shape, colIndices }: Pick<PyramidLayout, 'cols' | 'shape' | 'colIndices'>,
  line: number,
  constant: number,
): void {
  const { channels } = shape;
  const table = job.constants + colIndices;
  const inside = line + cols.before * channels * SAMPLE;
  kernels.gatherPixels(inside, line, table, cols.before, channels, constant);
  const end = cols.before + shape.cols;
  const after = cols.indices.length - end;
  const beyond = inside + shape.width * SAMPLE;
  kernels.gatherPixels(inside, beyond, table + 4 * end, after, channels, constant);
}
