import {
  checkMilliseconds,
  checkOptionNames,
  checkPositiveInteger,
  InvalidOptionError,
} from '@giftgrab/core';

/** How often and how soon a lost stream or device is connected again. */
export interface ReconnectOptions {
  /** Attempts in a row until the source fails; `Infinity` for no end. @defaultValue 10 */
  readonly attempts?: number;
  /** Milliseconds before the second attempt; each later one waits twice as long. @defaultValue 500 */
  readonly minDelayMs?: number;
  /** Milliseconds that no wait exceeds. @defaultValue 30000 */
  readonly maxDelayMs?: number;
}

/** {@link ReconnectOptions} with nothing left open. */
export type ReconnectPlan = Required<ReconnectOptions>;

/**
 * Checks how to reconnect.
 *
 * @param options - What the user asks for; `false` for not at all.
 * @returns The plan, if there is one.
 */
export function reconnectPlan(options: ReconnectOptions | false = {}): ReconnectPlan | undefined {
  if (options === false) return undefined;
  if (Object(options) !== options) {
    throw new InvalidOptionError(
      'reconnect',
      '{ attempts, minDelayMs, maxDelayMs } or false',
      options,
    );
  }
  checkOptionNames('reconnect', options, ['attempts', 'minDelayMs', 'maxDelayMs']);
  const { attempts = 10, minDelayMs = 500, maxDelayMs = Math.max(30_000, minDelayMs) } = options;
  if (attempts !== Number.POSITIVE_INFINITY) checkPositiveInteger('reconnect.attempts', attempts);
  checkPositiveInteger('reconnect.minDelayMs', minDelayMs);
  checkMilliseconds('reconnect.maxDelayMs', maxDelayMs);
  if (maxDelayMs < minDelayMs) {
    throw new InvalidOptionError('reconnect.maxDelayMs', 'no less than minDelayMs', maxDelayMs);
  }
  return { attempts, minDelayMs, maxDelayMs };
}

/**
 * How long to wait before an attempt: twice as long each time, and anything from half of that to all of it, so that many
 * who lost the same server do not come back at once.
 *
 * @param attempt - Which attempt in a row, from 1. The first one waits too: a server that restarts is not there yet.
 * @param plan - The limits.
 * @param random - From 0 to 1.
 */
export function backoffMs(attempt: number, plan: ReconnectPlan, random = Math.random()): number {
  const fullMs = Math.min(plan.maxDelayMs, plan.minDelayMs * 2 ** (attempt - 1));
  return Math.max(Math.min(plan.minDelayMs, fullMs), fullMs * (0.5 + random / 2));
}
