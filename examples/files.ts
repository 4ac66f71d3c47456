// Looks at the frames of a video file. Run it: npx ts-node examples/files.ts [in.mp4]
import { openFile } from 'giftgrab';
import { sampleClip } from './support/sample-clip';

async function main(): Promise<void> {
  await using source = await openFile(process.argv[2] ?? (await sampleClip()), { colour: 'BGRA' });
  console.log(`${source.cols}×${source.rows}, ${source.frameRate?.value ?? 'unknown'} frames/s`);

  source.subscribe((frame) => {
    const pixels = frame.array(); // rows × columns × (blue, green, red, alpha)
    const [row, col] = [Math.floor(frame.rows / 2), Math.floor(frame.cols / 2)];
    const [blue, green, red] = [0, 1, 2].map((channel) => pixels.get(row, col, channel));
    if (frame.index % 15 === 0) {
      const time = frame.pts?.seconds.toFixed(3) ?? 'unknown';
      console.log(`frame ${frame.index} at ${time} s: centre is rgb(${red}, ${green}, ${blue})`);
    }
  });

  const { frames } = await source.finished;
  console.log(`${frames} frames`);
}

void main();
