import { ColourSpace, VideoFrame, type Colorimetry } from '@giftgrab/core';
import { expect } from 'chai';
import { BUNDLED, FFMPEG_BUILDS } from './support/ffmpeg-builds';
import { inColour } from './support/numbered-frames';
import { decoded, probeVideo } from './support/read-video';
import { temporaryFolder } from './support/temporary-folder';
import { CODECS, EXTENSIONS, written } from './support/written';

// Red, green, blue of eight bars; all of them within limited range in YUV.
const BARS = [
  [255, 255, 255],
  [200, 180, 20],
  [20, 180, 190],
  [30, 170, 40],
  [190, 30, 180],
  [200, 30, 30],
  [40, 40, 200],
  [0, 0, 0],
] as const;
const COLS = 128;
const ROWS = 64;
/** Most that the mean of a bar may be off: rounding, two conversions and a lossy codec. */
const TOLERANCE = 6;
const COLOURS = Object.values(ColourSpace);
// What comes before the encoder is the same for every build.
const FEW_COLOURS = [ColourSpace.BGRA, ColourSpace.I420, ColourSpace.UYVY];

function bars(colour: ColourSpace, colorimetry?: Colorimetry): VideoFrame {
  const frame = VideoFrame.alloc({
    colour: 'BGRA',
    cols: COLS,
    rows: ROWS,
    ...(colorimetry === undefined ? {} : { colorimetry }),
  });
  const data = frame.data();
  for (let i = 0; i < data.length / 4; i += 1) {
    const [red, green, blue] = BARS[Math.floor(((i % COLS) * BARS.length) / COLS)] ?? [0, 0, 0];
    data.set([blue, green, red, 255], i * 4);
  }
  return inColour(frame, colour);
}

/** Mean red, green and blue of the middle of each bar. */
function barMeans(rgb: Uint8Array): number[][] {
  return BARS.map((_, bar) => {
    const sums = [0, 0, 0];
    for (let row = 8; row < ROWS - 8; row += 1) {
      for (let col = bar * 16 + 4; col < bar * 16 + 12; col += 1) {
        for (let c = 0; c < 3; c += 1) sums[c]! += rgb[(row * COLS + col) * 3 + c]!;
      }
    }
    return sums.map((sum) => sum / ((ROWS - 16) * 8));
  });
}

function greyOf([red, green, blue]: readonly [number, number, number]): number[] {
  const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
  return [grey, grey, grey];
}

function expectBars(rgb: Uint8Array, isGrey = false): void {
  const means = barMeans(rgb);
  BARS.forEach((bar, i) => {
    const wanted = isGrey ? greyOf(bar) : bar;
    wanted.forEach((value, c) =>
      expect(means[i]?.[c], `bar ${i}, channel ${c}`).to.be.closeTo(value, TOLERANCE),
    );
  });
}

for (const build of FFMPEG_BUILDS) {
  describe(`the pixels that ${build.name} writes`, () => {
    const file = temporaryFolder();
    const isBundled = build === BUNDLED;

    for (const settings of CODECS) {
      for (const colour of isBundled ? COLOURS : FEW_COLOURS) {
        it(`are right in ${settings.codec} from ${colour} [W1, W2, quirk 13]`, async () => {
          const path = file(`${colour}.${settings.codec}.${EXTENSIONS[settings.codec]}`);
          const frame = bars(colour);
          const report = await written(path, [frame, frame], {
            ...settings,
            frameRate: 25,
            ffmpeg: build.path,
          });
          expect(report).to.include({ frames: 2, cols: COLS, rows: ROWS, resized: 'no' });
          const isKept = settings.codec === 'FFV1' || colour === 'I420';
          expect(report.converted).to.deep.equal(isKept ? undefined : { from: colour, to: 'I420' });
          const rgb = await decoded(path, 'rgb24');
          expect(rgb.length).to.equal(2 * COLS * ROWS * 3);
          expectBars(rgb, colour.startsWith('GRAY'));
          expectBars(rgb.subarray(rgb.length / 2), colour.startsWith('GRAY'));
        });
      }
    }

    for (const colour of COLOURS) {
      it(`come back from FFV1 without loss in ${colour}`, async () => {
        const path = file(`lossless.${colour}.mkv`);
        const frame = noise(colour);
        await written(path, [frame], { codec: 'FFV1', frameRate: 25, ffmpeg: build.path });
        const bytes = await decoded(path, frame.shape.format.pixFmt);
        expect(bytes.equals(frame.data())).to.equal(true);
      });
    }

    for (const settings of CODECS.filter(({ codec }) => isBundled && codec !== 'VP9')) {
      it(`are black in ${settings.codec} where frames are black [quirk 2]`, async () => {
        for (const colour of FEW_COLOURS) {
          const path = file(`black.${colour}.${settings.codec}.${EXTENSIONS[settings.codec]}`);
          const frame = VideoFrame.alloc({ colour, cols: 64, rows: 64 });
          await written(path, [frame], { ...settings, frameRate: 25, ffmpeg: build.path });
          const rgb = await decoded(path, 'rgb24');
          expect(Math.max(...rgb), colour).to.be.at.most(1);
        }
      });
    }

    const TAGGED: readonly (readonly [string, Colorimetry, string | undefined])[] = [
      ['BT.709', { matrix: 'bt709', range: 'limited' }, 'bt709'],
      ['BT.601', { matrix: 'bt601', range: 'limited' }, 'smpte170m'],
      ['full-range BT.709', { matrix: 'bt709', range: 'full' }, 'bt709'],
      ['full-range unspecified', { matrix: 'unspecified', range: 'full' }, undefined],
    ];
    for (const [name, colorimetry, matrix] of TAGGED) {
      for (const settings of CODECS) {
        it(`keep what ${name} means in ${settings.codec}`, async () => {
          const colours = settings.codec === 'H264' ? FEW_COLOURS : (['I420'] as const);
          for (const colour of colours) {
            const path = file(`${name}.${colour}.${settings.codec}.${EXTENSIONS[settings.codec]}`);
            const frame = bars(colour, colorimetry);
            await written(path, [frame], { ...settings, frameRate: 25, ffmpeg: build.path });
            // MPEG-4 part 2 in AVI has no room for either; the pixels are all that can be right.
            const video = await probeVideo(path);
            if (settings.codec !== 'Xvid' && !video.pix_fmt.startsWith('bgr')) {
              if (matrix !== undefined) expect(video.color_space, colour).to.equal(matrix);
              const isFull = video.color_range === 'pc' || video.pix_fmt.startsWith('yuvj');
              expect(isFull, `${colour} range`).to.equal(colorimetry.range === 'full');
            }
            const asTagged =
              settings.codec === 'Xvid'
                ? `scale=in_color_matrix=${inMatrix(colorimetry)}`
                : 'scale';
            const range = settings.codec === 'Xvid' ? colorimetry.range : undefined;
            const filters = range === 'full' ? `${asTagged}:in_range=full` : asTagged;
            expectBars(await decoded(path, 'rgb24', filters));
          }
        });
      }
    }
  });
}

function inMatrix({ matrix }: Colorimetry): string {
  return matrix === 'bt709' ? 'bt709' : 'bt601';
}

/** A picture in which every sample counts; alpha, which files keep too, is any value. */
function noise(colour: ColourSpace): VideoFrame {
  const frame = VideoFrame.alloc({ colour, cols: 34, rows: 22 });
  const samples = frame.samples();
  const range = 2 ** frame.shape.format.bitDepth;
  let state = 12345;
  for (let i = 0; i < samples.length; i += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    samples[i] = Math.floor((state / 2 ** 32) * range);
  }
  return frame;
}
