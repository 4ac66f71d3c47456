import { expect } from 'chai';
import type { ColourSpace } from '@giftgrab/core';
import { openFile } from '@giftgrab/sources';
import { FFMPEG_BUILDS } from '../../ffmpeg/test/support/ffmpeg-builds';
import { moving, useClips } from '../../ffmpeg/test/support/clips';
import { collect } from './support/collect';
import { referenceFrames } from './support/reference';

const clips = useClips();
const COLOURS = ['BGRA', 'I420', 'UYVY', 'GRAY8', 'GRAY16', 'RGB24', 'NV12', 'I420P10'] as const;
/** Without sharp edges, where ways to interpolate chroma differ. */
const SMOOTH = [
  '-f',
  'lavfi',
  '-i',
  'mandelbrot=s=128x64:r=30:maxiter=100',
  '-t',
  '0.2',
  '-vf',
  'gblur=sigma=6',
];
const FFV1 = ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p'];

/** How far apart two pictures are: the most, and the share of samples that are further than 2 apart. */
function difference(a: Uint8Array, b: Uint8Array): { most: number; beyond2: number } {
  expect(a.length).to.equal(b.length);
  let most = 0;
  let count = 0;
  a.forEach((value, i) => {
    const distance = Math.abs(value - (b[i] ?? 0));
    most = Math.max(most, distance);
    if (distance > 2) count += 1;
  });
  return { most, beyond2: count / a.length };
}

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`openFile with ${name}: pixels`, () => {
    async function decode(path: string, colour: ColourSpace): Promise<Buffer> {
      const { frames, error } = await collect(await openFile(path, { ffmpeg, colour }), {
        pixels: true,
      });
      expect(error).to.equal(undefined);
      return Buffer.concat(frames.map(({ bytes }) => bytes));
    }

    const exact: readonly (readonly [string, readonly string[], ColourSpace, string])[] = [
      ['h264.mp4', ['-c:v', 'libx264', '-bf', '2'], 'I420', 'yuv420p'],
      ['hevc.mp4', ['-c:v', 'libx265', '-x265-params', 'log-level=none'], 'I420', 'yuv420p'],
      ['mpeg4.avi', ['-c:v', 'mpeg4'], 'I420', 'yuv420p'],
      ['vp9.webm', ['-c:v', 'libvpx-vp9'], 'I420', 'yuv420p'],
      ['mjpeg.avi', ['-c:v', 'mjpeg'], 'I420', 'yuvj420p'],
      ['ffv1.mkv', FFV1, 'I420', 'yuv420p'],
      ['ten.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p10le'], 'I420P10', 'yuv420p10le'],
      ['gray.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'gray'], 'GRAY8', 'gray'],
      ['gray16.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'gray16le'], 'GRAY16', 'gray16le'],
      ['bgra.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'bgra'], 'BGRA', 'bgra'],
    ];
    for (const [file, codec, colour, pixFmt] of exact) {
      it(`delivers the very bytes that ffmpeg decodes: ${file} as ${colour}`, async () => {
        const path = clips.make(file, ...moving(), ...codec);
        const reference = referenceFrames(ffmpeg, path, '-pix_fmt', pixFmt);
        expect((await decode(path, colour)).equals(reference)).to.equal(true);
      });
    }

    it('delivers a turned picture as ffmpeg shows it', async () => {
      const path = clips.turned('-c:v', 'libx264');
      const reference = referenceFrames(ffmpeg, path, '-pix_fmt', 'yuv420p');
      expect((await decode(path, 'I420')).equals(reference)).to.equal(true);
    });

    const tags: readonly (readonly [string, readonly string[]])[] = [
      ['untagged', []],
      [
        'BT.709',
        [
          '-colorspace',
          'bt709',
          '-color_primaries',
          'bt709',
          '-color_trc',
          'bt709',
          '-color_range',
          'tv',
        ],
      ],
      ['BT.601, full range', ['-colorspace', 'smpte170m', '-color_range', 'pc']],
    ];
    for (const [title, tag] of tags) {
      const clip = (input: readonly string[], kind: string): string =>
        clips.make(`${kind}-${title}.mkv`, ...input, ...FFV1, ...tag);

      it(`converts to BGRA within 2 of ffmpeg: ${title}`, async () => {
        const path = clip(SMOOTH, 'smooth');
        const { beyond2 } = difference(
          await decode(path, 'BGRA'),
          referenceFrames(ffmpeg, path, '-pix_fmt', 'bgra'),
        );
        expect(beyond2).to.be.lessThan(0.001);
      });

      it(`converts to UYVY as ffmpeg does without interpolation, and within 2 of what it does by default: ${title}`, async () => {
        const path = clip(SMOOTH, 'smooth');
        const ours = await decode(path, 'UYVY');
        // Frames keep the range of the file; some builds of ffmpeg make UYVY of limited range.
        const range = title.includes('full')
          ? 'in_range=full:out_range=full'
          : 'in_range=limited:out_range=limited';
        const theirs = (flags: string): Buffer =>
          referenceFrames(ffmpeg, path, '-vf', `scale=${range}${flags}`, '-pix_fmt', 'uyvy422');
        const [plain, usual] = [theirs(':flags=neighbor'), theirs('')];
        expect(difference(ours, plain).most).to.be.at.most(2);
        expect(difference(ours, usual).beyond2).to.be.lessThan(0.001);
      });
    }

    for (const pixFmt of ['yuv420p10le', 'yuv444p', 'yuv422p']) {
      for (const [colour, theirs] of [
        ['I420', 'yuv420p'],
        ['BGRA', 'bgra'],
        ['I420P10', 'yuv420p10le'],
      ] as const) {
        it(`lets ffmpeg convert ${pixFmt} to ${colour} at once`, async () => {
          const path = clips.make(`${pixFmt}.mkv`, ...moving(), '-c:v', 'ffv1', '-pix_fmt', pixFmt);
          const reference = referenceFrames(ffmpeg, path, '-pix_fmt', theirs);
          const { most } = difference(await decode(path, colour), reference);
          expect(most).to.be.at.most(2);
        });
      }
    }

    for (const size of ['401x301', '1x1', '3x2']) {
      it(`delivers pictures of ${size} in every colour`, async () => {
        const [cols = 0, rows = 0] = size.split('x').map(Number);
        const scaled = [...moving('402x302', '30', '0.1'), '-vf', `scale=${cols}:${rows}`];
        const path = clips.make(`${size}.mkv`, ...scaled, ...FFV1);
        for (const colour of COLOURS) {
          const { frames, error } = await collect(await openFile(path, { ffmpeg, colour }), {
            pixels: true,
          });
          expect(error, colour).to.equal(undefined);
          expect(
            frames.map((frame) => frame.size),
            colour,
          ).to.deep.equal(Array(3).fill(size));
        }
        const reference = referenceFrames(ffmpeg, path, '-pix_fmt', 'yuv420p');
        expect((await decode(path, 'I420')).equals(reference)).to.equal(true);
      });
    }
  });
}
