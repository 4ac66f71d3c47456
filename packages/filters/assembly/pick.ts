// Minimum or maximum by type: AssemblyScript has no constant parameters, and a test at run time would cost too much here.

/** Stands for the minimum. */
export type Minimum = i32;

/** Stands for the maximum. */
export type Maximum = u32;

/** The smaller or the larger of two, lane by lane. */
export function pick<T, Which>(a: v128, b: v128): v128 {
  if (isSigned<Which>()) return v128.min<T>(a, b);
  return v128.max<T>(a, b);
}
