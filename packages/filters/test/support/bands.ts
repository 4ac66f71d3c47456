import { frameMemory, type MemoryBlock } from '@giftgrab/core';
import {
  copyArray,
  shapeOf,
  zeros,
  type ArrayShape,
  type SampleArray,
} from '../../src/arrays/sample-array';
import { filterKernels } from '../../src/kernels/kernels';
import type { Job, Phase, Plan } from '../../src/plans/plan';

/** Where a band ends that begins at a row: a number of rows from 1 to those that are left. */
export type Cut = (rowsLeft: number) => number;

/** All rows at once. */
export const WHOLE: Cut = (rowsLeft) => rowsLeft;

/**
 * Bands whose lengths are parts of what is left.
 *
 * @param parts - Numbers from 0 to 1, taken in turns; none for all rows at once.
 */
export function cutAt(parts: readonly number[]): Cut {
  let next = 0;
  return (rowsLeft) => {
    const part = parts[next++ % parts.length] ?? 1;
    return Math.max(1, Math.ceil(part * rowsLeft));
  };
}

const GUARD = 64;
const MARK = 0xa5;

/**
 * Runs a plan, each phase in bands of rows, the last band first and each with dirty room of its own, as if several
 * threads were at work.
 *
 * @param plan - The plan.
 * @param input - Rows, columns, and channels if there are any.
 * @param cut - Where bands end.
 * @param shape - Shape and type of the output, where they are not those of the input.
 * @returns The output.
 * @throws Error when something was written between or beyond the rows of the output.
 */
export function runInBands(
  plan: Plan,
  input: SampleArray,
  cut: Cut,
  shape: ArrayShape = shapeOf(input),
): SampleArray {
  const [rows = 0] = shape.shape;
  const source = zeros(shapeOf(input));
  copyArray(input, source);
  const result = zeros(shape);
  const bytesOfSource = new Uint8Array(source.data.buffer);
  const bytesOfResult = new Uint8Array(result.data.buffer);
  const srcWidth = bytesOfSource.length / rows;
  const width = bytesOfResult.length / rows;
  const srcStride = srcWidth + GUARD;
  const stride = width + GUARD;
  const { constants = new Uint8Array(1), scratchBytes = 0, localBytes = 0 } = plan;
  const sizes = [rows * srcStride, rows * stride, constants.length, scratchBytes, localBytes];
  const blocks = sizes.map((bytes) => frameMemory.allocate(Math.max(1, bytes)));
  const [src, dst, table, scratch, local] = blocks as Five<MemoryBlock>;
  for (const { bytes } of blocks) bytes.fill(MARK);
  table.bytes.set(constants);
  for (let y = 0; y < rows; y += 1) {
    src.bytes.set(bytesOfSource.subarray(y * srcWidth, (y + 1) * srcWidth), y * srcStride);
  }
  const job: Job = {
    src: src.ptr,
    srcStride,
    second: 0,
    secondStride: 0,
    dst: dst.ptr,
    dstStride: stride,
    constants: table.ptr,
    scratch: scratch.ptr,
    local: local.ptr,
  };
  for (const phase of plan.phases) {
    for (const [from, to] of bandsOf(phase, cut)) {
      local.bytes.fill(MARK);
      phase.run(filterKernels(), job, from, to);
    }
  }
  for (let y = 0; y < rows; y += 1) {
    const row = dst.bytes.subarray(y * stride, (y + 1) * stride);
    bytesOfResult.set(row.subarray(0, width), y * width);
    if (row.subarray(width).some((byte) => byte !== MARK)) {
      throw new Error(`Something was written beyond row ${y}.`);
    }
  }
  for (const block of blocks) frameMemory.free(block);
  return result;
}

type Five<T> = [T, T, T, T, T];

/** The bands of a phase, the last first. */
function bandsOf({ rows, step = 1 }: Phase, cut: Cut): [from: number, to: number][] {
  const bands: [number, number][] = [];
  for (let from = 0; from < rows;) {
    const length = Math.ceil(cut(rows - from) / step) * step;
    const to = Math.min(rows, from + length);
    bands.unshift([from, to]);
    from = to;
  }
  return bands;
}
