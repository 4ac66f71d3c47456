// The network of the 5 × 5 median: 18 operations to sort five neighbours along a row, 40 for each output.
//
// The sorted rows stand below each other, and the columns of this square are sorted too, as far as need be. Then 12 of the 25
// cannot be the median: number j from below in column i has at least i·j samples that are not larger, itself included, and
// (6 - i)(6 - j) that are not smaller; where either is more than 13 it drops out. Of the columns a to e there remain a4 a5,
// b3 b4 b5, c2 c3 c4, d1 d2 d3 and e1 e2, of which the seventh is wanted.

/** Sorts five neighbours along a row. */
export function sortRow5<T>(row: usize, px: i32, sorted: usize): void {
  const v0 = v128.load(row);
  const v1 = v128.load(row + px);
  const v2 = v128.load(row + 2 * px);
  const v3 = v128.load(row + 3 * px);
  const v4 = v128.load(row + 4 * px);
  const a0 = v128.min<T>(v0, v1);
  const a1 = v128.max<T>(v0, v1);
  const a3 = v128.min<T>(v3, v4);
  const a4 = v128.max<T>(v3, v4);
  const b2 = v128.min<T>(v2, a4);
  const b4 = v128.max<T>(v2, a4);
  const c2 = v128.min<T>(b2, a3);
  const c3 = v128.max<T>(b2, a3);
  const d1 = v128.min<T>(a1, b4);
  const d0 = v128.min<T>(a0, c3);
  const d3 = v128.max<T>(a0, c3);
  const e2 = v128.max<T>(d0, c2);
  const e1 = v128.min<T>(d1, d3);
  const e3 = v128.max<T>(d1, d3);
  v128.store(sorted, v128.min<T>(d0, c2));
  v128.store(sorted, v128.min<T>(e1, e2), 16);
  v128.store(sorted, v128.max<T>(e1, e2), 32);
  v128.store(sorted, e3, 48);
  v128.store(sorted, v128.max<T>(a1, b4), 64);
}

/**
 * Two output rows from two pairs of sorted rows and two new rows, which become the newest pair. A pair is ten vectors: the upper
 * row's five, then the lower's.
 */
export function median5Span<T>(
  oldest: usize,
  middle: usize,
  newest: usize,
  rowA: usize,
  rowB: usize,
  px: i32,
  upper: usize,
  lower: usize,
  bytes: i32,
): void {
  for (let x: i32 = 0; x < bytes; x += 16) {
    sortRow5<T>(rowA + x, px, newest);
    sortRow5<T>(rowB + x, px, newest + 80);

    // Both windows cover the second to the fifth row: what of them can still be the median with one more row.
    let p = v128.load(oldest, 80);
    let q = v128.load(middle);
    let r = v128.load(middle, 80);
    let s = v128.load(newest);
    let low1 = v128.min<T>(p, q);
    let high1 = v128.max<T>(p, q);
    let low2 = v128.min<T>(r, s);
    let high2 = v128.max<T>(r, s);
    const a2 = v128.max<T>(high1, high2);
    const a1 = v128.max<T>(v128.min<T>(high1, high2), v128.max<T>(low1, low2));

    p = v128.load(oldest, 96);
    q = v128.load(middle, 16);
    r = v128.load(middle, 96);
    s = v128.load(newest, 16);
    low1 = v128.min<T>(p, q);
    high1 = v128.max<T>(p, q);
    low2 = v128.min<T>(r, s);
    high2 = v128.max<T>(r, s);
    const b3 = v128.max<T>(high1, high2);
    let inner1 = v128.min<T>(high1, high2);
    let inner2 = v128.max<T>(low1, low2);
    const b2 = v128.max<T>(inner1, inner2);
    const b1 = v128.min<T>(inner1, inner2);

    p = v128.load(oldest, 112);
    q = v128.load(middle, 32);
    r = v128.load(middle, 112);
    s = v128.load(newest, 32);
    low1 = v128.min<T>(p, q);
    high1 = v128.max<T>(p, q);
    low2 = v128.min<T>(r, s);
    high2 = v128.max<T>(r, s);
    const c4 = v128.max<T>(high1, high2);
    const c1 = v128.min<T>(low1, low2);
    inner1 = v128.min<T>(high1, high2);
    inner2 = v128.max<T>(low1, low2);
    const c3 = v128.max<T>(inner1, inner2);
    const c2 = v128.min<T>(inner1, inner2);

    p = v128.load(oldest, 128);
    q = v128.load(middle, 48);
    r = v128.load(middle, 128);
    s = v128.load(newest, 48);
    low1 = v128.min<T>(p, q);
    high1 = v128.max<T>(p, q);
    low2 = v128.min<T>(r, s);
    high2 = v128.max<T>(r, s);
    const d1 = v128.min<T>(low1, low2);
    inner1 = v128.min<T>(high1, high2);
    inner2 = v128.max<T>(low1, low2);
    const d3 = v128.max<T>(inner1, inner2);
    const d2 = v128.min<T>(inner1, inner2);

    p = v128.load(oldest, 144);
    q = v128.load(middle, 64);
    r = v128.load(middle, 144);
    s = v128.load(newest, 64);
    low1 = v128.min<T>(p, q);
    high1 = v128.max<T>(p, q);
    low2 = v128.min<T>(r, s);
    high2 = v128.max<T>(r, s);
    const e1 = v128.min<T>(low1, low2);
    const e2 = v128.min<T>(v128.min<T>(high1, high2), v128.max<T>(low1, low2));

    let sorted = oldest;
    let out = upper + x;
    for (let half: i32 = 0; half < 2; half += 1) {
      v128.store(out, median13<T>(sorted, a1, a2, b1, b2, b3, c1, c2, c3, c4, d1, d2, d3, e1, e2));
      sorted = newest + 80;
      out = lower + x;
    }
    oldest += 160;
    middle += 160;
    newest += 160;
  }
}

/**
 * The median of the four common rows, of which those are given that can be it, and one more sorted row. The second half is a
 * network found by search and checked with every pattern of zeros and ones that the order of the columns allows.
 */
function median13<T>(
  sorted: usize,
  a1: v128,
  a2: v128,
  b1: v128,
  b2: v128,
  b3: v128,
  c1: v128,
  c2: v128,
  c3: v128,
  c4: v128,
  d1: v128,
  d2: v128,
  d3: v128,
  e1: v128,
  e2: v128,
): v128 {
  let more = v128.load(sorted);
  const p4 = v128.max<T>(a1, v128.min<T>(a2, more));
  const p5 = v128.max<T>(a2, more);
  more = v128.load(sorted, 16);
  const q3 = v128.max<T>(b1, v128.min<T>(b2, more));
  const q4 = v128.max<T>(b2, v128.min<T>(b3, more));
  const q5 = v128.max<T>(b3, more);
  more = v128.load(sorted, 32);
  const r2 = v128.max<T>(c1, v128.min<T>(c2, more));
  const r3 = v128.max<T>(c2, v128.min<T>(c3, more));
  const r4 = v128.max<T>(c3, v128.min<T>(c4, more));
  more = v128.load(sorted, 48);
  const s1 = v128.min<T>(d1, more);
  const s2 = v128.min<T>(d2, v128.max<T>(d1, more));
  const s3 = v128.min<T>(d3, v128.max<T>(d2, more));
  more = v128.load(sorted, 64);
  const t1 = v128.min<T>(e1, more);
  const t2 = v128.min<T>(e2, v128.max<T>(e1, more));

  const r4t1 = v128.min<T>(r4, t1);
  const rLow = v128.min<T>(r3, r4t1);
  const rHigh = v128.max<T>(r3, r4t1);
  const inner = v128.min<T>(v128.max<T>(q4, v128.max<T>(r2, s1)), v128.min<T>(s3, t2));
  const outer = v128.max<T>(p4, v128.min<T>(q5, s2));
  const low = v128.max<T>(v128.min<T>(inner, outer), v128.max<T>(q3, rLow));
  const high = v128.min<T>(v128.max<T>(p5, low), v128.max<T>(inner, outer));
  return v128.max<T>(v128.min<T>(p5, low), v128.min<T>(high, rHigh));
}
