// Our conversions beside those of real ffmpeg builds: the bundled one, and the one on PATH if there is one.
import { spawnSync } from 'node:child_process';
import { path as bundled } from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import type { Colorimetry, ColourSpace } from '../../src/frames/colour-space';
import { pixelFormat } from '../../src/frames/pixel-formats';
import { convertIn, testKernels } from './test-memory';

const COLS = 320;
const ROWS = 240;
const SIZE = `${COLS}x${ROWS}`;
const PATTERNS = [
  `testsrc2=size=${SIZE}`,
  `mandelbrot=size=${SIZE}:maxiter=300`,
  `smptebars=size=${SIZE}`,
];

/** Each with the names that ffmpeg tags it by. */
const COLORIMETRIES: readonly (readonly [Colorimetry, readonly string[]])[] = [
  [{ matrix: 'unspecified', range: 'limited' }, []],
  [{ matrix: 'bt601', range: 'limited' }, ['-colorspace', 'smpte170m', '-color_range', 'tv']],
  [{ matrix: 'bt709', range: 'limited' }, ['-colorspace', 'bt709', '-color_range', 'tv']],
  [{ matrix: 'bt2020', range: 'limited' }, ['-colorspace', 'bt2020nc', '-color_range', 'tv']],
  [{ matrix: 'bt601', range: 'full' }, ['-colorspace', 'smpte170m', '-color_range', 'pc']],
  [{ matrix: 'bt709', range: 'full' }, ['-colorspace', 'bt709', '-color_range', 'pc']],
];
const UNTAGGED = COLORIMETRIES[0]![0];

function run(program: string, args: readonly string[], input?: Uint8Array): Uint8Array {
  const { status, stdout, stderr, error } = spawnSync(
    program,
    ['-nostdin', '-v', 'error', ...args],
    { input, maxBuffer: 1 << 26 },
  );
  if (status !== 0) throw error ?? new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return Uint8Array.from(stdout);
}

const output = (colour: ColourSpace): string[] => [
  ...['-frames:v', '1', '-pix_fmt', pixelFormat(colour).pixFmt, '-f', 'rawvideo', 'pipe:1'],
];

/** A test picture. */
function draw(program: string, pattern: string, colour: ColourSpace): Uint8Array {
  return run(program, ['-f', 'lavfi', '-i', pattern, ...output(colour)]);
}

interface Given {
  readonly program: string;
  readonly from: ColourSpace;
  readonly to: ColourSpace;
  readonly bytes: Uint8Array;
  readonly tags?: readonly string[];
  readonly flags?: readonly string[];
}

function theirs({ program, from, to, bytes, tags = [], flags = [] }: Given): Uint8Array {
  const { pixFmt } = pixelFormat(from);
  const input = ['-f', 'rawvideo', '-pix_fmt', pixFmt, '-s', SIZE, ...tags, '-i', 'pipe:0'];
  return run(program, [...input, ...flags, ...output(to)], bytes);
}

const kernels = testKernels();

function ours({ from, to, bytes }: Given, colorimetry: Colorimetry): Uint8Array {
  return convertIn(kernels, { from, to, bytes, cols: COLS, rows: ROWS, colorimetry });
}

/** How far apart two pictures are: the most, and the share of samples further than 2. */
function difference(a: Uint8Array, b: Uint8Array): { most: number; beyond2: number } {
  expect(a.length).to.equal(b.length);
  let most = 0;
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    const distance = Math.abs(a[i]! - b[i]!);
    if (distance > most) most = distance;
    if (distance > 2) count += 1;
  }
  return { most, beyond2: count / a.length };
}

const programs = new Map([['the bundled ffmpeg', bundled]]);
if (spawnSync('ffmpeg', ['-version']).status === 0) programs.set('the ffmpeg on PATH', 'ffmpeg');

for (const [name, program] of programs) {
  describe(`convertPixels beside ${name}`, () => {
    for (const pattern of PATTERNS) {
      const title = pattern.slice(0, pattern.indexOf('='));

      it(`makes BGRA of ${title} within 2 levels in every matrix and range`, () => {
        const bytes = draw(program, pattern, 'I420');
        for (const [colorimetry, tags] of COLORIMETRIES) {
          const given: Given = { program, from: 'I420', to: 'BGRA', bytes, tags };
          const { most } = difference(ours(given, colorimetry), theirs(given));
          expect(most, JSON.stringify(colorimetry)).to.be.at.most(2);
        }
      });

      it(`makes the same UYVY of ${title} as nearest-neighbour scaling does`, () => {
        const bytes = draw(program, pattern, 'I420');
        const flags = ['-sws_flags', 'neighbor'];
        const given: Given = { program, from: 'I420', to: 'UYVY', bytes, flags };
        expect(difference(ours(given, UNTAGGED), theirs(given)).most).to.equal(0);
      });

      it(`makes the same I420, NV12 and 10 bits of ${title}`, () => {
        const bytes = draw(program, pattern, 'UYVY');
        const planar: Given = { program, from: 'UYVY', to: 'I420', bytes };
        const i420 = ours(planar, UNTAGGED);
        // The assembly of some builds rounds the mean of two chroma rows down.
        expect(difference(i420, theirs(planar)).most).to.be.at.most(1);
        for (const to of ['NV12', 'I420P10'] as const) {
          const given: Given = { program, from: 'I420', to, bytes: i420 };
          expect(difference(ours(given, UNTAGGED), theirs(given)).most, to).to.equal(0);
        }
      });

      it(`makes I420 of ${title} in BGRA within 1 level of area scaling`, () => {
        const bytes = draw(program, pattern, 'BGRA');
        const given: Given = { program, from: 'BGRA', to: 'I420', bytes };
        const area = theirs({ ...given, flags: ['-sws_flags', 'area'] });
        const i420 = ours(given, UNTAGGED);
        expect(difference(i420, area).most).to.be.at.most(1);
        // By default ffmpeg sharpens chroma (bicubic), which shows at hard colour edges alone; luma
        // is the same either way.
        const byDefault = theirs(given);
        const pixels = COLS * ROWS;
        const luma = difference(i420.subarray(0, pixels), byDefault.subarray(0, pixels));
        expect(luma.most).to.be.at.most(1);
        expect(difference(i420, byDefault).beyond2).to.be.at.most(0.05);
      });

      it(`makes UYVY and GRAY8 of ${title} in BGRA within 1 level`, () => {
        const bytes = draw(program, pattern, 'BGRA');
        for (const to of ['UYVY', 'GRAY8'] as const) {
          const given: Given = { program, from: 'BGRA', to, bytes };
          expect(difference(ours(given, UNTAGGED), theirs(given)).most, to).to.be.at.most(1);
        }
      });

      it(`makes GRAY8 of ${title} in I420 within 1 level`, () => {
        const bytes = draw(program, pattern, 'I420');
        const given: Given = { program, from: 'I420', to: 'GRAY8', bytes };
        expect(difference(ours(given, UNTAGGED), theirs(given)).most).to.be.at.most(1);
      });
    }
  });
}
