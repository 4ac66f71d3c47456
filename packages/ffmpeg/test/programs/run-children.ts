// Starts a reader that hangs (and has a child of its own), one that ends, and an encoder with 100 frames; says who they
// are and waits to be ended.
import { FfmpegProcess } from '../../src/ffmpeg-process';
import { picture, startEncoder } from '../support/encode';

const [ffmpeg = '', output = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const stubborn = new FfmpegProcess({
    path: '/bin/sh',
    args: ['-c', 'trap "" TERM; sleep 600 & wait; sleep 600'],
    role: 'reader',
  });
  for (let i = 0; i < 40; i += 1) {
    await new FfmpegProcess({ path: '/bin/true', args: [], role: 'reader' }).exited;
  }
  const encoder = startEncoder(ffmpeg, output);
  for (let i = 0; i < 100; i += 1) await encoder.write(i, picture(i));
  console.log(JSON.stringify([stubborn.pid, encoder.pid]));
  setInterval(() => undefined, 1000);
}

void main();
