import { z } from 'zod';

/** A text with something in it. */
export const TEXT = z.string().min(1, { error: 'a text that is not empty' });

const RATE_RULE = 'frames per second, a number above 0 or a fraction such as "30000/1001"';

/** A number of frames a second, or a fraction, for example `30000/1001`. */
export const FRAME_RATE = z
  .union(
    [
      z.number().positive().max(1e6),
      z.string().regex(/^[1-9]\d{0,14}\/[1-9]\d{0,14}$/, { error: RATE_RULE }),
    ],
    { error: RATE_RULE },
  )
  .describe('Frames per second, a number or a fraction such as "30000/1001".');

/**
 * A whole number that is not below a minimum.
 *
 * @param minimum - The minimum.
 */
export function atLeast(minimum: number): z.ZodInt {
  return z.int().min(minimum);
}

/**
 * A whole number above 0.
 *
 * @param maximum - The largest allowed.
 */
export function positive(maximum = Number.MAX_SAFE_INTEGER): z.ZodInt {
  return z.int().min(1).max(maximum);
}

/** A number of seconds above 0. */
export const SECONDS = z.number().positive();

/**
 * One of a few names.
 *
 * @param names - The names, as a list or as an object of them.
 */
export function onlyOneOf<const T extends string>(
  names: readonly T[] | Readonly<Record<string, T>>,
): z.ZodEnum<{ [K in T]: K }> {
  const list: readonly T[] = Array.isArray(names) ? (names as readonly T[]) : Object.values(names);
  return z.enum(list);
}
