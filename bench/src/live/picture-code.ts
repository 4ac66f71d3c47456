// As in python/picture_code.py, which draws it.
const COLS = 1280;
const CELL = 32;
const PER_LINE = COLS / CELL;
const NUMBER_BITS = 32;
const BITS = 2 * PER_LINE;

/** Bytes of a picture in I420. */
export const PICTURE_BYTES = (COLS * 720 * 3) / 2;

/** Frames a second, and pictures from one keyframe to the next. */
export const RATE = 30;

/** Number of a picture and when it was sent, in microseconds of the monotonic clock. */
export function readCode(luma: Uint8Array): { number: number; sentMicros: number } {
  let [number, sentMicros] = [0, 0];
  for (let bit = 0; bit < BITS; bit += 1) {
    const row = CELL * Math.floor(bit / PER_LINE) + CELL / 2;
    const col = CELL * (bit % PER_LINE) + CELL / 2;
    const value = (luma[row * COLS + col] ?? 0) > 127 ? 1 : 0;
    if (bit < NUMBER_BITS) number = 2 * number + value;
    else sentMicros = 2 * sentMicros + value;
  }
  return { number, sentMicros };
}

/** Now, on the clock that Python's `time.monotonic` reads too. */
export function nowMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
