// A pipeline of many branches, each at its own pace: GIFT-Grab's complex example, with worker threads that really run at once.
// Run it: npx ts-node examples/complex.ts [in.mp4 [folder]]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  branch,
  fileWriter,
  filter,
  iterateFrames,
  ObservableObserver,
  openFile,
  pipelineOf,
  snapshots,
  type VideoFrame,
  type VideoStream,
} from 'giftgrab';
import { OUT, sampleClip } from './support/sample-clip';

const GREEN = 1;
const RED = 2;

/** Dyes one channel of every frame; branches that look at the frame as it was see nothing of it. */
class Dyer extends ObservableObserver {
  constructor(
    name: string,
    private readonly channel: number,
    private readonly increment: number,
  ) {
    super({ name });
  }

  override update(frame: VideoFrame): void {
    const pixels = frame.data(); // blue, green, red, alpha, …
    for (let i = this.channel; i < pixels.length; i += 4) {
      const value = pixels[i] ?? 0;
      if (value < 255 - this.increment) pixels[i] = value + this.increment;
    }
  }
}

/** Looks at the newest frame whenever its thread has time for one, and holds nobody up. */
async function watch(name: string, frames: VideoStream): Promise<void> {
  const newest = branch({ frames: 1, policy: 'dropOldest', name: 'newest' });
  const histogram = filter(join(__dirname, 'support', 'coloredness.ts'), {
    name: `histogram of the ${name}`,
    settings: { channel: RED },
    access: 'read',
  });
  let [looks, sum] = [0, 0];
  for await (const frame of iterateFrames(frames.pipe(newest, histogram))) {
    const redness = frame.meta['coloredness'] as number;
    looks += 1;
    sum += redness;
    if (looks % 10 === 1) console.log(`frame ${frame.index}, ${name}: ${percent(redness)} red`);
  }
  const missed = newest.stats.framesDropped;
  console.log(`${name}: ${percent(sum / looks)} red in ${looks} frames, ${missed} came too fast`);
}

const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;

async function main(): Promise<void> {
  const input = process.argv[2] ?? (await sampleClip());
  const folder = process.argv[3] ?? OUT;
  mkdirSync(folder, { recursive: true });

  await using reader = await openFile(input, { colour: 'BGRA', pace: 'realtime' });
  const redDyer = new Dyer('red dyer', RED, 128);
  const greenDyer = new Dyer('green dyer', GREEN, 64);
  const writing = { codec: 'HEVC', frameRate: reader.frameRate, overwrite: true } as const;
  const redWriter = fileWriter(join(folder, 'complex-red.mp4'), writing);
  const yellowWriter = fileWriter(join(folder, 'complex-yellow.mp4'), writing);
  const yellowShots = snapshots(join(folder, 'complex-{time}.png'), {
    everyMs: 250,
    overwrite: true,
  });

  // reader ─┬─ histogram of the original
  //         └─ red dyer ─┬─ histogram of the red
  //                      ├─ writer
  //                      └─ green dyer, on red: yellow ─┬─ writer
  //                                                     └─ snapshots
  const ownPace = { frames: 8, name: 'bufferer' }; // a queue for each that writes; nothing is lost in it
  const histograms = [watch('original', reader), watch('red-dyed', redDyer)];
  reader.attach(redDyer);
  redDyer.attach(redWriter, ownPace);
  redDyer.attach(greenDyer);
  greenDyer.attach(yellowWriter, ownPace);
  greenDyer.attach(yellowShots, ownPace);

  const [red, yellow, shots] = await Promise.all([
    redWriter.finished,
    yellowWriter.finished,
    yellowShots.finished,
    ...histograms,
  ]);
  for (const { path, frames, dropped } of [red, yellow]) {
    console.log(`${path}: ${frames} frames, ${dropped} dropped`);
  }
  const last = shots.paths.at(-1) ?? 'none';
  console.log(`${last} is the last of ${shots.frames} pictures, ${shots.passedOver} passed over`);

  console.log(pipelineOf(reader).describe()); // what each stage did, and how long frames took
  const drawing = ['```mermaid', pipelineOf(reader).describe({ format: 'mermaid' }), '```', ''];
  writeFileSync(join(folder, 'complex.md'), drawing.join('\n'));
}

void main();
