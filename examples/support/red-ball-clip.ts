import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileWriter, fromIterable, Rational, Timestamp, VideoFrame } from 'giftgrab';
import { OUT } from './sample-clip';

const SHAPE = { colour: 'BGRA', cols: 320, rows: 240 } as const;
const FRAMES = 60;
const FRAME_RATE = 30;
const RADIUS = 10;

/**
 * A test video of a red ball that goes round on grey, made with the library itself, once.
 *
 * @returns Its path.
 */
export async function redBallClip(): Promise<string> {
  const path = join(OUT, 'red-ball.mp4');
  if (existsSync(path)) return path;
  mkdirSync(OUT, { recursive: true });
  // Under another name until it is whole: an interrupted run leaves no half of a clip behind.
  const part = join(OUT, `part-${process.pid}-red-ball.mp4`);
  const target = fileWriter(part, { codec: 'H264', frameRate: FRAME_RATE, overwrite: true });
  fromIterable(redBall, { ...SHAPE, frameRate: FRAME_RATE }).attach(target);
  await target.finished;
  renameSync(part, path);
  return path;
}

/** The ball, one round in all. */
function* redBall(): Generator<VideoFrame> {
  for (let index = 0; index < FRAMES; index += 1) {
    const pts = new Timestamp(index, new Rational(1, FRAME_RATE));
    const frame = VideoFrame.alloc({ ...SHAPE, index, pts });
    frame.data().fill(128);
    const angle = (2 * Math.PI * index) / FRAMES;
    const [x, y] = [160 + 100 * Math.cos(angle), 120 + 80 * Math.sin(angle)];
    const pixels = frame.array();
    for (let row = Math.ceil(y - RADIUS); row <= y + RADIUS; row += 1) {
      for (let col = Math.ceil(x - RADIUS); col <= x + RADIUS; col += 1) {
        if (Math.hypot(row - y, col - x) > RADIUS) continue;
        [0, 0, 255, 255].forEach((value, channel) => pixels.set(row, col, channel, value));
      }
    }
    yield frame;
  }
}
