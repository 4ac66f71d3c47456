import { readFileSync } from 'node:fs';
import { childrenOf } from '../../../ffmpeg/test/support/traces';

/** Ends the encoder of a recording in this process as a defect does, and says whether there was one. */
export function killEncoder(): boolean {
  const encoder = childrenOf(process.pid).find(({ pid }) => readsFrames(pid));
  if (encoder === undefined) return false;
  process.kill(encoder.pid, 'SIGKILL');
  return true;
}

function readsFrames(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes('pipe:0');
  } catch {
    return false;
  }
}
