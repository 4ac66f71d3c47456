import { Rational, Timestamp, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import { fileWriter } from '../src';
import { BUNDLED, FFMPEG_BUILDS } from './support/ffmpeg-builds';
import { numberedFrames } from './support/numbered-frames';
import { frameNumbers, frameTimes } from './support/read-video';
import { temporaryFolder } from './support/temporary-folder';
import { CODECS, EXTENSIONS, written } from './support/written';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const MILLISECOND = new Rational(1, 1000);
const MPEG = new Rational(1, 90000);

// Irregular, with a gap of 0.7 s and one of 25 s, in milliseconds.
const VARYING = [
  0, 40, 55, 130, 131, 200, 280, 333, 1033, 1100, 1150, 1190, 1300, 26300, 26333, 26400, 26433,
  26500,
];

/** Seconds that the times of a container can be off: half a tick, and what ffprobe's six digits lose. */
function tolerance(name: string, timeBase: Rational): number {
  const tick = name.endsWith('.mp4') ? timeBase.value : 0.001;
  return tick / 2 + 2e-6;
}

async function expectTimes(path: string, times: readonly number[], within: number): Promise<void> {
  expect(await frameNumbers(path)).to.deep.equal(upTo(times.length));
  const got = await frameTimes(path);
  expect(got).to.have.lengthOf(times.length);
  times.forEach((time, i) => expect(got[i], `frame ${i}`).to.be.closeTo(time, within));
}

for (const build of FFMPEG_BUILDS) {
  describe(`the times that ${build.name} writes`, () => {
    const file = temporaryFolder();
    const TIMED = [
      ...CODECS.filter(({ codec }) => codec !== 'Xvid').map((settings) => ({
        ...settings,
        extension: EXTENSIONS[settings.codec],
      })),
      // With the presets' own B-frames.
      { codec: 'H264', crf: 12, preset: 'fast', extension: 'mp4' },
      { codec: 'H264', crf: 12, preset: 'fast', extension: 'mkv' },
      { codec: 'HEVC', crf: 12, preset: 'veryfast', extension: 'mp4' },
      { codec: 'HEVC', crf: 12, preset: 'veryfast', extension: 'mkv' },
      { codec: 'Xvid', crf: 2, extension: 'mkv' },
    ] as const;

    for (const { extension, ...settings } of TIMED) {
      const title = `${settings.codec} ${'preset' in settings ? settings.preset : ''} in ${extension}`;
      const name = (what: string): string => file(`${what} ${title}.${extension}`);
      const options = { ...settings, frameRate: 30, ffmpeg: build.path };

      it(`are the frames' own where the rate varies, gaps and the last included, ${title} [quirk 11]`, async () => {
        const path = name('varying');
        const frames = numberedFrames(VARYING.length, { ticks: VARYING, timeBase: MILLISECOND });
        const report = await written(path, frames, options);
        expect(report).to.include({
          frames: VARYING.length,
          duplicated: 0,
          dropped: 0,
          retimed: 0,
        });
        const times = VARYING.map((ms) => ms / 1000);
        await expectTimes(path, times, tolerance(path, MILLISECOND));
      });

      it(`are the frames' own where the rate is constant, ${title}`, async () => {
        const path = name('constant');
        const rate = new Rational(30000, 1001);
        await written(path, numberedFrames(20, { rate }), { ...options, frameRate: rate });
        const times = upTo(20).map((i) => i / rate.value);
        await expectTimes(path, times, tolerance(path, new Rational(1, 90000)));
      });
    }

    it('are on the grid of the rate in AVI, a gap included', async () => {
      const path = file('grid.avi');
      const ticks = [0, 3000, 6010, 9000, 90000, 93000];
      const frames = numberedFrames(6, { ticks, timeBase: MPEG });
      const report = await written(path, frames, {
        codec: 'Xvid',
        crf: 2,
        frameRate: 30,
        ffmpeg: build.path,
      });
      expect(report).to.include({ frames: 6, duplicated: 0, dropped: 0, retimed: 0 });
      await expectTimes(path, [0, 1 / 30, 2 / 30, 3 / 30, 1, 1 + 1 / 30], 1e-5);
    });

    it('begin where the first frame does, in every codec', async () => {
      // AVI has no times and always begins at zero.
      for (const settings of CODECS.filter(({ codec }) => codec !== 'Xvid')) {
        const path = file(`begin.${settings.codec}.${EXTENSIONS[settings.codec]}`);
        const ticks = [120, 123, 126, 129];
        const frames = numberedFrames(4, {
          ticks,
          timeBase: new Rational(1, 60),
          rate: new Rational(20),
          isConstant: true,
        });
        await written(path, frames, { ...settings, frameRate: 20, ffmpeg: build.path });
        await expectTimes(path, [2, 2.05, 2.1, 2.15], 0.0011);
      }
    });

    it('are right for a file of one frame, in every codec', async () => {
      for (const settings of CODECS) {
        const path = file(`one.${settings.codec}.${EXTENSIONS[settings.codec]}`);
        const report = await written(path, numberedFrames(1), {
          ...settings,
          frameRate: 30,
          ffmpeg: build.path,
        });
        expect(report.durationSeconds).to.equal(1 / 30);
        await expectTimes(path, [0], 0);
      }
    });
  });
}

describe('the times of a file', () => {
  const file = temporaryFolder();
  const options = {
    codec: 'H264',
    crf: 8,
    preset: 'fast',
    frameRate: 10,
    ffmpeg: BUNDLED.path,
  } as const;

  it('count from zero when a writer comes late to its source', async () => {
    const frames = numberedFrames(20, { rate: new Rational(10) }).slice(12);
    const path = file('late.mp4');
    await written(path, frames, options);
    expect(await frameNumbers(path)).to.deep.equal(upTo(20).slice(12));
    const times = await frameTimes(path);
    times.forEach((time, i) => expect(time).to.be.closeTo(i / 10, 1e-5));
  });

  it('follow the frame rate for frames that have none', async () => {
    const path = file('untimed.mp4');
    const frames = numberedFrames(8).map((frame) => {
      const { colour, cols, rows, index } = frame;
      return VideoFrame.wrap(frame.data(), { colour, cols, rows, index });
    });
    await written(path, frames, options);
    await expectTimes(
      path,
      upTo(8).map((i) => i / 10),
      1e-5,
    );
  });

  it('rise where two frames have one time or time runs backwards, and the report counts it', async () => {
    const path = file('retimed.mp4');
    const ticks = [0, 100, 100, 200, 150, 300];
    const report = await written(
      path,
      numberedFrames(6, { ticks, timeBase: MILLISECOND }),
      options,
    );
    expect(report).to.include({ frames: 6, retimed: 2, dropped: 0, duplicated: 0 });
    await expectTimes(path, [0, 0.1, 0.101, 0.2, 0.201, 0.3], 0.00051);
  });

  it('may be below zero in the source', async () => {
    const path = file('negative.mp4');
    const ticks = [-200, -100, 0, 100];
    await written(path, numberedFrames(4, { ticks, timeBase: MILLISECOND }), options);
    await expectTimes(path, [0, 0.1, 0.2, 0.3], 0.00051);
  });

  it('may be hours from zero', async () => {
    const path = file('hours.mp4');
    const ticks = [0, 5 * 3600 * 90000, 5 * 3600 * 90000 + 9000];
    const report = await written(path, numberedFrames(3, { ticks, timeBase: MPEG }), options);
    expect(report.durationSeconds).to.be.closeTo(18000.2, 1e-6);
    await expectTimes(path, [0, 18000, 18000.1], 1e-4);
  });

  describe("with timing: 'constant'", () => {
    for (const extension of ['mp4', 'mkv']) {
      it(`lie on the grid, and what that costs is counted, in .${extension} [quirk 11]`, async () => {
        const path = file(`constant.${extension}`);
        // At 10 frames a second: slots 0, 1, 1 (no place), 2, 6 (three repeats), 7, 7 (no place), 9 (one repeat).
        const ticks = [0, 100, 130, 190, 610, 680, 740, 900];
        const frames = numberedFrames(8, { ticks, timeBase: MILLISECOND });
        const report = await written(path, frames, { ...options, timing: 'constant' });
        expect(report).to.include({ frames: 10, duplicated: 4, dropped: 2, retimed: 0 });
        expect(report.durationSeconds).to.equal(1);
        expect(await frameNumbers(path)).to.deep.equal([0, 1, 3, 3, 3, 3, 4, 5, 5, 7]);
        const times = await frameTimes(path);
        times.forEach((time, i) => expect(time).to.be.closeTo(i / 10, 0.00051));
      });
    }

    it('repeat the frame as it was when its source edits it later', async () => {
      const path = file('edited.mp4');
      const [frame] = numberedFrames(1);
      const white = new Uint8Array(frame!.data().length).fill(255);
      const writer = fileWriter(path, { ...options, timing: 'constant' });
      const pooled = frame!.derive({ index: 0, pts: new Timestamp(0, MILLISECOND) });
      pooled.data().set(frame!.data());
      await writer.append(pooled);
      // Another branch of the stream may still edit: it has to ask for a copy first.
      pooled.writable().data().set(white);
      const last = pooled.derive({ index: 1, pts: new Timestamp(300, MILLISECOND) });
      last.data().set(white);
      await writer.append(last);
      pooled.release();
      last.release();
      await writer.close();
      expect(await frameNumbers(path)).to.deep.equal([0, 0, 0, 65535]);
    });
  });
});
