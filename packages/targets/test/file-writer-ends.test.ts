import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import {
  FfmpegError,
  filter,
  FilterError,
  frameMemory,
  SourceError,
  TargetError,
  type VideoFrame,
} from '@giftgrab/core';
import { expect } from 'chai';
import { fileWriter, type FileWriterOptions } from '../src';
import { fakeFfmpeg } from './support/fake-ffmpeg';
import { BUNDLED } from './support/ffmpeg-builds';
import { expectNothingLeft, holdings, type Holdings } from './support/leftovers';
import { numberedFrames } from './support/numbered-frames';
import { PlayedFrames } from './support/played-frames';
import { frameNumbers } from './support/read-video';
import { temporaryFolder } from './support/temporary-folder';
import { failureOf } from '../../ffmpeg/test/support/failure';
import { written } from './support/written';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Resolves when so many frames have been written. */
function frames(writer: ReturnType<typeof fileWriter>, count: number): Promise<void> {
  return new Promise((resolve) => {
    writer.progress.subscribe({ next: ({ framesOut }) => framesOut >= count && resolve() });
  });
}

/** Process id of the encoder of a file. */
function encoderOf(path: string): number {
  const found = readdirSync('/proc').find((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(`file:${path}`);
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error(`nobody writes ${path}`);
  return Number(found);
}

describe('the end of a file', () => {
  const file = temporaryFolder();
  const options: FileWriterOptions = {
    codec: 'H264',
    frameRate: 30,
    preset: 'ultrafast',
    crf: 8,
    ffmpeg: BUNDLED.path,
  };
  const lossless: FileWriterOptions = { codec: 'FFV1', frameRate: 30, ffmpeg: BUNDLED.path };
  let held: Holdings;
  let blocks: number;

  before(async () => {
    // The guardian and what Node makes once are not what is counted.
    await written(file('warm-up.mp4'), numberedFrames(1), options);
  });
  beforeEach(() => {
    held = holdings();
    blocks = frameMemory.blocksInUse;
  });
  afterEach(async () => {
    await expectNothingLeft(held);
    expect(frameMemory.blocksInUse).to.be.at.most(blocks);
  });

  it('comes with the end of the source', async () => {
    const source = new PlayedFrames(numberedFrames(40));
    const writer = fileWriter(file('complete.mp4'), options);
    source.attach(writer);
    expect(await writer.finished).to.include({ frames: 40, dropped: 0 });
    expect(await frameNumbers(file('complete.mp4'))).to.deep.equal(upTo(40));
  });

  it('comes with an error of the source, after all frames that came before it', async () => {
    const error = new SourceError('The cable is out.');
    const source = new PlayedFrames(numberedFrames(25), { error });
    const writer = fileWriter(file('failed.mp4'), options);
    source.attach(writer);
    expect(await failureOf(writer.finished)).to.equal(error);
    expect(await frameNumbers(file('failed.mp4'))).to.deep.equal(upTo(25));
  });

  it('comes with an exception in a filter, after all frames that came before it', async () => {
    const source = new PlayedFrames(numberedFrames(25));
    const writer = fileWriter(file('filter.mp4'), options);
    const failing = filter((frame) => {
      if (frame.index === 12) throw new RangeError('thirteen');
      return frame;
    });
    source.pipe(failing).subscribe(writer);
    const error = await failureOf(writer.finished);
    expect(error).to.be.instanceOf(FilterError).with.property('frameIndex', 12);
    expect(error.cause).to.be.instanceOf(RangeError);
    await source.settled();
    expect(await frameNumbers(file('filter.mp4'))).to.deep.equal(upTo(12));
  });

  it('comes with detach, which waits for every frame that was given [O3]', async () => {
    const source = new PlayedFrames(numberedFrames(200), { isEndless: true });
    const writer = fileWriter(file('detached.mp4'), options);
    let given = 0;
    source.attach({ next: () => (given += 1) });
    source.attach(writer);
    await frames(writer, 10);
    const observed = given;
    await source.detach(writer);
    const report = await writer.finished;
    expect(report.frames).to.be.at.least(observed);
    expect(report.dropped).to.equal(0);
    expect(await frameNumbers(file('detached.mp4'))).to.deep.equal(upTo(report.frames));
    await source.close();
  });

  it('does not come with detach where the writer is kept open for another source', async () => {
    const all = numberedFrames(30);
    const one = new PlayedFrames(all.slice(0, 12), { isEndless: true });
    const two = new PlayedFrames(all.slice(12));
    const writer = fileWriter(file('kept.mp4'), options);
    one.attach(writer);
    await frames(writer, 12);
    await one.detach(writer, { keepOpen: true });
    two.attach(writer);
    expect(await writer.finished).to.include({ frames: 30, retimed: 0 });
    expect(await frameNumbers(file('kept.mp4'))).to.deep.equal(upTo(30));
  });

  it('comes with an abort, after all frames that were given', async () => {
    const aborter = new AbortController();
    const source = new PlayedFrames(numberedFrames(200), { isEndless: true });
    const writer = fileWriter(file('aborted.mp4'), { ...options, signal: aborter.signal });
    source.attach(writer);
    await frames(writer, 10);
    aborter.abort(new Error('enough'));
    const error = await failureOf(writer.finished);
    expect(error).to.have.property('code', 'ABORTED');
    expect(error.cause).to.have.property('message', 'enough');
    await source.close();
    const numbers = await frameNumbers(file('aborted.mp4'));
    expect(numbers).to.deep.equal(upTo(numbers.length)).and.have.length.at.least(10);
  });

  it('comes at once with a signal that was aborted before', async () => {
    const writer = fileWriter(file('never.mp4'), { ...options, signal: AbortSignal.abort() });
    expect(await failureOf(writer.finished)).to.have.property('code', 'ABORTED');
    expect(existsSync(file('never.mp4'))).to.equal(false);
  });

  it('comes with close while frames wait', async () => {
    const writer = fileWriter(file('closed.mp4'), options);
    for (const frame of numberedFrames(50)) void writer.append(frame);
    expect(await writer.close()).to.include({ frames: 50 });
    expect(await frameNumbers(file('closed.mp4'))).to.deep.equal(upTo(50));
  });

  describe('when the encoder', () => {
    interface Failure {
      readonly error: Error & { code?: string };
      readonly sent: number;
    }

    /** Feeds a writer until it fails; the source has to stop then. */
    async function failing(
      name: string,
      change: Partial<FileWriterOptions>,
      during: (path: string) => void = () => undefined,
      all: readonly VideoFrame[] = numberedFrames(200),
      base: FileWriterOptions = options,
    ): Promise<Failure> {
      const source = new PlayedFrames(all, { isEndless: true });
      let sent = 0;
      const counting = filter((frame) => {
        sent += 1;
        if (sent === 20) during(file(name));
        return frame;
      });
      const writer = fileWriter(file(name), { ...base, ...change });
      const subscription = source.pipe(counting).subscribe(writer);
      const error = await failureOf(writer.finished);
      subscription.unsubscribe();
      await source.settled();
      expect(error).to.be.instanceOf(TargetError);
      expect(error.message).to.contain(name);
      return { error, sent };
    }

    it('fails when the encoder is killed between two frames, though nothing more is written', async () => {
      const path = file('idle.mp4');
      const writer = fileWriter(path, options);
      for (const frame of numberedFrames(3)) await writer.append(frame);
      process.kill(encoderOf(path), 'SIGKILL');
      const error = await failureOf(writer.finished);
      expect(error).to.be.instanceOf(TargetError);
      expect(error.message).to.contain('was ended by SIGKILL');
    });

    it('is killed half-way, fails with the signal and stops what is upstream', async () => {
      const { error, sent } = await failing('killed.mp4', {}, (path) => {
        process.kill(encoderOf(path), 'SIGKILL');
      });
      expect(error.message).to.contain('was ended by SIGKILL');
      expect(error.cause).to.be.instanceOf(FfmpegError).with.property('signal', 'SIGKILL');
      expect(sent).to.be.below(200);
    });

    it('dies at the start, fails with its last words and leaves no empty file', async () => {
      const ffmpeg = fakeFfmpeg(file('dying'), 'echo "No such luck" >&2; exit 3');
      const { error, sent } = await failing('dying.mp4', { ffmpeg });
      expect(error.message).to.contain('exited with code 3').and.contain('No such luck');
      expect(error.cause).to.have.property('exitCode', 3);
      expect(sent).to.be.below(200);
      expect(existsSync(file('dying.mp4'))).to.equal(false);
    });

    it('ends happily without having read all, fails', async () => {
      const body = 'head -c 30000 > /dev/null; exec "$FFMPEG" -version > /dev/null';
      const ffmpeg = fakeFfmpeg(file('lazy'), body);
      const { error } = await failing('lazy.mp4', { ffmpeg });
      expect(error.message).to.match(/exited with code 0|says it has written/);
    });

    it('reads all and writes nothing, fails', async () => {
      const ffmpeg = fakeFfmpeg(file('void'), 'cat > /dev/null; exit 0');
      const writer = fileWriter(file('void.mp4'), { ...options, ffmpeg });
      for (const frame of numberedFrames(5)) await writer.append(frame);
      const error = await failureOf(writer.close());
      expect(error).to.be.instanceOf(TargetError);
      expect(error.message).to.contain('given 5 frames').and.contain('written 0');
      expect(existsSync(file('void.mp4'))).to.equal(false);
    });

    it('hangs, is ended and called unresponsive', async () => {
      const ffmpeg = fakeFfmpeg(file('hanging'), 'exec sleep 1000');
      const { error } = await failing('hanging.mp4', { ffmpeg, stallTimeoutMs: 800 });
      expect(error).to.have.property('code', 'FFMPEG_UNRESPONSIVE');
      expect(existsSync(file('hanging.mp4'))).to.equal(false);
    });

    it('hangs at the end, is ended and called unresponsive', async () => {
      const ffmpeg = fakeFfmpeg(file('hanging-last'), 'cat > /dev/null; exec sleep 1000');
      const writer = fileWriter(file('last.mp4'), { ...options, ffmpeg, stallTimeoutMs: 800 });
      for (const frame of numberedFrames(5)) await writer.append(frame);
      expect(await failureOf(writer.close())).to.have.property('code', 'FFMPEG_UNRESPONSIVE');
    });

    it('finds the disk full, fails with DISK_FULL', async function () {
      mkdirSync(file('small'));
      const mounting = ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', file('small')];
      if (spawnSync('mount', mounting).status !== 0) this.skip();
      try {
        const noise = numberedFrames(200, { colour: 'BGRA' });
        for (const frame of noise) scatter(frame);
        const { error } = await failing('small/full.mkv', {}, undefined, noise, lossless);
        expect(error).to.have.property('code', 'DISK_FULL');
        expect(error.message).to.contain('No space left on device');
      } finally {
        spawnSync('umount', [file('small')]);
      }
    });

    it('may not make its file larger, fails with its words', async () => {
      const ffmpeg = fakeFfmpeg(file('limited'), `trap '' XFSZ; ulimit -f 8; exec "$FFMPEG" "$@"`);
      const noise = numberedFrames(60, { colour: 'BGRA' });
      for (const frame of noise) scatter(frame);
      const { error } = await failing('limited.mkv', { ffmpeg }, undefined, noise, lossless);
      expect(error.message).to.contain('File too large');
    });

    it('writes a file that somebody removes, fails', async () => {
      const body = '"$FFMPEG" "$@"; for last; do :; done; rm "${last#file:}"';
      const ffmpeg = fakeFfmpeg(file('removing'), body);
      const writer = fileWriter(file('removed.mp4'), { ...options, ffmpeg });
      for (const frame of numberedFrames(5)) await writer.append(frame);
      const error = await failureOf(writer.close());
      expect(error).to.be.instanceOf(TargetError);
      expect(error.message).to.contain('not there any more');
    });
  });

  describe('of one of several', () => {
    it('leaves the others with every frame [quirk 6]', async () => {
      const source = new PlayedFrames(numberedFrames(60));
      const ffmpeg = fakeFfmpeg(file('dying-2'), 'head -c 100000 > /dev/null; exit 3');
      const bad = fileWriter(file('bad.mp4'), { ...options, ffmpeg });
      const good = fileWriter(file('good.mp4'), options);
      const other = fileWriter(file('good.mkv'), lossless);
      for (const writer of [good, bad, other]) source.attach(writer);
      expect((await failureOf(bad.finished)).message).to.contain('code 3');
      expect(await good.finished).to.include({ frames: 60 });
      expect(await other.finished).to.include({ frames: 60 });
      expect(await frameNumbers(file('good.mp4'))).to.deep.equal(upTo(60));
      expect(await frameNumbers(file('good.mkv'))).to.deep.equal(upTo(60));
    });

    it('shows each its own edits only [quirk 9]', async () => {
      for (const isFirst of [true, false]) {
        const source = new PlayedFrames(numberedFrames(20));
        const inverted = fileWriter(file(`inverted-${isFirst}.mp4`), options);
        const plain = fileWriter(file(`plain-${isFirst}.mp4`), options);
        const invert = filter((frame) => {
          const data = frame.data();
          const luma = data.subarray(0, frame.cols * frame.rows);
          for (let i = 0; i < luma.length; i += 1) luma[i] = 255 - luma[i]!;
          return frame;
        });
        if (isFirst) source.pipe(invert).subscribe(inverted);
        source.attach(plain);
        if (!isFirst) source.pipe(invert).subscribe(inverted);
        await Promise.all([inverted.finished, plain.finished]);
        expect(await frameNumbers(plain.path)).to.deep.equal(upTo(20));
        expect(await frameNumbers(inverted.path)).to.deep.equal(upTo(20).map((n) => 65535 - n));
      }
    });
  });
});

/** Makes a picture that does not compress. */
function scatter(frame: VideoFrame): void {
  const data = frame.data();
  for (let i = 0; i < data.length; i += 1) data[i] = Math.imul(i + frame.index, 2654435761) >>> 24;
}
