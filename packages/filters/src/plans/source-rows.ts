import { CONSTANT } from '../arrays/boundary';
import type { Job } from './plan';

/**
 * Where the rows of an extended picture lie.
 *
 * @param indices - The rows; from `extendedIndices`.
 * @param constantRow - Where a row of the constant lies in the constants, in bytes.
 * @returns The address of a row of the extended picture.
 */
export function sourceRows(
  indices: Int32Array,
  constantRow: number,
): (job: Job, index: number) => number {
  return (job, index) => {
    const row = indices[index] ?? 0;
    return row === CONSTANT ? job.constants + constantRow : job.src + row * job.srcStride;
  };
}
