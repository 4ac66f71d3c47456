import type { FaultRun } from './fault-run';

/** Something that goes wrong, and what has to hold nevertheless. */
export interface FaultCase {
  readonly name: string;
  /** What is done. */
  readonly done: string;
  /** What has to hold. */
  readonly holds: string;
  /** Run with each codec and each ffmpeg, with each ffmpeg, or once. */
  readonly per: 'codec' | 'build' | 'once';
  /** Does first what takes memory that is kept from then on. */
  readonly prepare?: () => Promise<void>;
  /**
   * Does it.
   *
   * @param run - Takes what it found out. What is thrown is a failure too.
   */
  readonly check: (run: FaultRun) => Promise<void>;
}
