import type { ChildProcess } from 'node:child_process';

/**
 * Sends a signal to a child and all that it has started: an ffmpeg may be a script that runs the real one.
 *
 * @param child - The child; it leads a group of its own, as `detached` makes it.
 * @param signal - The signal.
 */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid, exitCode, signalCode } = child;
  // Its number may belong to somebody else once it is gone.
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, signal);
  } catch {
    child.kill(signal);
  }
}
