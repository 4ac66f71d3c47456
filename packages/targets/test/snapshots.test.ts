import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import {
  ColourSpace,
  convertFrame,
  InvalidOptionError,
  Rational,
  TargetError,
  Timestamp,
  VideoFrame,
} from '@giftgrab/core';
import { expect } from 'chai';
import sharp from 'sharp';
import { snapshots, type SnapshotOptions, type SnapshotReport, type Snapshots } from '../src';
import { blocksInUse } from './support/numbered-frames';
import { PooledSource } from './support/pooled-source';
import { failureOf } from '../../ffmpeg/test/support/failure';
import { temporaryFolder } from './support/temporary-folder';

const SPEC = { colour: 'BGRA', cols: 48, rows: 33 } as const;

/** A picture as it is in a file: red, green, blue. */
async function pixelsOf(path: string): Promise<{ size: string; data: Buffer }> {
  const picture = sharp(readFileSync(path)).toColourspace('srgb').removeAlpha().raw();
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  return { size: `${info.width}x${info.height}x${info.channels}`, data };
}

function rgbOf(frame: VideoFrame): Buffer {
  const converted = convertFrame(frame, 'RGB24');
  const data = Buffer.from(converted.data());
  converted.release();
  return data;
}

describe('snapshots', () => {
  const file = temporaryFolder();
  let blocks = 0;
  let count = 0;
  before(() => {
    // The kernels keep the tables that they make for each layout.
    for (const colour of Object.values(ColourSpace)) rgbOf(VideoFrame.alloc({ ...SPEC, colour }));
  });
  beforeEach(() => (blocks = blocksInUse()));
  afterEach(() => expect(blocksInUse(), 'frames left in the pool').to.be.at.most(blocks));

  /** A folder for one test. */
  function folder(): string {
    count += 1;
    const path = file(`shots ${count}`);
    mkdirSync(path);
    return path;
  }

  /** Gives frames to a target. */
  async function give(target: Snapshots, frames: readonly VideoFrame[]): Promise<SnapshotReport> {
    for (const frame of frames) await target.append(frame);
    return target.close();
  }

  async function save(
    template: string,
    frames: number,
    options: SnapshotOptions = {},
  ): Promise<SnapshotReport> {
    const target = snapshots(template, options);
    new PooledSource({ ...SPEC, frames }).attach(target);
    return target.finished;
  }

  for (const frames of [0, 1, 12]) {
    it(`saves ${frames} frames, pixel for pixel, and reports`, async () => {
      const at = folder();
      const report = await save(`${at}/frame-{index}.png`, frames);
      const names = [...Array(frames).keys()].map((i) => `frame-${String(i).padStart(6, '0')}.png`);
      expect(report).to.include({ frames, dropped: 0, passedOver: 0 });
      expect(report.paths.map((path) => basename(path))).to.deep.equal(names);
      expect(readdirSync(at).sort()).to.deep.equal(names);
      const bytes = report.paths.reduce((sum, path) => sum + statSync(path).size, 0);
      expect(report.bytes).to.equal(bytes);
      for await (const frame of new PooledSource({ ...SPEC, frames })) {
        const { size, data } = await pixelsOf(report.paths[frame.index] ?? '');
        expect(size).to.equal('48x33x3');
        expect(data.equals(rgbOf(frame))).to.equal(true);
      }
    });
  }

  for (const colour of Object.values(ColourSpace)) {
    it(`saves frames in ${colour} in the colours that convertFrame gives`, async () => {
      const at = folder();
      const frame = VideoFrame.alloc({ ...SPEC, colour });
      frame.data().forEach((_, i, data) => (data[i] = i % 4));
      const target = snapshots(`${at}/{index}.png`);
      const { paths } = await give(target, [frame]);
      const { data } = await pixelsOf(paths[0] ?? '');
      expect(data.equals(rgbOf(frame))).to.equal(true);
    });
  }

  it('saves JPEG and WebP, better and larger with more quality', async () => {
    for (const [extension, format] of [
      ['jpg', 'jpeg'],
      ['JPEG', 'jpeg'],
      ['webp', 'webp'],
    ] as const) {
      const sizes: number[] = [];
      for (const quality of [20, 95]) {
        const report = await save(`${folder()}/{index}.${extension}`, 1, { quality });
        const [path = ''] = report.paths;
        expect((await sharp(readFileSync(path)).metadata()).format).to.equal(format);
        sizes.push(report.bytes);
      }
      expect(sizes[0]).to.be.lessThan(sizes[1] ?? 0);
    }
  });

  it('is called by its template where pipelines are described', () => {
    expect(snapshots(`${folder()}/a-{index}.png`).name).to.equal('Snapshots a-{index}.png');
  });

  it('names pictures by their times', async () => {
    const timeBase = new Rational(1, 90_000);
    const frames = [-45_000, 0, 3600, 90_000 * (3661 + 24 * 3600) + 81].map((ticks, index) =>
      VideoFrame.alloc({ ...SPEC, index, pts: new Timestamp(ticks, timeBase) }),
    );
    const target = snapshots(`${folder()}/{time}_{index}.png`);
    expect((await give(target, frames)).paths.map((path) => basename(path))).to.deep.equal([
      '-00-00-00.500_000000.png',
      '00-00-00.000_000001.png',
      '00-00-00.040_000002.png',
      '25-01-01.001_000003.png',
    ]);
  });

  it('saves every nth frame; the others are passed over, not dropped', async () => {
    const report = await save(`${folder()}/{index}.png`, 11, { everyNth: 5 });
    expect(report).to.include({ frames: 3, dropped: 0, passedOver: 8 });
    expect(report.paths.map((path) => basename(path, '.png'))).to.deep.equal([
      '000000',
      '000005',
      '000010',
    ]);
  });

  it('saves a frame for every so many milliseconds of the stream, after gaps too', async () => {
    // 25 frames a second: 40 ms each, two or three of them in 100 ms.
    const report = await save(`${folder()}/{index}.png`, 11, { everyMs: 100 });
    expect(report).to.include({ frames: 5, passedOver: 6 });
    expect(report.paths.map((path) => Number(basename(path, '.png')))).to.deep.equal([
      0, 3, 5, 8, 10,
    ]);

    const times = [500, 510, 1490, 1500, 9000, 9100, 200];
    const frames = times.map((ms, index) =>
      VideoFrame.alloc({ ...SPEC, index, pts: new Timestamp(ms, new Rational(1, 1000)) }),
    );
    const target = snapshots(`${folder()}/{index}.png`, { everyMs: 1000 });
    const { paths } = await give(target, frames);
    expect(paths.map((path) => Number(basename(path, '.png')))).to.deep.equal([0, 3, 4, 6]);
  });

  it('fails at a frame without a time where times are needed', async () => {
    for (const [name, options] of [
      ['{index}.png', { everyMs: 10 }],
      ['{time}.png', {}],
    ] as const) {
      const target = snapshots(`${folder()}/${name}`, options);
      const error = await failureOf(give(target, [VideoFrame.alloc(SPEC)]));
      expect(error).to.have.property('code', 'TARGET_FRAME_MISMATCH');
      expect(error).to.have.property('message').that.includes('has no time');
    }
  });

  it('never replaces a picture, unless it is told to', async () => {
    const at = folder();
    writeFileSync(`${at}/000001.png`, 'precious');
    const error = await failureOf(save(`${at}/{index}.png`, 3));
    expect(error).to.be.instanceOf(TargetError).with.property('code', 'TARGET_EXISTS');
    expect(readFileSync(`${at}/000001.png`, 'utf8')).to.equal('precious');
    expect(readdirSync(at).length).to.equal(2);
    const report = await save(`${at}/{index}.png`, 3, { overwrite: true });
    expect(report).to.include({ frames: 3 });
    expect((await pixelsOf(`${at}/000001.png`)).size).to.equal('48x33x3');
  });

  it('keeps the newest picture in a file without placeholders', async () => {
    const at = folder();
    const report = await save(`${at}/newest.png`, 5, { overwrite: true });
    expect(report).to.deep.include({ frames: 5, paths: [`${at}/newest.png`] });
  });

  it('puts the views of a stereo frame beside each other, or as it is told', async () => {
    const frame = VideoFrame.alloc({ ...SPEC, colour: 'RGB24', stereoCount: 2 });
    frame.data(1).fill(200);
    for (const [stereo, size] of [
      [undefined, '96x33x3'],
      ['top-bottom', '48x66x3'],
      ['right', '48x33x3'],
    ] as const) {
      const target = snapshots(`${folder()}/{index}.png`, stereo === undefined ? {} : { stereo });
      const picture = await pixelsOf((await give(target, [frame])).paths[0] ?? '');
      expect(picture.size).to.equal(size);
      expect(picture.data.at(-1)).to.equal(200);
      expect(picture.data[0]).to.equal(stereo === 'right' ? 200 : 0);
    }
  });

  it('fails when the directory has gone, and keeps what it had', async () => {
    const at = folder();
    const target = snapshots(`${at}/{index}.png`);
    await target.append(VideoFrame.alloc(SPEC));
    chmodSync(at, 0o555);
    const isRoot = process.getuid?.() === 0;
    if (!isRoot) {
      const error = await failureOf(target.append(VideoFrame.alloc({ ...SPEC, index: 1 })));
      expect(error).to.have.property('code', 'TARGET_NOT_WRITABLE');
    }
    chmodSync(at, 0o755);
    await target.close().catch(() => undefined);
    expect(readdirSync(at)).to.deep.equal(['000000.png']);
  });

  it('ends with ABORTED when its signal is', async () => {
    const aborter = new AbortController();
    const target = snapshots(`${folder()}/{index}.png`, { signal: aborter.signal });
    await target.append(VideoFrame.alloc(SPEC));
    aborter.abort('enough');
    expect(await failureOf(target.finished)).to.include({ code: 'ABORTED', cause: 'enough' });
  });

  it('refuses what breaks its rules when it is made', () => {
    const at = folder();
    const make =
      (name: unknown, options: unknown = {}) =>
      () =>
        snapshots(name as string, options as SnapshotOptions);
    const bad: readonly (readonly [name: unknown, options: object, message: RegExp])[] = [
      ['', {}, /template/],
      [7, {}, /template/],
      [`${at}/{index}.gif`, {}, /\*\.png, \*\.jpg, \*\.jpeg, \*\.webp/],
      [`${at}/{index}`, {}, /\*\.png/],
      [`${at}/{number}.png`, {}, /\{index\} and \{time\}/],
      [`${at}/{index}/a.png`, {}, /file name only/],
      [`${at}/picture.png`, {}, /\{index\} or \{time\}.*overwrite/],
      [`${at}/{index}.png`, { everyNth: 0 }, /everyNth/],
      [`${at}/{index}.png`, { everyMs: -1 }, /everyMs/],
      [`${at}/{index}.png`, { everyMs: 10, everyNth: 2 }, /not both/],
      [`${at}/{index}.png`, { quality: 101 }, /quality/],
      [`${at}/{index}.png`, { stereo: 'both' }, /stereo/],
      [`${at}/{index}.png`, { overwrite: 1 }, /overwrite/],
      [`${at}/{index}.png`, { every: 3 }, /every/],
    ];
    for (const [name, options, message] of bad) {
      expect(make(name, options), String(name)).to.throw(InvalidOptionError, message);
    }
    expect(make(`${at}/none/{index}.png`)).to.throw(TargetError, /does not exist/);
  });
});
