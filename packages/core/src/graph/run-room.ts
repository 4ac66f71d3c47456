import type { SourceRun } from './source-run';

/** Frames sent in one turn of the event loop; between turns others get their chance. */
export const BURST = 64;

/**
 * Waits until a run has room for a frame, and now and then for the event loop to turn; before the first frame too, so that
 * all who subscribe at once get it. Never resolves once the run has ended.
 *
 * @param run - The run.
 * @param byteLength - Bytes of the frame.
 */
export async function roomIn(run: SourceRun, byteLength: number): Promise<void> {
  if (run.emitted % BURST === 0) await new Promise((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => run.whenRoom(byteLength, resolve));
}
