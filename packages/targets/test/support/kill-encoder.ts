import { childrenOf } from '../../../ffmpeg/test/support/traces';

/** Ends the encoder of a recording in this process as a defect does, and says whether there was one. */
export function killEncoder(): boolean {
  const encoder = childrenOf(process.pid).find(({ name }) => name.includes('ffmpeg'));
  if (encoder === undefined) return false;
  process.kill(encoder.pid, 'SIGKILL');
  return true;
}
