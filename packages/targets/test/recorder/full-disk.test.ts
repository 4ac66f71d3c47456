import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { frameMemory, GiftGrabError, Rational, type VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import { recorder, type Recorder, type RecorderEvent, type RecorderOptions } from '../../src';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { warningsOf } from '../../../core/test/support/quiet';
import { fakeFfmpeg } from '../support/fake-ffmpeg';
import { replaceFileMethods } from '../support/file-methods';
import { FFMPEG_BUILDS, BUNDLED } from '../support/ffmpeg-builds';
import { numberedFrames } from '../support/numbered-frames';
import { frameNumbers } from '../support/read-video';
import { temporaryFolder } from '../support/temporary-folder';
import { CODECS, EXTENSIONS } from '../support/written';

const numbersTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('a recorder whose disk is full', () => {
  const file = temporaryFolder();
  let mounted: string[] = [];
  let blocks: number;
  let runs = 0;

  beforeEach(() => (blocks = frameMemory.blocksInUse));
  afterEach(() => {
    for (const folder of mounted) spawnSync('umount', [folder]);
    mounted = [];
    expect(frameMemory.blocksInUse).to.equal(blocks);
  });

  /** A disk of its own; `undefined` for who may not make one. */
  const disk = (size: string): string | undefined => {
    const folder = file(`disk ${(runs += 1)}`);
    mkdirSync(folder);
    const mounting = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
    if (mounting.status !== 0) return undefined;
    mounted.push(folder);
    return folder;
  };
  const frames = numberedFrames(150, { rate: new Rational(25) });
  for (const frame of frames) colourWildly(frame);
  const record = async (target: Recorder, all: readonly VideoFrame[]): Promise<void> => {
    for (const frame of all) {
      await target.append(frame);
      await delay(4);
    }
  };
  const heard = (target: Recorder): RecorderEvent[] => {
    const events: RecorderEvent[] = [];
    target.events.subscribe((event) => events.push(event));
    return events;
  };
  const base: RecorderOptions = {
    codec: 'H264',
    preset: 'ultrafast',
    crf: 8,
    frameRate: 25,
    ffmpeg: BUNDLED.path,
    // What stands beside it would only make the disk full a little sooner.
    timestamps: false,
    report: false,
  };

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    for (const settings of CODECS) {
      it(`goes on elsewhere and loses no frame of ${settings.codec}, with ${name}`, async function () {
        const small = disk('256k');
        if (small === undefined) this.skip();
        // Nearly full, so that it is the encoder that finds out.
        fill(small, 100 * 1024);
        const extension = EXTENSIONS[settings.codec];
        const target = recorder(`${small}/out.${extension}`, {
          ...{ ...settings, frameRate: 25, ffmpeg, timestamps: false, report: false },
          disk: { minFreeBytes: 0 },
          ...{ fallbackPath: file(`fallback ${name} ${settings.codec}.${extension}`) },
        });
        const events = heard(target);
        await record(target, frames);
        const { parts, dropped } = await target.close();
        expect(dropped).to.equal(0);
        expect(events.filter(({ type }) => type === 'movedToFallback')).to.have.length(1);
        const numbers = await Promise.all(parts.map((part) => frameNumbers(part.path)));
        expect(numbers.flat()).to.deep.equal(numbersTo(frames.length));
      });
    }
  }

  for (const codec of ['HEVC', 'VP9', 'H264'] as const) {
    it(`records elsewhere what its encoder held back of ${codec} when the disk was full at the end`, async function () {
      const small = disk('256k');
      if (small === undefined) this.skip();
      const extension = EXTENSIONS[codec];
      const settings = CODECS.find((each) => each.codec === codec) ?? base;
      const target = recorder(`${small}/out.${extension}`, {
        ...{ ...settings, frameRate: 25, ffmpeg: BUNDLED.path, timestamps: false, report: false },
        disk: { minFreeBytes: 0 },
        faststart: false,
        fallbackPath: file(`rest.${extension}`),
      });
      const events = heard(target);
      for (const frame of frames.slice(0, 20)) await target.append(frame);
      // What the encoder has not written by then, it cannot.
      await delay(200);
      fill(small, 0);
      const { parts } = await target.close();
      const numbers = await Promise.all(parts.map(({ path }) => frameNumbers(path)));
      expect(numbers.flat()).to.deep.equal(numbersTo(20));
      expect(parts.map(({ frames }) => frames)).to.deep.equal(numbers.map(({ length }) => length));
      expect(parts.at(-1)?.path).to.include('rest');
      expect(events.map(({ type }) => type)).to.include('movedToFallback');
    });
  }

  it('says which frames it could not record where the other disk is full as well', async function () {
    const [small, other] = [disk('256k'), disk('256k')];
    if (small === undefined || other === undefined) this.skip();
    const target = recorder(`${small}/out.mp4`, {
      ...base,
      disk: { minFreeBytes: 0 },
      faststart: false,
      fallbackPath: `${other}/rest.mp4`,
    });
    for (const frame of frames.slice(0, 20)) await target.append(frame);
    await delay(200);
    fill(small, 0);
    fill(other, 0);
    const failure = await failureOf(target.close());
    expect(failure).to.be.instanceOf(GiftGrabError);
    const [left = ''] = readdirSync(small).filter((each) => each.endsWith('.mp4'));
    const numbers = await frameNumbers(`${small}/${left}`);
    expect(numbers).to.deep.equal(numbersTo(numbers.length));
    expect(numbers.length).to.be.within(1, 19);
  });

  for (const [where, fallbackPath] of [
    ['goes on elsewhere', 'sound.mp4'],
    ['says so and goes on', undefined],
  ] as const) {
    it(`${where} when what it writes cannot be brought to the disk`, async () => {
      const target = recorder(file(`failing ${where}.mp4`), {
        ...base,
        ...(fallbackPath !== undefined && { fallbackPath: file(fallbackPath) }),
        syncEveryMs: 20,
      });
      let restore = (): void => undefined;
      const warnings = await warningsOf(async () => {
        await record(target, frames.slice(0, 50));
        restore = await replaceFileMethods(() => ({ datasync: failingDisk }));
        await record(target, frames.slice(50));
        restore();
      });
      const { parts } = await target.close();
      const numbers = await Promise.all(parts.map(({ path }) => frameNumbers(path)));
      if (fallbackPath === undefined) {
        expect(warnings).to.deep.equal(['RECORDING_UNSAFE']);
        expect(numbers).to.deep.equal([numbersTo(150)]);
        return;
      }
      const [before = [], after = []] = numbers;
      // Of the last moments before, nobody knows: they are in both files.
      expect(numbers).to.have.length(2);
      expect(before).to.deep.equal(numbersTo(before.length));
      expect(after).to.deep.equal(numbersTo(150).slice(after[0]));
      expect(after[0]).to.be.at.most(before.length);
    });
  }

  it('fails with DISK_FULL where there is nowhere else, and keeps what it has', async function () {
    const small = disk('256k');
    if (small === undefined) this.skip();
    fill(small, 40 * 1024);
    const target = recorder(`${small}/out.mp4`, { ...base, disk: { minFreeBytes: 0 } });
    const given: number[] = [];
    const failure = await failureOf(
      (async () => {
        for (const frame of frames) {
          await target.append(frame);
          given.push(frame.index);
          await delay(4);
        }
      })(),
    );
    expect(failure).to.include({ code: 'DISK_FULL' });
    expect(await failureOf(target.finished)).to.include({ code: 'DISK_FULL' });
    const [left = ''] = readdirSync(small).filter((each) => each.endsWith('.mp4'));
    const numbers = await frameNumbers(`${small}/${left}`);
    expect(numbers).to.deep.equal(numbersTo(numbers.length));
    expect(numbers.length).to.be.at.least(given.length - 15);
  });

  it('ends in order before the disk is full', async function () {
    const small = disk('2m');
    if (small === undefined) this.skip();
    const target = recorder(`${small}/out.mp4`, { ...base, disk: { minFreeBytes: 1 << 20 } });
    await record(target, frames.slice(0, 20));
    fill(small, 900 * 1024);
    const failure = await failureOf(
      (async () => {
        for (let i = 20; ; i = 20 + ((i - 19) % 100)) {
          await target.append(frames[i] ?? frames[20]!);
          await delay(10);
        }
      })(),
    );
    expect(failure).to.include({ code: 'DISK_FULL' });
    await failureOf(target.finished);
    const numbers = await frameNumbers(`${small}/out.mp4`);
    expect(numbers.slice(0, 20)).to.deep.equal(numbersTo(20));
  });

  it('doubles no frame that its encoder held back when it goes on elsewhere in time', async function () {
    const small = disk('2m');
    if (small === undefined) this.skip();
    const target = recorder(`${small}/out.mp4`, {
      ...base,
      disk: { minFreeBytes: 1 << 20 },
      fallbackPath: file('in time.mp4'),
    });
    const events = heard(target);
    for (const frame of frames) {
      if (frame.index === 20) fill(small, 900 * 1024);
      await target.append(frame);
      await delay(20);
    }
    const { parts } = await target.close();
    expect(events.filter(({ type }) => type === 'movedToFallback')).to.have.length(1);
    const numbers = await Promise.all(parts.map((part) => frameNumbers(part.path)));
    expect(numbers.flat()).to.deep.equal(numbersTo(frames.length));
  });

  it('does not begin where there is no room, or begins elsewhere', async function () {
    const small = disk('1m');
    if (small === undefined) this.skip();
    const [first] = frames;
    if (first === undefined) throw new Error('no frames');
    const target = recorder(`${small}/out.mp4`, base);
    expect(await failureOf(target.append(first))).to.include({ code: 'DISK_FULL' });
    expect((await failureOf(target.finished)).message).to.match(/minFreeBytes.*fallbackPath/);
    expect(readdirSync(small)).to.deep.equal([]);
    const path = file('elsewhere.mp4');
    const other = recorder(`${small}/out.mp4`, { ...base, fallbackPath: path });
    await other.append(first);
    const { parts } = await other.close();
    expect(parts).to.have.length(1);
    expect(parts[0]?.path).to.match(/elsewhere/);
  });

  it('warns in time, once, of how long there is room', async function () {
    const small = disk('8m');
    if (small === undefined) this.skip();
    const options = { ...base, disk: { minFreeBytes: 0, warnSeconds: 1e6 } };
    const target = recorder(`${small}/out.mp4`, { ...options, syncEveryMs: 50 });
    const events = heard(target);
    const startedMs = performance.now();
    while (performance.now() - startedMs < 3500) {
      for (const frame of frames.slice(0, 5)) await target.append(frame);
      await delay(20);
    }
    await target.close();
    const low = events.filter((event) => event.type === 'diskLow');
    expect(low).to.have.length(1);
    const [warning] = low;
    expect(warning?.bytes).to.be.within(1, 8 * 1024 * 1024);
    expect(warning?.seconds).to.be.within(0.1, 1e6);
  });

  it('tells when it falls behind what comes, and that it has caught up', async () => {
    const slow = fakeFfmpeg(file('slow'), 'sleep 1.5; exec "$FFMPEG" "$@"');
    const target = recorder(file('behind.mp4'), {
      ...{ ...base, ffmpeg: slow, warnBehindSeconds: 0.5 },
    });
    const events = heard(target);
    const large = numberedFrames(400, { rate: new Rational(25) });
    for (let i = 0; i < large.length; i += 1) {
      const frame = large[i];
      if (frame === undefined) break;
      // As a live source stamps it.
      const fresh = frame.derive({ capturedMs: performance.now() });
      await target.append(fresh);
      fresh.release();
      if (events.some(({ type }) => type === 'caughtUp')) break;
    }
    await target.close();
    const types = events.map(({ type }) => type).filter((type) => /behind|caught/.test(type));
    expect(types).to.deep.equal(['behind', 'caughtUp']);
  });

  it('refuses a fallback of another kind, and impossible limits, when it is made', () => {
    const make = (options: object) => () => recorder(file('x.mp4'), { ...base, ...options });
    expect(make({ fallbackPath: file('y.mkv') })).to.throw('fallbackPath');
    expect(make({ fallbackPath: file('no such folder/y.mp4') })).to.throw('does not exist');
    expect(make({ disk: { minFreeBytes: -1 } })).to.throw('disk.minFreeBytes');
    expect(make({ disk: { warnSeconds: 0 } })).to.throw('disk.warnSeconds');
    expect(make({ disk: { free: 1 } })).to.throw('free');
    expect(make({ warnBehindSeconds: 0 })).to.throw('warnBehindSeconds');
  });
});

/** Noise in the colours, so that the file grows; what number it is, is in the luma. */
function colourWildly(frame: VideoFrame): void {
  const chroma = frame.data().subarray(frame.cols * frame.rows);
  let state = frame.index + 1;
  for (let i = 0; i < chroma.length; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    chroma[i] = 64 + (state >>> 25);
  }
}

/** Leaves so much room in a folder. */
function failingDisk(): Promise<void> {
  return Promise.reject(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));
}

function fill(folder: string, leave: number): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(`${folder}/filler`, new Uint8Array(Math.max(0, bavail * bsize - leave)));
}
