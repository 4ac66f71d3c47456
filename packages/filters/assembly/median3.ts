// The network of the 3 × 3 median: 6 operations to sort three neighbours along a row, 10 for each output.

/** Sorts three neighbours along a row. */
export function sortRow3<T>(row: usize, px: i32, sorted: usize): void {
  const a = v128.load(row);
  const b = v128.load(row + px);
  const c = v128.load(row + 2 * px);
  const low = v128.min<T>(a, b);
  const high = v128.max<T>(a, b);
  const rest = v128.min<T>(high, c);
  v128.store(sorted, v128.min<T>(low, c));
  v128.store(sorted, v128.max<T>(low, rest), 16);
  v128.store(sorted, v128.max<T>(high, c), 32);
}

/** Two output rows from a pair of sorted rows and two new ones, which take the pair's place. */
export function median3Span<T>(
  sorted: usize,
  rowA: usize,
  rowB: usize,
  px: i32,
  upper: usize,
  lower: usize,
  bytes: i32,
): void {
  for (let x: i32 = 0; x < bytes; x += 16) {
    const low0 = v128.load(sorted);
    const mid0 = v128.load(sorted, 16);
    const high0 = v128.load(sorted, 32);
    const low1 = v128.load(sorted, 48);
    const mid1 = v128.load(sorted, 64);
    const high1 = v128.load(sorted, 80);

    const a2 = v128.load(rowA + x);
    const b2 = v128.load(rowA + x + px);
    const c2 = v128.load(rowA + x + 2 * px);
    const small2 = v128.min<T>(a2, b2);
    const large2 = v128.max<T>(a2, b2);
    const rest2 = v128.min<T>(large2, c2);
    const low2 = v128.min<T>(small2, c2);
    const mid2 = v128.max<T>(small2, rest2);
    const high2 = v128.max<T>(large2, c2);
    v128.store(sorted, low2);
    v128.store(sorted, mid2, 16);
    v128.store(sorted, high2, 32);

    // What both windows cover: the second and the third row.
    const low = v128.max<T>(low1, low2);
    const midLow = v128.min<T>(mid1, mid2);
    const midHigh = v128.max<T>(mid1, mid2);
    const high = v128.min<T>(high1, high2);
    v128.store(
      upper + x,
      middle<T>(
        v128.max<T>(low, low0),
        v128.max<T>(midLow, v128.min<T>(midHigh, mid0)),
        v128.min<T>(high, high0),
      ),
    );

    const a3 = v128.load(rowB + x);
    const b3 = v128.load(rowB + x + px);
    const c3 = v128.load(rowB + x + 2 * px);
    const small3 = v128.min<T>(a3, b3);
    const large3 = v128.max<T>(a3, b3);
    const rest3 = v128.min<T>(large3, c3);
    const low3 = v128.min<T>(small3, c3);
    const mid3 = v128.max<T>(small3, rest3);
    const high3 = v128.max<T>(large3, c3);
    v128.store(sorted, low3, 48);
    v128.store(sorted, mid3, 64);
    v128.store(sorted, high3, 80);
    v128.store(
      lower + x,
      middle<T>(
        v128.max<T>(low, low3),
        v128.max<T>(midLow, v128.min<T>(midHigh, mid3)),
        v128.min<T>(high, high3),
      ),
    );
    sorted += 96;
  }
}

/** The middle one of three. */
function middle<T>(a: v128, b: v128, c: v128): v128 {
  return v128.max<T>(v128.min<T>(a, b), v128.min<T>(v128.max<T>(a, b), c));
}
