import { readFileSync } from 'node:fs';

/** In how many parts the time-out is counted. */
const TICKS = 8;

/** What a {@link StallWatch} watches. */
export interface StallWatchOptions {
  /** How many milliseconds nothing may move while something is expected. */
  readonly timeoutMs: number;
  /** Process that should move; working counts, where the system tells (Linux). */
  readonly pid: number | undefined;
  /** Whether something is expected now: not while we ourselves hold it up. */
  readonly isExpected: () => boolean;
  /** Called once. */
  readonly onStall: () => void;
}

/**
 * Notices that a process that should go on has stopped: it neither says anything nor computes. Time in which this process
 * itself did not run does not count: turns of a timer are counted, not a clock read, so that a suspended laptop is not
 * taken for a hung ffmpeg, and a slow encoder not either.
 */
export class StallWatch {
  readonly #timer: NodeJS.Timeout;
  #silentTicks = 0;
  #cpu: string | undefined;

  constructor(options: StallWatchOptions) {
    const { timeoutMs, pid, isExpected, onStall } = options;
    this.#timer = setInterval(() => {
      if (!isExpected()) {
        this.#silentTicks = 0;
        return;
      }
      const cpu = pid === undefined ? undefined : cpuTimeOf(pid);
      if (cpu !== this.#cpu) this.#silentTicks = 0;
      this.#cpu = cpu;
      this.#silentTicks += 1;
      if (this.#silentTicks <= TICKS) return;
      this.stop();
      onStall();
    }, timeoutMs / TICKS);
    this.#timer.unref();
  }

  /** Something has moved. */
  note(): void {
    this.#silentTicks = 0;
  }

  /** Ends the watch. */
  stop(): void {
    clearInterval(this.#timer);
  }
}

/** The processor time that a process has used, as the system prints it; `undefined` where it does not tell. */
function cpuTimeOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ');
    // User and system time, the 14th and 15th fields; the name before them may hold spaces.
    return fields?.slice(11, 13).join(' ');
  } catch {
    return undefined;
  }
}
