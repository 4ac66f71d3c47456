import {
  frameShape,
  Rational,
  Timestamp,
  VideoFrame,
  VideoSource,
  type RunTeardown,
  type SourceRun,
  type VideoSourceOptions,
} from '@giftgrab/core';

/** Red, green, blue: the quadrants of the picture, from the upper left one on. */
export const QUADRANTS: readonly (readonly [number, number, number])[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
];

const COLS = 640;
const ROWS = 360;
const RATE = 30;

/** A camera, so to speak, before a card of four colours: 640 × 360 BGRA, 30 frames a second without end. */
export class QuadrantSource extends VideoSource {
  constructor(options: VideoSourceOptions = {}) {
    super({ colour: 'BGRA', cols: COLS, rows: ROWS, stereoCount: 1, frameRate: RATE }, options);
  }

  /** The run that is under way, to end it as a test wants. */
  run: SourceRun | undefined;

  protected override start(run: SourceRun): RunTeardown {
    this.run = run;
    const shape = frameShape({ colour: 'BGRA', cols: COLS, rows: ROWS });
    let index = 0;
    const timer = setInterval(() => {
      run.whenRoom(shape.byteLength, () => {
        const pts = new Timestamp(index, new Rational(1, RATE));
        const frame = VideoFrame.lend(shape, { index, pts }, run.budget);
        drawQuadrants(frame);
        index += 1;
        run.emit(frame);
      });
    }, 1000 / RATE);
    return () => clearInterval(timer);
  }
}

function drawQuadrants(frame: VideoFrame): void {
  const words = new Uint32Array(frame.data().buffer, frame.data().byteOffset, COLS * ROWS);
  const [one = 0, two = 0, three = 0, four = 0] = QUADRANTS.map(
    ([red, green, blue]) => ((255 << 24) | (red << 16) | (green << 8) | blue) >>> 0,
  );
  for (let row = 0; row < ROWS; row += 1) {
    const [left, right] = row < ROWS / 2 ? [one, two] : [three, four];
    words.fill(left, row * COLS, row * COLS + COLS / 2);
    words.fill(right, row * COLS + COLS / 2, (row + 1) * COLS);
  }
}
