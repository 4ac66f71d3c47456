import { fromIterable, Rational, Timestamp, VideoFrame, type VideoSource } from 'giftgrab';

const COLS = 320;
const ROWS = 200;
const RATE = 30;
const SECONDS_ACROSS = 2;
const NOISE = 6;

/** What {@link scene} shows. */
export interface SceneOptions {
  /** How many frames. */
  readonly frames?: number;
  /** How far to the side it is seen from, in pixels of the ball's shift: for stereo. */
  readonly eye?: number;
}

type Colour = readonly [blue: number, green: number, red: number];

const BARS: readonly Colour[] = [
  [192, 192, 192],
  [0, 192, 192],
  [192, 192, 0],
  [0, 192, 0],
  [192, 0, 192],
  [0, 0, 192],
  [192, 0, 0],
];

/** A source to try filters on: a ball flies over a test card, with some noise. It is the same in every run. */
export function scene({ frames = 60, eye = 0 }: SceneOptions = {}): VideoSource {
  const spec = { colour: 'BGRA', cols: COLS, rows: ROWS, frameRate: RATE } as const;
  const card = drawCard(Math.round(eye / 4));
  return fromIterable(function* () {
    const pixels = new Uint8Array(card.length);
    for (let index = 0; index < frames; index += 1) {
      pixels.set(card);
      drawBall(pixels, index / RATE / SECONDS_ACROSS, eye);
      addNoise(pixels, index + 1);
      const pts = new Timestamp(index, new Rational(1, RATE));
      yield VideoFrame.wrap(pixels, { ...spec, index, pts });
    }
  }, spec);
}

/** A background that grows brighter, bars of colours, and lines that are finer and finer. */
function drawCard(shift: number): Uint8Array {
  const card = new Uint8Array(COLS * ROWS * 4);
  for (let row = 0; row < ROWS; row += 1) {
    for (let col = 0; col < COLS; col += 1) setPixel(card, row, col, cardColour(row, col + shift));
  }
  return card;
}

function cardColour(row: number, col: number): Colour {
  const isLow = row >= 120 && row < 185;
  const bar = BARS[Math.floor((col - 170) / 20)];
  if (isLow && bar !== undefined) return bar;
  if (isLow && col >= 12 && col < 156) {
    const period = 12 - 2 * Math.floor((col - 12) / 30);
    const grey = (col % period) * 2 < period ? 240 : 40;
    return [grey, grey, grey];
  }
  return [60 + row / 4, 50 + col / 5, 40 + col / 8];
}

/** Shaded, so that it has no two equal sides; it bounces twice on its way. */
function drawBall(pixels: Uint8Array, time: number, eye: number): void {
  const radius = 24;
  const x = 30 + 260 * (time % 1) - eye;
  const y = 90 - 60 * Math.abs(Math.sin(2 * Math.PI * time));
  for (let row = Math.ceil(y - radius); row < y + radius; row += 1) {
    for (let col = Math.ceil(x - radius); col < x + radius; col += 1) {
      const [right, down] = [(col - x) / radius, (row - y) / radius];
      if (right * right + down * down > 1) continue;
      const light = 0.75 - 0.35 * (right + down);
      setPixel(pixels, row, col, [30 * light, 120 * light, 230 * light]);
    }
  }
}

function setPixel(pixels: Uint8Array, row: number, col: number, colour: Colour): void {
  if (row < 0 || row >= ROWS || col < 0 || col >= COLS) return;
  const at = (row * COLS + col) * 4;
  for (const [channel, value] of colour.entries()) pixels[at + channel] = Math.min(255, value);
  pixels[at + 3] = 255;
}

/** The same noise for the same seed: a linear congruential generator's upper bits. */
function addNoise(pixels: Uint8Array, seed: number): void {
  let state = seed;
  for (let i = 0; i < pixels.length; i += 1) {
    if (i % 4 === 3) continue;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const noise = (state / 2 ** 32 - 0.5) * 2 * NOISE;
    pixels[i] = Math.max(0, Math.min(255, (pixels[i] ?? 0) + noise));
  }
}
