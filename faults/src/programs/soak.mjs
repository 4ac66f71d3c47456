// Decodes a clip again and again, filters and records it, with the built packages and without a compiler in memory; prints what it has of
// memory, descriptors and children after some frames and at the last.
import { readdirSync, readFileSync } from 'node:fs';
import { filter } from '@giftgrab/core';
import { openFile } from '@giftgrab/sources';
import { recorder } from '@giftgrab/targets';
import { take } from 'rxjs';

const { clip, path, frames, lookAt, options } = JSON.parse(process.argv[2]);

function footprint() {
  // What is left when all garbage is gone.
  globalThis.gc();
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
  return {
    ...process.memoryUsage(),
    descriptors: readdirSync('/proc/self/fd').length,
    children: children.split(' ').length,
  };
}

const source = await openFile(clip, { ffmpeg: options.ffmpeg, onEnd: 'loop' });
const target = recorder(path, options);
const looks = [];
let seen = 0;
const darker = filter((frame) => {
  const data = frame.data();
  for (let i = 0; i < data.length; i += 1) data[i] >>= 1;
  seen += 1;
  if (seen === lookAt || seen === frames) looks.push(footprint());
  return frame;
});
source.pipe(take(frames), darker).subscribe(target);
const { frames: written, dropped } = await target.finished;
await source.close();
console.log(JSON.stringify({ written, dropped, looks }));
