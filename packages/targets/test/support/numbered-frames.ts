import {
  convertFrame,
  frameMemory,
  Rational,
  Timestamp,
  VideoFrame,
  type ColourSpace,
} from '@giftgrab/core';

/** Size of the numbered frames: two rows of eight bars of a bit each. */
export const NUMBERED = { cols: 128, rows: 64 } as const;

const BITS_A_ROW = 8;
const BITS = 16;

/** How numbered frames are made. */
export interface NumberedFramesOptions {
  readonly colour?: ColourSpace;
  /** Frames per second. @defaultValue 30 */
  readonly rate?: Rational;
  /** Ticks of each frame, in the time base. @defaultValue one after the other */
  readonly ticks?: readonly number[];
  /** @defaultValue one over the rate */
  readonly timeBase?: Rational;
  /** Whether frames say that they lie on the grid of the rate. @defaultValue whether there are no ticks */
  readonly isConstant?: boolean;
}

/** Frames that show their number, as {@link numberedFrame} does. */
export function numberedFrames(count: number, options: NumberedFramesOptions = {}): VideoFrame[] {
  return Array.from({ length: count }, (_, index) => numberedFrame(index, options));
}

/** A frame that shows its number, of 16 bits, as bright and dark bars, the lowest bit at the left of the upper row. */
export function numberedFrame(index: number, options: NumberedFramesOptions = {}): VideoFrame {
  const { rate = new Rational(30), ticks, colour = 'I420' } = options;
  const { timeBase = rate.inverse, isConstant = ticks === undefined } = options;
  const frame = VideoFrame.alloc({
    colour: 'BGRA',
    ...NUMBERED,
    index,
    pts: new Timestamp(ticks?.[index] ?? index, timeBase),
    constantRate: isConstant ? rate : undefined,
  });
  drawNumber(frame, index);
  return inColour(frame, colour);
}

/** The same frame in another layout, in ordinary memory. */
export function inColour(frame: VideoFrame, colour: ColourSpace): VideoFrame {
  if (frame.colour === colour) return frame;
  if (colour === 'GRAY16') return gray16(frame);
  if (colour === 'I420P10') return tenBit(frame);
  const converted = convertFrame(frame, colour);
  const own = converted.clone();
  converted.release();
  return own;
}

/** Sixteen bits are not made of eight by any filter, so the tests do it themselves. */
function gray16(frame: VideoFrame): VideoFrame {
  return widened(inColour(frame, 'GRAY8'), 'GRAY16', 257);
}

function tenBit(frame: VideoFrame): VideoFrame {
  return widened(inColour(frame, 'I420'), 'I420P10', 4);
}

function widened(frame: VideoFrame, colour: ColourSpace, factor: number): VideoFrame {
  const { cols, rows, index, pts, constantRate, colorimetry } = frame;
  const wide = VideoFrame.alloc({ colour, cols, rows, index, pts, constantRate, colorimetry });
  const samples = wide.samples();
  frame.data().forEach((value, i) => (samples[i] = value * factor));
  return wide;
}

/** The number that a grey picture of {@link NUMBERED} size shows. */
export function numberOf(grey: Uint8Array): number {
  let number = 0;
  for (let bit = 0; bit < BITS; bit += 1) {
    const row = Math.floor(
      ((Math.floor(bit / BITS_A_ROW) + 0.5) * NUMBERED.rows * BITS_A_ROW) / BITS,
    );
    const col = Math.floor((((bit % BITS_A_ROW) + 0.5) * NUMBERED.cols) / BITS_A_ROW);
    if ((grey[row * NUMBERED.cols + col] ?? 0) > 127) number |= 1 << bit;
  }
  return number;
}

/** Blocks of frame memory that are in use. */
export function blocksInUse(): number {
  return frameMemory.blocksInUse;
}

function drawNumber(frame: VideoFrame, number: number): void {
  const data = frame.data();
  const upper = (frame.rows * BITS_A_ROW) / BITS;
  for (let i = 0; i < data.length; i += 4) {
    const row = Math.floor(i / 4 / frame.cols);
    const bar = Math.floor((((i / 4) % frame.cols) * BITS_A_ROW) / frame.cols);
    const bit = row < upper ? bar : BITS_A_ROW + bar;
    data.fill((number >> bit) & 1 ? 235 : 20, i, i + 3);
  }
}
