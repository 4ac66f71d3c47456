// Smooths every frame with a filter of one's own. Run it: npx ts-node examples/scipy.ts [in.mp4 [out.mp4]]
// GIFT-Grab's example calls scipy.ndimage here; this one averages along each row with a running sum.
import { join } from 'node:path';
import { fileWriter, ObservableObserver, openFile, type VideoFrame } from 'giftgrab';
import { OUT, sampleClip } from './support/sample-clip';

const RADIUS = 7;

/** Replaces each pixel by the mean of its neighbours on the left and right; edges are repeated. */
class RowSmoother extends ObservableObserver {
  override update(frame: VideoFrame): void {
    const pixels = frame.array(); // rows × columns × channels, on the frame's own memory
    const [rows = 0, cols = 0] = pixels.shape;
    const line = new Float64Array(cols);
    const at = (col: number): number => line[Math.min(cols - 1, Math.max(0, col))] ?? 0;
    for (let channel = 0; channel < 3; channel += 1) {
      for (let row = 0; row < rows; row += 1) {
        for (let col = 0; col < cols; col += 1) line[col] = pixels.get(row, col, channel);
        let sum = 0;
        for (let col = -RADIUS; col <= RADIUS; col += 1) sum += at(col);
        for (let col = 0; col < cols; col += 1) {
          pixels.set(row, col, channel, Math.round(sum / (2 * RADIUS + 1)));
          sum += at(col + RADIUS + 1) - at(col - RADIUS);
        }
      }
    }
  }
}

async function main(): Promise<void> {
  const input = process.argv[2] ?? (await sampleClip());
  const output = process.argv[3] ?? join(OUT, 'scipy.avi');

  await using reader = await openFile(input, { colour: 'BGRA' });
  const writer = fileWriter(output, {
    codec: 'Xvid',
    frameRate: reader.frameRate,
    overwrite: true,
  });
  const smoother = new RowSmoother();

  smoother.attach(writer);
  reader.attach(smoother);

  const { frames } = await writer.finished;
  const { latencyMs } = smoother.stats;
  console.log(`${output}: ${frames} frames smoothed, ${latencyMs.toFixed(1)} ms each`);
}

void main();
