import { readFileSync } from 'node:fs';
import { childrenOf } from '../../../ffmpeg/test/support/traces';

/** Process ids of the encoders of recordings in a process. */
export function encodersOf(pid: number | undefined): number[] {
  return childrenOf(pid ?? 0)
    .map((child) => child.pid)
    .filter(readsFrames);
}

/** Ends the encoder of a recording in this process as a defect does, and says whether there was one. */
export function killEncoder(): boolean {
  const [encoder] = encodersOf(process.pid);
  if (encoder === undefined) return false;
  process.kill(encoder, 'SIGKILL');
  return true;
}

function readsFrames(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes('pipe:0');
  } catch {
    return false;
  }
}
