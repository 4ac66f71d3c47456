import { GiftGrabError } from '@giftgrab/core';
import type { FaultRun } from './fault-run';

/** Notes when something does not fail, or not with an error that has a code. */
export async function mustFail(
  run: FaultRun,
  what: string,
  attempt: () => Promise<unknown>,
): Promise<void> {
  try {
    await attempt();
    run.must(false, `${what}: no error`);
  } catch (error) {
    run.must(error instanceof GiftGrabError, `${what}: not a typed error, but ${String(error)}`);
  }
}
