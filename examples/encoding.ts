// Reads a video and encodes it anew. Run it: npx ts-node examples/encoding.ts [in.mp4 [out.mp4]]
import { join } from 'node:path';
import { Codec, ColourSpace, VideoSourceFactory, VideoTargetFactory } from 'giftgrab';
import { OUT, sampleClip } from './support/sample-clip';

async function main(): Promise<void> {
  const input = process.argv[2] ?? (await sampleClip());
  const output = process.argv[3] ?? join(OUT, 'encoding.mp4');

  const sources = VideoSourceFactory.getInstance();
  const targets = VideoTargetFactory.getInstance();
  const reader = await sources.createFileReader(input, ColourSpace.I420);
  const writer = targets.createFileWriter(Codec.HEVC, output, reader.frameRate, {
    overwrite: true,
  });

  reader.attach(writer); // frames flow: decoded, encoded, written
  await reader.finished; // or: wait, then await reader.detach(writer) while it runs
  const { frames, durationSeconds, dropped } = await writer.finished;

  console.log(`${output}: ${frames} frames, ${durationSeconds.toFixed(2)} s, ${dropped} dropped`);
}

void main();
