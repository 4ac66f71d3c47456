import {
  convertFrame,
  pixelFormat,
  VideoFrame,
  type FrameShape,
  type PixelFormat,
  type PlaneLayout,
} from '@giftgrab/core';

// White, yellow, cyan, green, magenta, red, blue, black, as blue, green, red.
const BARS = [
  [255, 255, 255],
  [0, 255, 255],
  [255, 255, 0],
  [0, 255, 0],
  [255, 0, 255],
  [0, 0, 255],
  [255, 0, 0],
  [0, 0, 0],
] as const;

/** Frames that the square takes from the left edge to the right. */
const STEPS = 60;

/**
 * The part of the picture that does not move: eight bars.
 *
 * @param shape - Size and layout.
 * @returns In ordinary memory.
 */
export function testPatternBackground(shape: FrameShape): VideoFrame {
  const { cols, rows, colour } = shape;
  const bars = VideoFrame.alloc({ colour: 'BGRA', cols, rows });
  const data = bars.data();
  for (let col = 0; col < cols; col += 1) {
    const [blue, green, red] = BARS[Math.floor((col * BARS.length) / cols)] ?? [0, 0, 0];
    data.set([blue, green, red, 255], col * 4);
  }
  for (let row = 1; row < rows; row += 1) data.copyWithin(row * cols * 4, 0, cols * 4);
  if (colour === 'BGRA') return bars;
  const converted = convertFrame(bars, colour);
  const background = converted.clone();
  converted.release();
  return background;
}

/**
 * Draws the square of a frame: white, an eighth of the height, at a place that tells the frame's number modulo 60.
 *
 * @param frame - Shows the background.
 * @param index - Number of the frame.
 */
export function drawTestPattern(frame: VideoFrame, index: number): void {
  const { cols, rows, shape } = frame;
  const side = Math.max(2, Math.floor(rows / 8) & ~1);
  const step = index % STEPS;
  const left = Math.floor((step * Math.max(0, cols - side)) / (STEPS - 1)) & ~1;
  const top = Math.floor((rows - side) / 2) & ~1;
  const data = frame.data();
  shape.layout.planes.forEach((layout, i) => {
    fillSquare(data, shape.format, i, layout, { left, top, side });
  });
}

interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

function fillSquare(
  data: Uint8Array,
  format: PixelFormat,
  planeIndex: number,
  layout: PlaneLayout,
  square: Square,
): void {
  const plane = format.planes[planeIndex];
  if (plane === undefined) return;
  const white = whiteOf(format, planeIndex);
  const bytes = plane.channels * format.bytesPerSample;
  const shrink = (value: number, shift: number): number => -(-value >> shift);
  const left = square.left >> plane.xShift;
  const right = Math.min(layout.cols, left + shrink(square.side, plane.xShift));
  const top = square.top >> plane.yShift;
  const bottom = Math.min(layout.rows, top + shrink(square.side, plane.yShift));
  for (let row = top; row < bottom; row += 1) {
    const start = layout.offset + row * layout.stride;
    const line = data.subarray(start + left * bytes, start + right * bytes);
    for (let i = 0; i < line.length; i += 1) line[i] = white[i % white.length] ?? 0;
  }
}

/** White in the bytes of a plane: what the kernels make of white, once for each format. */
const whites = new Map<string, readonly number[][]>();

function whiteOf(format: PixelFormat, planeIndex: number): readonly number[] {
  let planes = whites.get(format.colour);
  if (planes === undefined) {
    const white = VideoFrame.alloc({ colour: 'BGRA', cols: 2, rows: 2 });
    white.data().fill(255);
    const converted = format.colour === 'BGRA' ? white : convertFrame(white, format.colour);
    planes = converted.shape.layout.planes.map((layout) =>
      Array.from(converted.data().subarray(layout.offset, layout.offset + layout.stride)),
    );
    converted.release();
    whites.set(pixelFormat(format.colour).colour, planes);
  }
  return planes[planeIndex] ?? [];
}
