// Looks at a network stream, live. Without a URL it starts a sender of its own.
// Run it: npx ts-node examples/network.ts [rtsp://user:password@host/path [frames]]
import { ColourSpace, VideoSourceFactory } from 'giftgrab';
import { testStream } from './support/test-stream';

async function main(): Promise<void> {
  const [given, count = '60'] = process.argv.slice(2);
  const test = given === undefined ? await testStream() : undefined;
  const url = given ?? test?.url ?? '';

  await using source = await VideoSourceFactory.getInstance().connectNetworkSource(
    url,
    ColourSpace.BGRA,
  );
  console.log(
    `${source.cols}×${source.rows}, ${source.info.video.codec} in ${source.info.container}`,
  );
  source.events.subscribe((event) => console.log(`-- ${event.type}`));

  let frames = 0;
  const subscription = source.subscribe((frame) => {
    frames += 1;
    const { wallMs } = frame.captured;
    if (frames % 15 === 1) {
      const time = frame.pts?.seconds.toFixed(3) ?? 'unknown';
      console.log(`frame ${frame.index} at ${time} s, arrived ${new Date(wallMs).toISOString()}`);
    }
    if (frames >= Number(count)) subscription.unsubscribe();
  });

  const report = await source.finished;
  console.log(`${report.frames} frames, ${report.dropped} dropped`);
  test?.stop();
}

void main();
