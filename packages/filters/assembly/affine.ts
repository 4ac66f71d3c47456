// Pictures turned, scaled and sheared: each pixel of the output has its place in the source, found by a matrix.
import { blendPixels, blendSamples, fillPixels, MAGIC, nearestPixel } from './affine-pixel';
import { samplePixel } from './affine-edge';

// A plan's constants, by their distance from its first; see src/warp/affine-plan.ts.
const MATRIX: i32 = 0;
const OFFSET: i32 = 32;
const MARGINS: i32 = 48;
const ROWS: i32 = 64;
const OUT_COLS: i32 = 72;
const CHANNELS: i32 = 76;
const MODE: i32 = 80;
const ORDER: i32 = 84;
const BLACK: i32 = 88;

/** How far from the edge a coordinate counts as inside, more than it is off in fixed point. */
const SAFETY: f64 = 0.001;

/** The first column for which one axis (0: rows, 1: columns) is inside the source. */
function firstInside(block: usize, y: i32, axis: i32, from: f64, to: f64, margin: f64): f64 {
  const start = startOf(block, y, axis);
  const step = load<f64>(block + (axis << 4), MATRIX + 8);
  const last = <f64>(load<i32>(block + (axis << 2), ROWS) - 1) + margin;
  if (step == 0) return start >= -margin && start <= last ? from : to;
  const x = step > 0 ? (-margin - start) / step : (last - start) / step;
  return max(from, min(to, ceil(x)));
}

/** One more than the last of these columns. */
function endInside(block: usize, y: i32, axis: i32, from: f64, to: f64, margin: f64): f64 {
  const start = startOf(block, y, axis);
  const step = load<f64>(block + (axis << 4), MATRIX + 8);
  const last = <f64>(load<i32>(block + (axis << 2), ROWS) - 1) + margin;
  if (step == 0) return start >= -margin && start <= last ? to : from;
  const x = step > 0 ? (last - start) / step : (-margin - start) / step;
  return max(from, min(to, floor(x) + 1));
}

/** The coordinate in the source of the first column of row `y`. */
function startOf(block: usize, y: i32, axis: i32): f64 {
  const scale = load<f64>(block + (axis << 4), MATRIX);
  return <f64>y * scale + load<f64>(block + (axis << 3), OFFSET);
}

/** Columns and rows of a tile of the output: few enough that what they come from stays in the cache. */
const TILE_COLS: i32 = 128;
const TILE_ROWS: i32 = 32;

/** Where a tile comes from more cache lines than these, most of them are skipped. */
const MOST_LINES: i32 = 2048;

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
  const cols = load<i32>(block, OUT_COLS);
  for (let top = from; top < to; top += TILE_ROWS) {
    const bottom = min(top + TILE_ROWS, to);
    for (let x: i32 = 0; x < cols; x += TILE_COLS) {
      const end = min(x + TILE_COLS, cols);
      // Never so many: the sum is only there for the bytes to be read.
      if (fetchSource(src, srcStride, block, top, bottom - 1, x, end - 1) == u32.MAX_VALUE) return;
      for (let y = top; y < bottom; y += 1) {
        affineRow(src, srcStride, dst + y * dstStride, block, y, x, end);
      }
    }
  }
}

/**
 * Reads a byte of each cache line that a tile comes from, one line beside the other: a tilted row would wait for each of them.
 */
function fetchSource(
  src: usize,
  stride: i32,
  block: usize,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
): u32 {
  const channels = load<i32>(block, CHANNELS);
  const lastRow = lastNeeded(block, 0, top, bottom, left, right);
  const lastByte = lastNeeded(block, 1, top, bottom, left, right) * channels;
  const firstByte = firstNeeded(block, 1, top, bottom, left, right) * channels;
  const firstRow = firstNeeded(block, 0, top, bottom, left, right);
  let sum: u32 = 0;
  if ((lastRow - firstRow) * ((lastByte - firstByte) >> 6) > MOST_LINES) return sum;
  for (let row = firstRow; row <= lastRow; row += 1) {
    const line = src + row * stride;
    for (let byte = firstByte; byte <= lastByte; byte += 64) sum += load<u8>(line + byte);
  }
  return sum;
}

/** The first row (axis 0) or column (axis 1) of the source that a tile comes from. */
function firstNeeded(block: usize, axis: i32, top: i32, bottom: i32, left: i32, right: i32): i32 {
  const down = load<f64>(block + (axis << 4), MATRIX);
  const across = load<f64>(block + (axis << 4), MATRIX + 8);
  const first =
    min(<f64>top * down, <f64>bottom * down) +
    min(<f64>left * across, <f64>right * across) +
    load<f64>(block + (axis << 3), OFFSET);
  return <i32>max<f64>(0, min<f64>(<f64>load<i32>(block + (axis << 2), ROWS), floor(first)));
}

/** The last of these. */
function lastNeeded(block: usize, axis: i32, top: i32, bottom: i32, left: i32, right: i32): i32 {
  const down = load<f64>(block + (axis << 4), MATRIX);
  const across = load<f64>(block + (axis << 4), MATRIX + 8);
  const last =
    max(<f64>top * down, <f64>bottom * down) +
    max(<f64>left * across, <f64>right * across) +
    load<f64>(block + (axis << 3), OFFSET);
  return <i32>max<f64>(-1, min<f64>(<f64>load<i32>(block + (axis << 2), ROWS) - 1, ceil(last)));
}

/** Columns `from` up to `to` of row `y`. */
function affineRow(
  src: usize,
  stride: i32,
  target: usize,
  block: usize,
  y: i32,
  from: i32,
  to: i32,
): void {
  const channels = load<i32>(block, CHANNELS);
  // Those that are not all black, and among them those whose neighbours are all inside.
  let shown = from;
  let shownEnd = to;
  if (load<i32>(block, MODE) == 0) {
    const rowMargin = load<f64>(block, MARGINS) + SAFETY;
    const colMargin = load<f64>(block, MARGINS + 8) + SAFETY;
    shown = firstShown(block, y, from, to, rowMargin, colMargin);
    shownEnd = max(shown, endShown(block, y, from, to, rowMargin, colMargin));
    fillPixels(target, from, shown, channels, block + BLACK);
    fillPixels(target, shownEnd, to, channels, block + BLACK);
  }
  const first = firstShown(block, y, shown, shownEnd, -SAFETY, -SAFETY);
  const end = endShown(block, y, shown, shownEnd, -SAFETY, -SAFETY);
  let x = shown;
  if (first < end) {
    for (; x < first; x += 1) samplePixel(src, stride, target + x * channels, block, y, x);
    x = insideRow(src, stride, target, block, y, x, end);
  }
  for (; x < shownEnd; x += 1) samplePixel(src, stride, target + x * channels, block, y, x);
}

/** The first of some columns that comes from inside the source, with margins around it. */
function firstShown(block: usize, y: i32, from: i32, to: i32, rowMargin: f64, colMargin: f64): i32 {
  const row = firstInside(block, y, 0, <f64>from, <f64>to, rowMargin);
  return <i32>max(row, firstInside(block, y, 1, <f64>from, <f64>to, colMargin));
}

/** One more than the last of these columns. */
function endShown(block: usize, y: i32, from: i32, to: i32, rowMargin: f64, colMargin: f64): i32 {
  const row = endInside(block, y, 0, <f64>from, <f64>to, rowMargin);
  return <i32>min(row, endInside(block, y, 1, <f64>from, <f64>to, colMargin));
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
      const index = f64x2.add(f64x2.floor(f64x2.add(place, half)), f64x2.splat(MAGIC));
      const pixel = i32x4.extract_lane(index, 0) * stride + i32x4.extract_lane(index, 2) * channels;
      nearestPixel(src + pixel, target + x * channels, channels);
    }
    return x;
  }
  const fixed = f64x2.splat(65536);
  const place = f64x2.mul(f64x2.add(row, offset), fixed);
  const fixedStep = f64x2.mul(step, fixed);
  return channels == 1
    ? blendSamples(src, stride, target, place, fixedStep, x, end)
    : blendPixels(src, stride, target, place, fixedStep, channels, x, end);
}
