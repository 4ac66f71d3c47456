import { frameMemory, type MemoryBlock } from '@giftgrab/core';
import { filterKernels } from '../kernels/kernels';
import type { ArrayShape } from '../arrays/sample-array';
import type { Job, Plan } from './plan';

/** The places of one input and one output, without what belongs to the plan. */
export type Places = Pick<Job, 'src' | 'srcStride' | 'dst' | 'dstStride'> &
  Partial<Pick<Job, 'second' | 'secondStride'>>;

/** What another thread needs to make the same plan. */
export interface PlanRecipe {
  /** Name of the filter. */
  readonly filter: string;
  /** What goes in. */
  readonly input: ArrayShape;
  /** What comes out. */
  readonly output: ArrayShape;
  /** How to filter. */
  readonly options: object;
}

/** Does a job's phases, one after the other, on whatever threads. */
export type PhaseRunner = (plan: PreparedPlan, job: Job) => void;

/** A plan with its constants in the frame memory, ready to run. */
export class PreparedPlan {
  /** The plan. */
  readonly plan: Plan;
  /** How it was made. */
  readonly recipe: PlanRecipe;
  readonly #constants: number;

  constructor(plan: Plan, recipe: PlanRecipe) {
    this.plan = plan;
    this.recipe = recipe;
    this.#constants = plan.constants === undefined ? 0 : placeConstants(this, plan.constants);
  }

  /** Whether the output may be the input. */
  get inPlace(): boolean {
    return this.plan.inPlace === true;
  }

  /**
   * Filters one array.
   *
   * @param places - Where it lies.
   * @param runPhases - Which threads do it; this one alone if left out.
   */
  run(places: Places, runPhases: PhaseRunner = runInline): void {
    const { src, srcStride, dst, dstStride, second = 0, secondStride = 0 } = places;
    const { scratchBytes = 0, localBytes = 0 } = this.plan;
    const room = scratchRoom(scratchBytes + localBytes + LOCAL_ALIGNMENT);
    const local = Math.ceil((room + scratchBytes) / LOCAL_ALIGNMENT) * LOCAL_ALIGNMENT;
    const constants = this.#constants;
    const where = { src, srcStride, second, secondStride, dst, dstStride };
    runPhases(this, { ...where, constants, scratch: room, local });
  }
}

const LOCAL_ALIGNMENT = 64;

function runInline({ plan }: PreparedPlan, job: Job): void {
  const kernels = filterKernels();
  for (const phase of plan.phases) phase.run(kernels, job, 0, phase.rows);
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
