import { readFileSync } from 'node:fs';

/** What a contestant reports of its work. */
export interface WorkResult {
  /** Wall-clock time of the work itself, the start of the program not included. */
  readonly seconds: number;
  /** Frames that were worked on; 1 where only a time matters. */
  readonly frames: number;
  /** Processor time of the program and its children while it worked. */
  readonly cpuSeconds: number;
  /** Figures of its own, by name. */
  readonly extra?: Readonly<Record<string, number>>;
}

/** Runs some work and measures it. */
export async function measureWork(
  work: () => Promise<{ frames: number; seconds?: number; extra?: Record<string, number> }>,
): Promise<WorkResult> {
  const cpuBefore = cpuSecondsUsed();
  const startedMs = performance.now();
  const { frames, seconds, extra } = await work();
  const elapsed = (performance.now() - startedMs) / 1000;
  const cpuSeconds = cpuSecondsUsed() - cpuBefore;
  return {
    seconds: seconds ?? elapsed,
    frames,
    cpuSeconds,
    ...(extra === undefined ? {} : { extra }),
  };
}

/** Processor time of this process and of its children that have ended, as Linux counts it. */
function cpuSecondsUsed(): number {
  const { user, system } = process.cpuUsage();
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ') ?? [];
  const ticks = Number(fields[13] ?? 0) + Number(fields[14] ?? 0);
  return (user + system) / 1e6 + ticks / 100;
}
