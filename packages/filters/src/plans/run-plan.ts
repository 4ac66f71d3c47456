import { frameMemory, type MemoryBlock } from '@giftgrab/core';
import { filterKernels } from '../kernels/kernels';
import type { Job, Plan } from './plan';

/** The places of one input and one output, without what belongs to the plan. */
export type Places = Pick<Job, 'src' | 'srcStride' | 'dst' | 'dstStride'> &
  Partial<Pick<Job, 'second' | 'secondStride'>>;

/** A plan with its constants in the frame memory, ready to run in this thread. */
export class PreparedPlan {
  readonly #plan: Plan;
  readonly #constants: number;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#constants = plan.constants === undefined ? 0 : placeConstants(this, plan.constants);
  }

  /** Whether the output may be the input. */
  get inPlace(): boolean {
    return this.#plan.inPlace === true;
  }

  /** Filters one array in this thread. */
  run({ src, srcStride, second = 0, secondStride = 0, dst, dstStride }: Places): void {
    const { phases, scratchBytes = 0, localBytes = 0 } = this.#plan;
    const room = scratchRoom(scratchBytes + localBytes + LOCAL_ALIGNMENT);
    const job: Job = {
      src,
      srcStride,
      second,
      secondStride,
      dst,
      dstStride,
      constants: this.#constants,
      scratch: room,
      local: align(room + scratchBytes),
    };
    const kernels = filterKernels();
    for (const phase of phases) phase.run(kernels, job, 0, phase.rows);
  }
}

const LOCAL_ALIGNMENT = 64;

function align(address: number): number {
  return Math.ceil(address / LOCAL_ALIGNMENT) * LOCAL_ALIGNMENT;
}

// Constants live as long as their plan, which lies in a cache.
const dropped = new FinalizationRegistry((block: MemoryBlock) => frameMemory.free(block));

function placeConstants(plan: PreparedPlan, constants: Uint8Array): number {
  const block = frameMemory.allocate(constants.length);
  block.bytes.set(constants);
  dropped.register(plan, block);
  return block.ptr;
}

let scratch: MemoryBlock | undefined;

/** Room for one run: this thread runs one plan at a time, so that all of them share it. */
function scratchRoom(bytes: number): number {
  if (scratch === undefined || scratch.bytes.length < bytes) {
    if (scratch !== undefined) frameMemory.free(scratch);
    scratch = undefined;
    scratch = frameMemory.allocate(bytes);
  }
  return scratch.ptr;
}
