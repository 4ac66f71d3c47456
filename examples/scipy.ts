// Smooths every frame with a Gaussian, as GIFT-Grab's example does with scipy.ndimage, only in real time.
// Run it: npx ts-node examples/scipy.ts [in.mp4 [out.avi]]
import { join } from 'node:path';
import {
  fileWriter,
  gaussianFilter,
  ObservableObserver,
  openFile,
  type VideoFrame,
} from 'giftgrab';
import { OUT, sampleClip } from './support/sample-clip';

/** A node of one's own, with SciPy's function and SciPy's numbers: 5 rows, 15 columns, colours apart. */
class GaussianSmoother extends ObservableObserver {
  override update(frame: VideoFrame): void {
    const pixels = frame.array(); // rows × columns × channels, on the frame's own memory
    gaussianFilter(pixels, { sigma: [5, 15, 0], output: pixels });
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
  const smoother = new GaussianSmoother();

  const startedMs = performance.now();
  smoother.attach(writer);
  reader.attach(smoother);

  const { frames } = await writer.finished;
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(`${output}: ${frames} frames smoothed, ${(frames / seconds).toFixed(0)} frames/s`);
}

void main();
