// Shows every frame to a neural network, which finds what is red, and draws a box around it.
// Run it: npx ts-node examples/inference.ts [in.mp4 [out.mp4 [model.onnx]]]
// It needs ONNX Runtime beside giftgrab: npm install onnxruntime-node. The model is made by scripts/make-models.mjs.
import { join } from 'node:path';
import { fileWriter, onnx, openFile, type OnnxTensor, type VideoFrame } from 'giftgrab';
import { redBallClip } from './support/red-ball-clip';
import { OUT } from './support/sample-clip';

const MODEL = join(__dirname, 'models', 'find-red.onnx');
const HALF_A_BOX = 16;

/** The middle of where a map is nearly as high as anywhere, in its own pixels. */
function middleOf({ data, dims }: OnnxTensor): readonly [x: number, y: number] {
  const cols = dims.at(-1) ?? 1;
  const values = Array.from(data, Number);
  const most = values.reduce((so, value) => Math.max(so, value), 0);
  let [count, sumX, sumY] = [0, 0, 0];
  values.forEach((value, i) => {
    if (value < 0.9 * most) return;
    count += 1;
    sumX += (i % cols) + 0.5;
    sumY += Math.floor(i / cols) + 0.5;
  });
  return [sumX / count, sumY / count];
}

/** Draws a yellow frame of two pixels, on BGRA. */
function drawBox(frame: VideoFrame, x: number, y: number): void {
  const pixels = frame.array(); // rows × columns × channels, on the frame's own memory
  const paint = (row: number, col: number): void => {
    if (row < 0 || col < 0 || row >= frame.rows || col >= frame.cols) return;
    [0, 255, 255, 255].forEach((value, channel) => pixels.set(row, col, channel, value));
  };
  for (let i = -HALF_A_BOX; i <= HALF_A_BOX; i += 1) {
    for (const side of [-HALF_A_BOX, 1 - HALF_A_BOX, HALF_A_BOX - 1, HALF_A_BOX]) {
      paint(y + side, x + i);
      paint(y + i, x + side);
    }
  }
}

async function main(): Promise<void> {
  const input = process.argv[2] ?? (await redBallClip());
  const output = process.argv[3] ?? join(OUT, 'inference.mp4');
  const model = process.argv[4] ?? MODEL;

  await using source = await openFile(input, { colour: 'BGRA' });
  await using target = fileWriter(output, {
    codec: 'H264',
    frameRate: source.frameRate,
    overwrite: true,
  });
  let found = 0;
  const find = onnx({
    model,
    preprocess: { cols: 160, rows: 120, fit: 'pad' },
    postprocess: ({ heat, score }, frame, place) => {
      if (heat === undefined || Number(score?.data[0]) < 0.3) return frame;
      const [x, y] = place.toFrame(...middleOf(heat));
      drawBox(frame, Math.round(x), Math.round(y));
      found += 1;
      return frame;
    },
  });
  source.pipe(find).subscribe(target);

  const { frames } = await target.finished;
  console.log(`${output}: found something red in ${found} of ${frames} frames`);
}

void main();
