import { ColourSpace, VideoFrame, type PictureSize } from '@giftgrab/core';
import { expect } from 'chai';
import { fileWriter } from '../src';
import { BUNDLED, FFMPEG_BUILDS } from './support/ffmpeg-builds';
import { inColour, numberedFrames } from './support/numbered-frames';
import { decoded, probeVideo } from './support/read-video';
import { temporaryFolder } from './support/temporary-folder';
import { CODECS, EXTENSIONS, written } from './support/written';

const SIZES = [
  { cols: 401, rows: 301 },
  { cols: 1, rows: 1 },
  { cols: 3, rows: 2 },
] as const;

/** Grey that rises from the left to the right and from the top to the bottom. */
function slope({ cols, rows }: PictureSize, colour: ColourSpace): VideoFrame {
  const frame = VideoFrame.alloc({ colour: 'BGRA', cols, rows });
  const data = frame.data();
  for (let i = 0; i < cols * rows; i += 1) {
    const [col, row] = [i % cols, Math.floor(i / cols)];
    data.fill(
      40 + Math.round((100 * (col + 1)) / cols + (70 * (row + 1)) / rows),
      i * 4,
      i * 4 + 3,
    );
  }
  return inColour(frame, colour);
}

async function warningsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const listen = (warning: Error & { code?: string }): unknown =>
    warning.code === 'SIZE_PADDED' && warnings.push(warning.message);
  process.on('warning', listen);
  await work();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  return warnings;
}

for (const build of FFMPEG_BUILDS) {
  describe(`pictures of odd size with ${build.name}`, () => {
    const file = temporaryFolder();
    const isBundled = build === BUNDLED;

    for (const settings of CODECS) {
      for (const size of SIZES) {
        const text = `${size.cols}×${size.rows}`;
        it(`are padded with their edge: ${text} in ${settings.codec} [TC9, quirk 14]`, async () => {
          for (const colour of isBundled
            ? Object.values(ColourSpace)
            : (['I420', 'BGRA'] as const)) {
            const path = file(`${text}.${colour}.${settings.codec}.${EXTENSIONS[settings.codec]}`);
            const frame = slope(size, colour);
            const report = await written(path, [frame, frame], {
              ...settings,
              frameRate: 25,
              ffmpeg: build.path,
            });
            const { width, height } = await probeVideo(path);
            expect([width, height], colour).to.deep.equal([report.cols, report.rows]);
            const isWhole = report.cols === size.cols && report.rows === size.rows;
            expect(report.resized).to.equal(isWhole ? 'no' : 'padded');
            const rgb = await decoded(path, 'gray');
            expect(rgb.length).to.equal(2 * width * height);
            const grey = await greyOf(frame);
            const isVp9 = settings.codec === 'VP9';
            expectPadded(rgb, report, grey, size, isVp9 ? 12 : 7, colour);
          }
        });
      }
    }
  });
}

/** Luma of the frame as a grey picture in full range. */
async function greyOf(frame: VideoFrame): Promise<Uint8Array> {
  return inColour(inColour(frame, 'BGRA'), 'GRAY8').data();
}

function expectPadded(
  got: Uint8Array,
  { cols, rows }: PictureSize,
  wanted: Uint8Array,
  size: PictureSize,
  within: number,
  what: string,
): void {
  let worst = 0;
  for (let row = 0; row < rows; row += 1) {
    for (let col = 0; col < cols; col += 1) {
      const from = Math.min(row, size.rows - 1) * size.cols + Math.min(col, size.cols - 1);
      worst = Math.max(worst, Math.abs((got[row * cols + col] ?? 999) - (wanted[from] ?? 0)));
    }
  }
  expect(worst, what).to.be.at.most(within);
}

describe('oddSize', () => {
  const file = temporaryFolder();
  const options = {
    codec: 'H264',
    frameRate: 25,
    crf: 4,
    preset: 'ultrafast',
    ffmpeg: BUNDLED.path,
  } as const;
  const odd = (): VideoFrame => slope({ cols: 101, rows: 75 }, 'I420');

  it('pads by default, says so once and reports it', async () => {
    const path = file('pad.mp4');
    const warnings = await warningsDuring(async () => {
      const report = await written(path, [odd(), odd(), odd()], options);
      expect(report).to.include({ cols: 102, rows: 76, resized: 'padded' });
    });
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.contain('padded from 101×75 to 102×76').and.contain('libx264');
    expect(await probeVideo(path)).to.include({ width: 102, height: 76 });
  });

  it("crops with 'crop'", async () => {
    const path = file('crop.mp4');
    const report = await written(path, [odd()], { ...options, oddSize: 'crop' });
    expect(report).to.include({ cols: 100, rows: 74, resized: 'cropped' });
    expect(await probeVideo(path)).to.include({ width: 100, height: 74 });
  });

  it("scales with 'scale'", async () => {
    const path = file('scale.mp4');
    const report = await written(path, [odd()], { ...options, oddSize: 'scale' });
    expect(report).to.include({ cols: 102, rows: 76, resized: 'scaled' });
    expect(await probeVideo(path)).to.include({ width: 102, height: 76 });
  });

  it("refuses with 'error', and leaves no file", async () => {
    const writer = fileWriter(file('error.mp4'), { ...options, oddSize: 'error' });
    const outcome = await writer.append(odd()).catch((error: unknown) => error);
    expect(outcome).to.have.property('code', 'TARGET_FRAME_MISMATCH');
    expect(String(outcome)).to.contain('101×75').and.contain('102×76').and.contain("'pad'");
    expect(await writer.finished.catch((error: unknown) => error)).to.equal(outcome);
  });

  it('cannot crop what is smaller than the encoder takes', async () => {
    const writer = fileWriter(file('tiny.mp4'), { ...options, oddSize: 'crop' });
    const outcome = await writer
      .append(slope({ cols: 1, rows: 1 }, 'I420'))
      .catch((e: unknown) => e);
    expect(outcome).to.have.property('code', 'TARGET_FRAME_MISMATCH');
    await writer.finished.catch(() => undefined);
  });

  it('leaves even sizes alone, without a word', async () => {
    const warnings = await warningsDuring(async () => {
      for (const oddSize of ['pad', 'crop', 'scale', 'error'] as const) {
        const report = await written(file(`even.${oddSize}.mp4`), numberedFrames(1), {
          ...options,
          oddSize,
        });
        expect(report).to.include({ cols: 128, rows: 64, resized: 'no' });
      }
    });
    expect(warnings).to.deep.equal([]);
  });
});

describe('stereo frames', () => {
  const file = temporaryFolder();

  for (const colour of Object.values(ColourSpace)) {
    for (const [cols, rows] of [
      [16, 8],
      [7, 5],
    ] as const) {
      const views = [50, 200].map((grey) => {
        const view = VideoFrame.alloc({ colour: 'BGRA', cols, rows });
        view.data().fill(grey);
        return inColour(view, colour);
      });
      const stereo = VideoFrame.alloc({ colour, cols, rows, stereoCount: 2 });
      views.forEach((view, i) => stereo.data(i).set(view.data()));

      it(`are packed as asked: ${cols}×${rows} ${colour} [quirk 26]`, async () => {
        const LAYOUTS = {
          'side-by-side': [2 * cols, rows, (col: number) => (col < cols ? 50 : 200)],
          'top-bottom': [cols, 2 * rows, (_: number, row: number) => (row < rows ? 50 : 200)],
          left: [cols, rows, () => 50],
          right: [cols, rows, () => 200],
        } as const;
        for (const layout of ['side-by-side', 'top-bottom', 'left', 'right'] as const) {
          const [width, height, greyAt] = LAYOUTS[layout];
          const path = file(`${colour}-${cols}-${layout}.mkv`);
          const options = { codec: 'FFV1', frameRate: 25, ffmpeg: BUNDLED.path } as const;
          const isDefault = layout === 'side-by-side';
          const report = await written(
            path,
            [stereo],
            isDefault ? options : { ...options, stereo: layout },
          );
          expect(report).to.include({ cols: width, rows: height, resized: 'no' });
          const grey = await decoded(path, 'gray');
          for (let i = 0; i < width * height; i += 1) {
            const [col, row] = [i % width, Math.floor(i / width)];
            expect(grey[i], `${layout} at ${col}, ${row}`).to.be.closeTo(greyAt(col, row), 2);
          }
        }
      });
    }
  }
});
