import { Rational } from '@giftgrab/core';
import { NutWriter } from '@giftgrab/ffmpeg';
import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FFMPEG_BUILDS, runFfmpeg } from '../support/ffmpeg-builds';
import { readNut } from '../support/nut-frames';

const NUT_INPUT = '-f nut -probesize 32 -analyzeduration 0 -fpsprobesize 0 -i pipe:0'.split(' ');
const NUT_OUTPUT = [
  ...'-map 0:v:0 -copyts -vsync passthrough -enc_time_base -1'.split(' '),
  ...'-c:v rawvideo -f fifo -fifo_format nut -queue_size 4 pipe:1'.split(' '),
];

/** Noise-free pictures of 64x48, one for each time. */
function pictures(times: readonly number[], timeBase: Rational, frameRate: Rational): Uint8Array[] {
  const fourcc = [...'I420'].map((c) => c.charCodeAt(0));
  const writer = new NutWriter({ fourcc, width: 64, height: 48, timeBase, frameRate });
  const size = (64 * 48 * 3) / 2;
  return [
    writer.header(),
    ...times.flatMap((pts, n) => [
      writer.frameHeader(pts, size),
      new Uint8Array(size).map((_, i) => (i + n * 9) & 127),
    ]),
  ];
}

/** Decodes a file and gives its frames' times in seconds. */
async function timesOf(path: string, file: string): Promise<string[]> {
  const run = await runFfmpeg(path, ['-i', file, ...NUT_OUTPUT]);
  const { header, frames } = readNut(run.stdout);
  return frames.map(({ pts }) => (pts * (header?.timeBase.value ?? NaN)).toFixed(6));
}

describe('times through NUT', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'giftgrab-nut-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  for (const { name, path } of FFMPEG_BUILDS) {
    describe(`with ${name}`, () => {
      it('survive encoding and decoding at 59.94 fps, with B-frames and to the last frame', async () => {
        const rate = new Rational(60000, 1001);
        const times = Array.from({ length: 10 }, (_, n) => n);
        for (const encoder of ['libx264', 'libx265']) {
          const file = join(folder, `${encoder}.mp4`);
          const run = await runFfmpeg(
            path,
            [...NUT_INPUT, '-vsync', 'passthrough', '-c:v', encoder, file],
            pictures(times, rate.inverse, rate),
          );
          expect(run.code).to.equal(0);
          const expected = times.map((n) => (n / rate.value).toFixed(6));
          expect(await timesOf(path, file)).to.deep.equal(expected);
          // The last frame lasts as long as the others: only so is the average rate exact.
          const probe = await runFfmpeg(path, ['-v', 'info', '-i', file]);
          expect(probe.stderr).to.match(/Duration: 00:00:00\.17.*59\.94 fps/s);
        }
      });

      it('survive at a variable frame rate', async () => {
        const times = [0, 3003, 3500, 90000, 90001, 180000, 400000];
        const file = join(folder, 'variable.mp4');
        const run = await runFfmpeg(
          path,
          [
            ...[...NUT_INPUT, '-vsync', 'passthrough', '-enc_time_base', '-1'],
            ...['-c:v', 'libx264', '-bf', '0', '-video_track_timescale', '90000', file],
          ],
          pictures(times, new Rational(1, 90000), new Rational(30)),
        );
        expect(run.code).to.equal(0);
        const expected = times.map((pts) => (pts / 90000).toFixed(6));
        expect(await timesOf(path, file)).to.deep.equal(expected);
      });

      it('show a change of the picture size as frames of another size', async () => {
        const parts: Buffer[] = [];
        for (const size of ['64x48', '128x96']) {
          const lavfi = ['-f', 'lavfi', '-i', `testsrc=s=${size}:r=25:d=0.2`];
          const encode = '-c:v libx264 -pix_fmt yuv420p -bf 0 -f mpegts pipe:1'.split(' ');
          parts.push((await runFfmpeg(path, [...lavfi, ...encode])).stdout);
        }
        const file = join(folder, 'joined.ts');
        await writeFile(file, Buffer.concat(parts));
        const [small, large] = [(64 * 48 * 3) / 2, (128 * 96 * 3) / 2];
        const run = await runFfmpeg(path, ['-reinit_filter', '0', '-i', file, ...NUT_OUTPUT]);
        const { frames, end } = readNut(run.stdout);
        expect(end).to.equal('clean');
        expect(frames.map(({ pixels }) => pixels.length)).to.deep.equal([
          ...Array<number>(5).fill(small),
          ...Array<number>(5).fill(large),
        ]);
      });
    });
  }
});
