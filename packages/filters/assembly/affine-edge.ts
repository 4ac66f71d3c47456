// Pixels of the output at the edge of the source or beyond; see src/warp/map-coordinate.ts.

// Modes, by their numbers in src/warp/affine-plan.ts.
const CONSTANT: i32 = 0;
const GRID_CONSTANT: i32 = 1;
const NEAREST: i32 = 2;
const MIRROR: i32 = 3;
const REFLECT: i32 = 4;
const WRAP: i32 = 5;
const GRID_WRAP: i32 = 6;

// A plan's constants; see affine.ts.
const OFFSET: i32 = 32;
const MARGINS: i32 = 48;
const ROWS: i32 = 64;
const COLS: i32 = 68;
const CHANNELS: i32 = 76;
const MODE: i32 = 80;
const ORDER: i32 = 84;
const BLACK: i32 = 88;

/** Stands for a coordinate that has no sample. */
const OUTSIDE: f64 = -1;

function mapCoordinate(c: f64, length: i32, mode: i32, margin: f64): f64 {
  const last = <f64>(length - 1);
  if (mode == GRID_CONSTANT) return c > -1 && c < <f64>length ? c : OUTSIDE;
  if (c >= 0 && c <= last) return c;
  const isBefore = c < 0;
  if (mode == CONSTANT) {
    if (isBefore) return c >= -margin ? 0 : OUTSIDE;
    return c <= last + margin ? last : OUTSIDE;
  }
  if (length == 1) return 0;
  if (mode == NEAREST) return isBefore ? 0 : last;
  if (mode == WRAP) {
    return isBefore ? c + last * (trunc(-c / last) + 1) : c - last * trunc(c / last);
  }
  const n = <f64>length;
  if (mode == GRID_WRAP) {
    return isBefore ? c + n * (trunc((-1 - c) / n) + 1) : c - n * trunc(c / n);
  }
  const period = mode == MIRROR ? 2 * last : 2 * n;
  if (!isBefore) {
    const folded = c - period * trunc(c / period);
    if (folded < n) return folded;
    return mode == MIRROR ? period - folded : period - folded - 1;
  }
  if (mode == MIRROR) {
    const folded = c + period * trunc(-c / period);
    return folded <= -last ? folded + period : -folded;
  }
  const folded = c < -period ? c + period * trunc(-c / period) : c;
  if (folded < -n) return folded + period;
  return (folded > -1e-15 ? 1e-15 : -folded) - 1;
}

/** The sample that one beside the edge stands for, -1 for the constant. */
function sampleIndex(index: i32, length: i32, mode: i32): i32 {
  if (index >= 0 && index < length) return index;
  if (mode == GRID_CONSTANT) return -1;
  if (length == 1) return 0;
  const isBefore = index < 0;
  if (mode == NEAREST || mode == REFLECT) return isBefore ? 0 : length - 1;
  if (mode == GRID_WRAP) return isBefore ? length - 1 : 0;
  return isBefore ? 1 : length - 2;
}

/** Pixel `x` of row `y` of the output, in any mode. */
export function samplePixel(
  src: usize,
  stride: i32,
  dst: usize,
  block: usize,
  y: i32,
  x: i32,
): void {
  const channels = load<i32>(block, CHANNELS);
  const mode = load<i32>(block, MODE);
  const rows = load<i32>(block, ROWS);
  const cols = load<i32>(block, COLS);
  const downs = <f64>y * load<f64>(block) + <f64>x * load<f64>(block, 8) + load<f64>(block, OFFSET);
  const acrosses =
    <f64>y * load<f64>(block, 16) + <f64>x * load<f64>(block, 24) + load<f64>(block, OFFSET + 8);
  const down = mapCoordinate(downs, rows, mode, load<f64>(block, MARGINS));
  const across = mapCoordinate(acrosses, cols, mode, load<f64>(block, MARGINS + 8));
  if (!(down > -1 && across > -1)) {
    for (let c: i32 = 0; c < channels; c += 1) store<u8>(dst + c, load<u8>(block + BLACK + c));
    return;
  }
  const isNearest = load<i32>(block, ORDER) == 0;
  const add = isNearest ? 0.5 : 0.0;
  const top = floor(down + add);
  const left = floor(across + add);
  const row = sampleIndex(<i32>top, rows, mode);
  const col = sampleIndex(<i32>left, cols, mode);
  const nextRow = isNearest ? row : sampleIndex(<i32>top + 1, rows, mode);
  const nextCol = isNearest ? col : sampleIndex(<i32>left + 1, cols, mode);
  const below = isNearest ? 0 : <i32>((down - top) * 16384);
  const right = isNearest ? 0 : <i32>((across - left) * 16384);
  for (let c: i32 = 0; c < channels; c += 1) {
    const black = block + BLACK + c;
    const a = load<u8>(sampleAt(src, stride, channels, row, col, c, black));
    const b = load<u8>(sampleAt(src, stride, channels, row, nextCol, c, black));
    const d = load<u8>(sampleAt(src, stride, channels, nextRow, col, c, black));
    const e = load<u8>(sampleAt(src, stride, channels, nextRow, nextCol, c, black));
    const upper = (<i32>a * (16384 - right) + <i32>b * right) >> 7;
    const lower = (<i32>d * (16384 - right) + <i32>e * right) >> 7;
    store<u8>(dst + c, (upper * (16384 - below) + lower * below + (1 << 20)) >> 21);
  }
}

function sampleAt(
  src: usize,
  stride: i32,
  channels: i32,
  row: i32,
  col: i32,
  channel: i32,
  black: usize,
): usize {
  if (row < 0 || col < 0) return black;
  return src + row * stride + col * channels + channel;
}
