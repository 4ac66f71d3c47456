// Patterns of 48 bytes that repeat along a row.

/** The step along a pattern that comes after `at`. */
export function following(at: i32, period: i32): i32 {
  const next = at + 16;
  return next < period ? next : 0;
}
