import { readFileSync } from 'node:fs';
import { childrenOf } from '../../../ffmpeg/test/support/traces';

/** The command lines of all children of this process, as other users see them; but for servers that a test started. */
function commandLines(): string {
  return childrenOf(process.pid)
    .map(({ pid }) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return '';
      }
    })
    .filter((line) => !line.includes('rtsp-server.py'))
    .join('\n');
}

/** The command lines that there were while something ran. */
export async function commandLinesDuring(work: () => Promise<void>): Promise<string> {
  const seen = new Set<string>();
  const timer = setInterval(() => seen.add(commandLines()), 5);
  try {
    await work();
    seen.add(commandLines());
  } finally {
    clearInterval(timer);
  }
  return [...seen].join('\n');
}
