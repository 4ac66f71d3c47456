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
  /** Of a live stream: number, moment of sending and moment of arrival of each frame, in microseconds of the monotonic clock. */
  readonly samples?: readonly LiveSample[];
}

/** A frame of a live stream: its number, when it was sent, and when it arrived. */
export type LiveSample = readonly [number: number, sentMicros: number, arrivedMicros: number];

/** Runs some work and measures it. */
export async function measureWork(
  work: () => Promise<Omit<WorkResult, 'seconds' | 'cpuSeconds'> & { readonly seconds?: number }>,
): Promise<WorkResult> {
  const cpuBefore = cpuSecondsUsed();
  const startedMs = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedMs) / 1000;
  return { seconds, ...result, cpuSeconds: cpuSecondsUsed() - cpuBefore };
}

/** Processor time of this process and of its children that have ended, as Linux counts it. */
function cpuSecondsUsed(): number {
  const { user, system } = process.cpuUsage();
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ') ?? [];
  const ticks = Number(fields[13] ?? 0) + Number(fields[14] ?? 0);
  return (user + system) / 1e6 + ticks / 100;
}
