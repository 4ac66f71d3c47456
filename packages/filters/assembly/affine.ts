// Pictures turned, scaled and sheared: each pixel of the output has its place in the source, found by a matrix.
import { storeFirst } from '../../core/assembly/lanes';
import { blendFour, fillPixels, nearestPixel, storePixels } from './affine-pixel';
import { samplePixel } from './affine-edge';

// A plan's constants, by their distance from its first; see src/warp/affine-plan.ts.
const MATRIX: i32 = 0;
const OFFSET: i32 = 32;
const MARGINS: i32 = 48;
const ROWS: i32 = 64;
const COLS: i32 = 68;
const OUT_COLS: i32 = 72;
const CHANNELS: i32 = 76;
const MODE: i32 = 80;
const ORDER: i32 = 84;
const BLACK: i32 = 88;

/** How far from the edge a coordinate counts as inside, more than it is off in fixed point. */
const SAFETY: f64 = 0.001;

/** The first of the columns from which `start + step * x` is in a range, perhaps one too late. */
function firstInside(start: f64, step: f64, low: f64, high: f64, cols: f64): f64 {
  if (step == 0) return start >= low && start <= high ? 0 : cols;
  const x = step > 0 ? (low - start) / step : (high - start) / step;
  return max(0, min(cols, ceil(x)));
}

/** One more than the last of these columns. */
function endInside(start: f64, step: f64, low: f64, high: f64, cols: f64): f64 {
  if (step == 0) return start >= low && start <= high ? cols : 0;
  const x = step > 0 ? (high - start) / step : (low - start) / step;
  return max(0, min(cols, floor(x) + 1));
}

/** Rows `from` up to `to` of the output. */
export function affineRows(
  src: usize,
  srcStride: i32,
  dst: usize,
  dstStride: i32,
  block: usize,
  from: i32,
  to: i32,
): void {
  const down = load<f64>(block, MATRIX + 8);
  const across = load<f64>(block, MATRIX + 24);
  const high = load<i32>(block, ROWS);
  const wide = load<i32>(block, COLS);
  const outCols = load<i32>(block, OUT_COLS);
  const channels = load<i32>(block, CHANNELS);
  const isConstant = load<i32>(block, MODE) == 0;
  const lastRow = <f64>(high - 1);
  const lastCol = <f64>(wide - 1);
  const rowMargin = load<f64>(block, MARGINS) + SAFETY;
  const colMargin = load<f64>(block, MARGINS + 8) + SAFETY;
  const cols = <f64>outCols;
  for (let y = from; y < to; y += 1) {
    const startRow = <f64>y * load<f64>(block, MATRIX) + load<f64>(block, OFFSET);
    const startCol = <f64>y * load<f64>(block, MATRIX + 16) + load<f64>(block, OFFSET + 8);
    const target = dst + y * dstStride;
    // Columns whose neighbours are all inside, among those that are not all black.
    const first = <i32>(
      max(
        firstInside(startRow, down, SAFETY, lastRow - SAFETY, cols),
        firstInside(startCol, across, SAFETY, lastCol - SAFETY, cols),
      )
    );
    const end = <i32>(
      min(
        endInside(startRow, down, SAFETY, lastRow - SAFETY, cols),
        endInside(startCol, across, SAFETY, lastCol - SAFETY, cols),
      )
    );
    let shown: i32 = 0;
    let shownEnd = outCols;
    if (isConstant) {
      shown = <i32>(
        max(
          firstInside(startRow, down, -rowMargin, lastRow + rowMargin, cols),
          firstInside(startCol, across, -colMargin, lastCol + colMargin, cols),
        )
      );
      shownEnd = <i32>(
        min(
          endInside(startRow, down, -rowMargin, lastRow + rowMargin, cols),
          endInside(startCol, across, -colMargin, lastCol + colMargin, cols),
        )
      );
      if (shownEnd < shown) shownEnd = shown;
      fillPixels(target, 0, shown, channels, block + BLACK);
      fillPixels(target, shownEnd, outCols, channels, block + BLACK);
    }
    let x = shown;
    const middle = first < end ? first : shownEnd;
    for (; x < middle; x += 1) {
      samplePixel(src, srcStride, target + x * channels, block, y, x);
    }
    if (first < end) {
      x = insideRow(src, srcStride, target, block, y, x, end);
      for (; x < shownEnd; x += 1) {
        samplePixel(src, srcStride, target + x * channels, block, y, x);
      }
    }
  }
}

/** Pixels from `x` up to `end`, whose neighbours are all inside, but for the last few; gives the first that is left. */
function insideRow(
  src: usize,
  stride: i32,
  target: usize,
  block: usize,
  y: i32,
  x: i32,
  end: i32,
): i32 {
  const channels = load<i32>(block, CHANNELS);
  const down = load<f64>(block, MATRIX + 8);
  const across = load<f64>(block, MATRIX + 24);
  const step = f64x2.replace_lane(f64x2.splat(down), 1, across);
  const offset = v128.load(block + OFFSET);
  const row = f64x2.mul(
    f64x2.splat(<f64>y),
    f64x2.replace_lane(f64x2.splat(load<f64>(block, MATRIX)), 1, load<f64>(block, MATRIX + 16)),
  );
  if (load<i32>(block, ORDER) == 0) {
    const half = f64x2.splat(0.5);
    for (; x < end; x += 1) {
      const place = f64x2.add(f64x2.add(row, f64x2.mul(step, f64x2.splat(<f64>x))), offset);
      const index = i32x4.trunc_sat_f64x2_s_zero(f64x2.add(place, half));
      const pixel = i32x4.extract_lane(index, 0) * stride + i32x4.extract_lane(index, 1) * channels;
      nearestPixel(src + pixel, target + x * channels, channels);
    }
    return x;
  }
  const fixed = f64x2.splat(65536);
  const downs = stepsOf(down);
  const acrosses = stepsOf(across);
  for (; x + 4 <= end; x += 4) {
    const place = f64x2.add(f64x2.add(row, f64x2.mul(step, f64x2.splat(<f64>x))), offset);
    const start = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(place, fixed));
    const rows = i32x4.add(v128.shuffle<u32>(start, start, 0, 0, 0, 0), downs);
    const cols = i32x4.add(v128.shuffle<u32>(start, start, 1, 1, 1, 1), acrosses);
    const four = blendFour(src, stride, rows, cols, channels);
    if (channels == 4) v128.store(target + (x << 2), four);
    else if (channels == 1) storeFirst(target + x, four, 4);
    else storePixels(target + x * channels, four, channels);
  }
  return x;
}

/** Distances of four pixels from the first, in fixed point with 16 bits behind the point. */
function stepsOf(step: f64): v128 {
  const steps = i32x4.splat(0);
  const one = step * 65536;
  let out = i32x4.replace_lane(steps, 1, <i32>nearest(one));
  out = i32x4.replace_lane(out, 2, <i32>nearest(2 * one));
  return i32x4.replace_lane(out, 3, <i32>nearest(3 * one));
}
