import type { Job } from '../plans/plan';

/** Kernels may read and write this many samples beyond the end of a row in scratch room. */
const SLACK = 64;

/** Bytes of a 16-bit sample. */
export const SAMPLE = 2;

/** Bytes that a row of 16-bit samples takes in scratch room. */
export function rowBytes(samples: number): number {
  return Math.ceil((samples + SLACK) / 32) * 32 * SAMPLE;
}

/** Rows of 16-bit samples in the scratch room that threads share. */
export interface Stage {
  /** Bytes from one row to the next. */
  readonly stride: number;
  /** The address of a row. */
  at(job: Job, row: number): number;
}

/** Makes room for stages one behind the other. */
export class StageAllocator {
  #bytes = 0;

  /** Bytes of all stages. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Makes room for a stage. */
  add(rows: number, samples: number): Stage {
    const offset = this.#bytes;
    const stride = rowBytes(samples);
    this.#bytes += rows * stride;
    return { stride, at: (job, row) => job.scratch + offset + row * stride };
  }
}

/** Phases, and where their result lies. */
export interface Staged<P> {
  readonly phases: readonly P[];
  readonly stage: Stage;
  /** Bytes that each thread needs for itself. */
  readonly localBytes: number;
}
