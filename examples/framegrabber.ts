// Records a frame grabber for some seconds, as GIFT-Grab's example does, and takes a picture meanwhile.
// Run it: npx ts-node examples/framegrabber.ts [out.mp4 [seconds]]
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import {
  ColourSpace,
  fileWriter,
  listDevices,
  openDevice,
  registerVirtualDevice,
  testPattern,
} from 'giftgrab';
import { OUT } from './support/sample-clip';

// On hardware, this line: { kind: 'v4l2', path: '/dev/video0' }, or deviceSelector(Device.DVI2PCIeDuo_SDI).
const DEVICE = { kind: 'virtual', name: 'endoscope' };

registerVirtualDevice({
  name: 'endoscope',
  modes: [{ colour: 'UYVY', cols: 320, rows: 240, frameRate: 30 }],
  start: (mode) => testPattern(mode),
});

async function main(): Promise<void> {
  const [path = join(OUT, 'framegrabber.mp4'), seconds = '2'] = process.argv.slice(2);
  mkdirSync(dirname(path), { recursive: true });

  for (const { kind, name, path: where = '', modes, problem } of await listDevices()) {
    console.log(`found ${kind} ${name} ${where}: ${problem ?? `${modes.length} modes`}`);
  }

  // Two who use the device, in different colours: it has one connection.
  await using grabber = await openDevice({ ...DEVICE, colour: ColourSpace.I420 });
  await using viewer = await openDevice({ ...DEVICE, colour: ColourSpace.BGRA });

  const { frameRate = 30 } = grabber;
  const writer = fileWriter(path, {
    codec: 'HEVC',
    preset: 'ultrafast',
    frameRate,
    overwrite: true,
  });
  grabber.attach(writer, { frames: 30 }); // a second of them may wait for the encoder; then some are dropped

  await after(Number(seconds) * 500);
  const frame = await viewer.getFrame();
  if (frame !== undefined) {
    const [blue, green, red] = frame.data();
    console.log(`a picture of ${frame.cols}×${frame.rows}, upper left ${red}, ${green}, ${blue}`);
    frame.release();
  }
  await after(Number(seconds) * 500);

  await grabber.detach(writer); // the file is whole now
  const { frames, durationSeconds } = await writer.finished;
  const { dropped } = await grabber.finished;
  console.log(`${path}: ${frames} frames, ${durationSeconds.toFixed(1)} s, ${dropped} dropped`);
}

void main();
