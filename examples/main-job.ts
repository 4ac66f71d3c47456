// The main job, end to end: read a video, recolour it, encode it.
// Run it: npm start, or npm start -- in.mp4 out.mp4
import { join } from 'node:path';
import { runCli } from 'giftgrab';
import { OUT, sampleClip } from './support/sample-clip';

async function main(): Promise<number> {
  const [given, output = join(OUT, 'recoloured.mp4'), ...more] = process.argv.slice(2);
  if (given === undefined) {
    console.log('No video was named: making ten seconds of 1080p to work on.');
  }
  const input = given ?? (await sampleClip({ cols: 1920, rows: 1080, frames: 300 }));

  console.log(`Reading ${input}, swapping red and blue, encoding HEVC.`);
  const fast = ['--codec', 'HEVC', '--preset', 'ultrafast', '--overwrite'];
  const code = await runCli([
    'transcode',
    input,
    output,
    '--filter',
    'swap-channels',
    ...fast,
    ...more,
  ]);
  if (code === 0) console.log(`The result is ${output}`);
  return code;
}

void main().then((code) => {
  process.exitCode = code;
});
