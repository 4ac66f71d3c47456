import { frameMemory } from '@giftgrab/core';
import { bytesOf, shapeOf, type SampleArray } from '../../src/arrays/sample-array';
import { filterKernels } from '../../src/kernels/kernels';
import type { Job, Phase, Plan } from '../../src/plans/plan';

/**
 * Runs a plan as several threads might: each phase in bands, the last band first, each with room of its own that holds rubbish.
 *
 * @param plan - The plan.
 * @param input - Rows without gaps, in frame memory.
 * @param output - The same; may be the input where the plan allows it.
 * @param cuts - Where bands end, as parts of the whole from 0 to 1.
 */
export function runInBands(
  plan: Plan,
  input: SampleArray,
  output: SampleArray,
  cuts: readonly number[],
): void {
  const constants = room(plan.constants?.length ?? 0);
  if (plan.constants !== undefined) constants.bytes.set(plan.constants);
  const scratch = room(plan.scratchBytes ?? 0);
  const local = room(plan.localBytes ?? 0);
  const job: Job = {
    src: addressOf(input),
    srcStride: rowBytes(input),
    dst: addressOf(output),
    dstStride: rowBytes(output),
    constants: constants.ptr,
    scratch: scratch.ptr,
    local: local.ptr,
  };
  for (const phase of plan.phases) {
    for (const [from, to] of bandsOf(phase, cuts)) {
      local.bytes.fill(0xa5);
      phase.run(filterKernels(), job, from, to);
    }
  }
  for (const block of [constants, scratch, local]) frameMemory.free(block);
}

function bandsOf(
  { rows, step = 1 }: Phase,
  cuts: readonly number[],
): (readonly [number, number])[] {
  const ends = cuts.map((cut) => Math.min(rows, Math.round((cut * rows) / step) * step));
  const sorted = [...new Set([0, ...ends, rows])].sort((a, b) => b - a);
  return sorted.slice(1).map((from, i) => [from, sorted[i] ?? rows] as const);
}

function room(bytes: number): ReturnType<typeof frameMemory.allocate> {
  return frameMemory.allocate(Math.max(1, bytes));
}

function addressOf(array: SampleArray): number {
  return frameMemory.addressOf(array.data) ?? 0;
}

function rowBytes(array: SampleArray): number {
  return (array.stride[0] ?? 0) * bytesOf(shapeOf(array).dtype);
}
