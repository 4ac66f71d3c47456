import type { FilterKernels } from '../kernels/kernels';
import type { Job } from '../plans/plan';

/** A row that stands in the middle of a longer line. */
export interface ExtendedLine {
  /** Columns of the row. */
  readonly cols: number;
  /** Bytes of a pixel. */
  readonly pixel: number;
  /** Pixels before the row. */
  readonly before: number;
  /** Pixels of the line. */
  readonly length: number;
  /** Where the indices of the line's pixels lie in the constants, in bytes. */
  readonly indices: number;
  /** Two bytes that a constant pixel repeats. */
  readonly constant: number;
}

/**
 * Fills in what lies before and after a row.
 *
 * @param kernels - The kernels.
 * @param job - The job.
 * @param extended - Where the row begins, and what lies beyond its ends.
 * @param line - Address of the line.
 */
export function extendLine(
  kernels: FilterKernels,
  job: Job,
  { cols, pixel, before, length, indices, constant }: ExtendedLine,
  line: number,
): void {
  const table = job.constants + indices;
  const row = line + before * pixel;
  kernels.gatherPixels(row, line, table, before, pixel, constant);
  const end = before + cols;
  const beyond = row + cols * pixel;
  kernels.gatherPixels(row, beyond, table + 4 * end, length - end, pixel, constant);
}
