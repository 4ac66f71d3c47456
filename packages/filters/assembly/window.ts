// What filters over a window of neighbours share: the block that describes the window, and rows extended at both ends.
//
// The block is made by src/windows/window-block.ts:
//   0 columns of the picture          16 window's columns before the sample    32 bytes of an extended row
//   4 bytes of a pixel                20 edge columns, from the block's start  36 number of taps
//   8 rows of the window              24 rows, from the block's start          40 taps, from the block's start
//  12 columns of the window           28 constant pixel, from the block's start

/** Columns of the picture. */
export function columnsOf(block: usize): i32 {
  return load<i32>(block);
}

/** Bytes from one pixel to the next. */
export function pixelBytesOf(block: usize): i32 {
  return load<i32>(block, 4);
}

/** Bytes of a row of the picture. */
export function rowBytesOf(block: usize): i32 {
  return columnsOf(block) * pixelBytesOf(block);
}

/** Rows of the window. */
export function windowRowsOf(block: usize): i32 {
  return load<i32>(block, 8);
}

/** Columns of the window. */
export function windowColumnsOf(block: usize): i32 {
  return load<i32>(block, 12);
}

/** Bytes in front of the first sample of an extended row. */
export function bytesBefore(block: usize): i32 {
  return load<i32>(block, 16) * pixelBytesOf(block);
}

/** Bytes from one extended row to the next; a multiple of 64, with room to read and write past the end. */
export function extendedBytesOf(block: usize): i32 {
  return load<i32>(block, 32);
}

/** Number of taps: what a kernel has listed for itself. */
export function tapCountOf(block: usize): i32 {
  return load<i32>(block, 36);
}

/** The taps, 4 bytes each. */
export function tapsOf(block: usize): usize {
  return block + load<i32>(block, 40);
}

/**
 * The source row that stands at row `y` of the picture extended at the top and at the bottom, where row 0 is the first that the
 * window of output row 0 covers. `constant` where the constant value stands.
 */
export function sourceRow(
  block: usize,
  src: usize,
  srcStride: i32,
  y: i32,
  constant: usize,
): usize {
  const index = load<i32>(block + load<i32>(block, 24) + (y << 2));
  return index < 0 ? constant : src + index * srcStride;
}

/** Fills a row of the picture with the constant pixel. */
export function fillConstantRow(block: usize, row: usize): void {
  const pixelBytes = pixelBytesOf(block);
  const pixel = block + load<i32>(block, 28);
  for (let x: i32 = 0; x < columnsOf(block); x += 1)
    copyPixel(row + x * pixelBytes, pixel, pixelBytes);
}

/** Copies a source row into an extended one, `row`, which begins with the columns before the first. */
export function extendRow(block: usize, row: usize, source: usize): void {
  memory.copy(row + bytesBefore(block), source, rowBytesOf(block));
  fillEdges(block, row);
}

/**
 * First byte of a row from which vectors find all neighbours in the row itself; a multiple of 16. Vectors before it need an extended
 * row.
 */
export function innerStart(block: usize): i32 {
  return (bytesBefore(block) + 15) & ~15;
}

/** First byte of a row from which vectors need an extended row again; less than {@link innerStart} in narrow pictures. */
export function innerEnd(block: usize): i32 {
  const after = (windowColumnsOf(block) - 1) * pixelBytesOf(block) - bytesBefore(block);
  return (rowBytesOf(block) - after) & ~15;
}

/** As {@link extendRow}, but only as much of it as vectors outside of {@link innerStart} to {@link innerEnd} read. */
export function extendEnds(block: usize, row: usize, source: usize): void {
  const before = bytesBefore(block);
  const reach = (windowColumnsOf(block) - 1) * pixelBytesOf(block);
  // One pixel more than the vectors read, because mode 'mirror' passes over the last one.
  const right = innerEnd(block) - before - pixelBytesOf(block);
  const left = innerStart(block) + reach;
  if (left >= right) {
    extendRow(block, row, source);
    return;
  }
  memory.copy(row + before, source, left);
  memory.copy(row + before + right, source + right, rowBytesOf(block) - right);
  fillEdges(block, row);
}

/** The column that edge column `i` stands for; negative where the constant value stands. */
export function edgeIndex(block: usize, i: i32): i32 {
  return load<i32>(block + load<i32>(block, 20) + (i << 2));
}

/** Fills in both ends of an extended row whose samples are there. */
export function fillEdges(block: usize, row: usize): void {
  const pixelBytes = pixelBytesOf(block);
  const pixel = block + load<i32>(block, 28);
  const first = row + bytesBefore(block);
  const before = load<i32>(block, 16);
  const edges = windowColumnsOf(block) - 1;
  let table = block + load<i32>(block, 20);
  for (let i: i32 = 0; i < edges; i += 1) {
    const index = load<i32>(table);
    const column = i < before ? i : i + columnsOf(block);
    copyPixel(
      row + column * pixelBytes,
      index < 0 ? pixel : first + index * pixelBytes,
      pixelBytes,
    );
    table += 4;
  }
}

function copyPixel(dst: usize, src: usize, bytes: i32): void {
  if (bytes === 4) {
    store<u32>(dst, load<u32>(src));
    return;
  }
  for (let i: i32 = 0; i < bytes; i += 1) store<u8>(dst + i, load<u8>(src + i));
}
