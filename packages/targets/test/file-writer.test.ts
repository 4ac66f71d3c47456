import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { Rational, TargetError, Timestamp, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import { fileWriter, type FileWriter } from '../src';
import { BUNDLED, FFMPEG_BUILDS } from './support/ffmpeg-builds';
import { numberedFrames } from './support/numbered-frames';
import { frameNumbers, frameTimes, probeVideo } from './support/read-video';
import { temporaryFolder } from './support/temporary-folder';
import { failureOf } from '../../ffmpeg/test/support/failure';
import { CODECS, EXTENSIONS, written } from './support/written';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

for (const build of FFMPEG_BUILDS) {
  describe(`fileWriter with ${build.name}`, () => {
    const file = temporaryFolder();

    it('has written the file at the end of an await using block [TC6, TC9]', async () => {
      const path = file('raii.mp4');
      const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 1920, rows: 1080 });
      expect(existsSync(path)).to.equal(false);
      {
        await using writer = fileWriter(path, {
          codec: 'HEVC',
          frameRate: 60,
          preset: 'ultrafast',
          ffmpeg: build.path,
        });
        await writer.append(frame);
      }
      expect(statSync(path).size).to.be.greaterThan(0);
      expect(await probeVideo(path)).to.include({ width: 1920, height: 1080, codec_name: 'hevc' });
    });

    for (const settings of CODECS) {
      const name = (title: string): string => file(`${title}.${EXTENSIONS[settings.codec]}`);
      const options = { ...settings, ffmpeg: build.path };

      it(`leaves no file of ${settings.codec} that got no frame [quirk 15]`, async () => {
        const path = name(`unfed-${settings.codec}`);
        const report = await written(path, [], { ...options, frameRate: 30 });
        expect(report).to.include({ frames: 0, bytes: 0, durationSeconds: 0, encoder: undefined });
        expect(existsSync(path)).to.equal(false);
      });

      for (const [title, frameRate, exact] of [
        ['59.94', 59.94, '60000/1001'],
        ['30000/1001', new Rational(30000, 1001), '30000/1001'],
      ] as const) {
        it(`states ${title} frames a second exactly in ${settings.codec} [TC8, quirk 12]`, async () => {
          const path = name(`${settings.codec}-${exact.replace('/', '-')}`);
          const rate = Rational.from(frameRate);
          // Frames without a time: they follow each other at the rate.
          const frames = numberedFrames(10).map((frame) =>
            VideoFrame.wrap(frame.data(), { colour: 'I420', cols: frame.cols, rows: frame.rows }),
          );
          const report = await written(path, frames, { ...options, frameRate });
          expect(report.durationSeconds).to.be.closeTo(10 / rate.value, 1e-9);
          const { r_frame_rate, avg_frame_rate } = await probeVideo(path);
          if (path.endsWith('.mp4')) {
            expect(r_frame_rate).to.equal(exact);
          } else {
            // AVI states it to a thousandth; Matroska to a nanosecond, of which ffprobe makes a smaller fraction.
            const within = path.endsWith('.avi') ? 1e-3 : 1e-5;
            expect(Rational.parse(avg_frame_rate)?.value).to.be.closeTo(rate.value, within);
          }
          expect(await frameNumbers(path)).to.deep.equal(upTo(10));
          const times = await frameTimes(path);
          times.forEach((time, i) => expect(time).to.be.closeTo(i / rate.value, 0.001));
        });
      }

      it(`writes 180 frames of ${settings.codec} for 180 [TC10]`, async () => {
        const path = name(`many-${settings.codec}`);
        const rate = new Rational(60000, 1001);
        const frames = numberedFrames(180, { rate });
        const report = await written(path, frames, { ...options, frameRate: rate });
        expect(report).to.include({ frames: 180, dropped: 0, duplicated: 0, retimed: 0 });
        expect(report.bytes).to.equal(statSync(path).size);
        expect(report.durationSeconds).to.be.closeTo(180 / rate.value, 1e-9);
        expect(await frameNumbers(path)).to.deep.equal(upTo(180));
      });
    }
  });
}

describe('fileWriter', () => {
  const file = temporaryFolder();
  const options = {
    codec: 'H264',
    frameRate: 30,
    preset: 'ultrafast',
    ffmpeg: BUNDLED.path,
  } as const;

  for (const [what, name] of [
    ['a leading dash', '-x.mp4'],
    ['spaces', ' a  b .mp4'],
    ['a pattern', 'a%03d.mp4'],
    ['quotes', `it's "so".mp4`],
    ['a newline', 'two\nlines.mp4'],
    ['letters of other scripts', 'größe-видео-映像-🎬.mp4'],
    ['a protocol', 'http:x.mp4'],
    ['shell syntax', '$(touch x);`id`|&.mp4'],
    ['a backslash', 'a\\b.mp4'],
    ['the file protocol', 'file:x.mp4'],
  ] as const) {
    it(`writes a file whose name has ${what}`, async () => {
      const frames = numberedFrames(2);
      const report = await written(file(name), frames, options);
      expect(report.bytes).to.be.greaterThan(0);
      expect(await frameNumbers(file(name))).to.deep.equal([0, 1]);
    });
  }

  it('takes a path relative to the working directory, as it is now', async () => {
    const before = process.cwd();
    process.chdir(file('.'));
    try {
      await written('-relative.mp4', numberedFrames(2), options);
    } finally {
      process.chdir(before);
    }
    expect(await frameNumbers(file('-relative.mp4'))).to.deep.equal([0, 1]);
  });

  it('replaces a file when told to, and only with the first frame', async () => {
    const path = file('replaced.mp4');
    await written(path, numberedFrames(30), options);
    const first = readFileSync(path);
    const writer = fileWriter(path, { ...options, overwrite: true });
    expect(readFileSync(path).equals(first)).to.equal(true);
    for (const frame of numberedFrames(3)) await writer.append(frame);
    await writer.close();
    expect(await frameNumbers(path)).to.deep.equal([0, 1, 2]);
  });

  it('lets only one of two writers have a path, by whatever name', async () => {
    const path = file('both.mp4');
    symlinkSync(path, file('alias.mp4'));
    const [frame] = numberedFrames(1);
    const one = fileWriter(path, { ...options, overwrite: true });
    const two = fileWriter(path, { ...options, overwrite: true });
    const three = fileWriter(file('alias.mp4'), { ...options, overwrite: true });
    await one.append(frame!);
    for (const other of [two, three]) {
      const error = await failureOf(other.append(frame!));
      expect(error).to.be.instanceOf(TargetError).with.property('code', 'TARGET_NOT_WRITABLE');
      expect(error.message).to.contain('is being written');
      await failureOf(other.finished);
    }
    expect(() => fileWriter(path, { ...options, overwrite: true })).to.throw(/is being written/);
    expect(await one.close()).to.have.property('frames', 1);
    expect(await frameNumbers(path)).to.deep.equal([0]);
    expect(() => fileWriter(path, { ...options, overwrite: true })).not.to.throw();
  });

  it('refuses a file that has come into being since, and leaves it alone', async () => {
    const path = file('late.mp4');
    const late = fileWriter(path, options);
    await written(path, numberedFrames(2), options);
    const error = await failureOf(late.append(numberedFrames(1)[0]!));
    expect(error).to.have.property('code', 'TARGET_EXISTS');
    expect((await failureOf(late.finished)).message).to.equal(error.message);
    expect(await frameNumbers(path)).to.deep.equal([0, 1]);
  });

  describe('append', () => {
    it('resolves when the frame is on its way, so that awaiting it is backpressure [T3]', async () => {
      const writer = fileWriter(file('awaited.mp4'), options);
      const [frame] = numberedFrames(1);
      await writer.append(frame!);
      expect(writer.stats.framesOut).to.equal(1);
      await writer.close();
    });

    it('lets the caller reuse a frame that it has awaited', async () => {
      const writer = fileWriter(file('reused.mp4'), { ...options, crf: 8 });
      const canvas = new Uint8Array(numberedFrames(1)[0]!.data().length);
      for (const frame of numberedFrames(20)) {
        canvas.set(frame.data());
        const { colour, cols, rows, index, pts } = frame;
        await writer.append(VideoFrame.wrap(canvas, { colour, cols, rows, index, pts }));
      }
      await writer.close();
      expect(await frameNumbers(file('reused.mp4'))).to.deep.equal(upTo(20));
    });

    it('takes frames that nobody awaits, and keeps their order', async () => {
      const writer = fileWriter(file('unawaited.mp4'), { ...options, crf: 8 });
      const all = numberedFrames(100).map((frame) => writer.append(frame));
      const report = await writer.close();
      await Promise.all(all);
      expect(report.frames).to.equal(100);
      expect(await frameNumbers(file('unawaited.mp4'))).to.deep.equal(upTo(100));
    });

    it('stops a caller who never awaits, and writes what it took', async () => {
      const writer = fileWriter(file('flood.mp4'), options);
      const frames = numberedFrames(1200);
      const all = frames.map((frame) => writer.append(frame));
      const outcomes = await Promise.allSettled(all);
      const taken = outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
      const refused = outcomes.find((outcome) => outcome.status === 'rejected');
      expect(taken).to.be.within(1024, 1026);
      expect((refused as PromiseRejectedResult).reason).to.be.instanceOf(TargetError);
      expect(String((refused as PromiseRejectedResult).reason)).to.contain('Await append()');
      expect(await writer.close()).to.have.property('frames', taken);
      expect((await frameTimes(file('flood.mp4'))).length).to.equal(taken);
    });

    it('is refused after close with TARGET_CLOSED', async () => {
      const writer = fileWriter(file('closed.mp4'), options);
      const [frame] = numberedFrames(1);
      await writer.append(frame!);
      const closing = writer.close();
      const error = await failureOf(writer.append(frame!));
      expect(error).to.be.instanceOf(TargetError).with.property('code', 'TARGET_CLOSED');
      expect(await closing).to.have.property('frames', 1);
      expect(await writer.close()).to.equal(await closing);
    });

    const OTHERS: readonly (readonly [string, VideoFrame, RegExp])[] = [
      ['size', VideoFrame.alloc({ colour: 'I420', cols: 64, rows: 64 }), /64×64 I420.*128×64 I420/],
      [
        'layout',
        VideoFrame.alloc({ colour: 'BGRA', cols: 128, rows: 64 }),
        /128×64 BGRA.*128×64 I420/,
      ],
      [
        'number of views',
        VideoFrame.alloc({ colour: 'I420', cols: 128, rows: 64, stereoCount: 2 }),
        /with 2 views/,
      ],
    ];
    for (const [what, stranger, message] of OTHERS) {
      it(`refuses a frame of another ${what} and keeps the others [TC7, quirk 16]`, async () => {
        const path = file(`other-${what}.mp4`);
        const writer = fileWriter(path, options);
        const frames = numberedFrames(4);
        await writer.append(frames[0]!);
        await writer.append(frames[1]!);
        const error = await failureOf(writer.append(stranger));
        expect(error).to.be.instanceOf(TargetError).with.property('code', 'TARGET_FRAME_MISMATCH');
        expect(error.message).to.match(message).and.contain('convert or resize');
        await writer.append(frames[2]!);
        const report = await writer.close();
        expect(report.frames).to.equal(3);
        expect(await frameNumbers(path)).to.deep.equal([0, 1, 2]);
      });
    }
  });

  it('tells of each frame that is written', async () => {
    const writer: FileWriter = fileWriter(file('progress.mp4'), options);
    const seen: number[] = [];
    let isComplete = false;
    writer.progress.subscribe({
      next: ({ framesOut }) => seen.push(framesOut),
      complete: () => (isComplete = true),
    });
    for (const frame of numberedFrames(3)) await writer.append(frame);
    await writer.close();
    expect(seen).to.deep.equal([1, 2, 3]);
    expect(isComplete).to.equal(true);
  });

  it('gives a report of everything', async () => {
    const path = file('report.mp4');
    const report = await written(path, numberedFrames(6), options);
    expect(report).to.deep.equal({
      path,
      codec: 'H264',
      encoder: 'libx264',
      ffmpeg: BUNDLED.path,
      frames: 6,
      bytes: statSync(path).size,
      durationSeconds: 0.2,
      cols: 128,
      rows: 64,
      resized: 'no',
      converted: undefined,
      dropped: 0,
      duplicated: 0,
      retimed: 0,
    });
  });

  it('keeps the time of its first frame only when that is the first of its source', async () => {
    const at = (index: number, ticks: number): VideoFrame =>
      VideoFrame.alloc({
        colour: 'I420',
        cols: 64,
        rows: 64,
        index,
        pts: new Timestamp(ticks, new Rational(1, 90000)),
      });
    const first = [at(0, 90000), at(1, 93003)];
    const later = [at(5, 180000), at(6, 183003)];
    const CASES = [
      ['a', first, {}, [1, 1.033367]],
      ['b', later, {}, [0, 0.033367]],
      ['c', first, { start: 'zero' }, [0, 0.033367]],
      ['d', later, { start: 'source' }, [2, 2.033367]],
    ] as const;
    for (const [name, frames, start, times] of CASES) {
      const path = file(`start-${name}.mkv`);
      await written(path, frames, { ...options, ...start });
      const got = await frameTimes(path);
      times.forEach((time, i) => expect(got[i], name).to.be.closeTo(time, 0.0011));
    }
  });
});
