import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  Codec,
  ColourSpace,
  fileWriter,
  filter,
  InvalidOptionError,
  SourceError,
  testPattern,
  UnsupportedFormatError,
  VideoSourceFactory,
  VideoTargetFactory,
} from 'giftgrab';

describe('the factories', () => {
  let folder: string;
  let clip: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'giftgrab-factories-'));
    clip = join(folder, 'clip.mp4');
    const target = fileWriter(clip, { codec: 'H264', frameRate: 60, preset: 'ultrafast' });
    testPattern({ cols: 64, rows: 48, frames: 12, frameRate: 60, pace: 'asap' }).attach(target);
    await target.finished;
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('are one each [V1, T1, TC1]', () => {
    expect(VideoSourceFactory.getInstance()).to.equal(VideoSourceFactory.getInstance());
    expect(VideoTargetFactory.getInstance()).to.equal(VideoTargetFactory.getInstance());
  });

  it('read, filter and write a file by the names of GIFT-Grab [V5, T2, TC2, TC12]', async () => {
    const sources = VideoSourceFactory.getInstance();
    const reader = await sources.createFileReader(clip, ColourSpace.BGRA, { pace: 'asap' });
    expect(reader.colour).to.equal('BGRA');
    expect([reader.cols, reader.rows]).to.deep.equal([64, 48]);
    expect(reader.frameRate?.value).to.equal(60);
    const out = join(folder, 'out.avi');
    const targets = VideoTargetFactory.getInstance();
    const writer = targets.createFileWriter(Codec.Xvid, out, reader.frameRate);
    reader.pipe(filter((frame) => frame)).subscribe(writer);
    await reader.finished;
    const report = await writer.finished;
    expect(report).to.include({ frames: 12, dropped: 0, duplicated: 0, path: out });
    await reader.close();
  });

  it('plays a file at its own pace unless told otherwise [quirk 3]', async () => {
    const sources = VideoSourceFactory.getInstance();
    const reader = await sources.createFileReader(clip, ColourSpace.I420);
    const arrivals: number[] = [];
    const startedMs = performance.now();
    reader.subscribe(() => arrivals.push(performance.now()));
    await reader.finished;
    // Twelve frames at 60 a second cannot be there sooner than this, however fast the machine.
    expect((arrivals.at(-1) ?? 0) - startedMs).to.be.at.least(11 * (1000 / 60) - 1);
    expect(arrivals).to.have.length(12);
    await reader.close();
  });

  it('refuse what cannot be [TC3, TC4, TC5, TC14]', async () => {
    const targets = VideoTargetFactory.getInstance();
    const make =
      (path: string, rate = 30, codec: string = Codec.HEVC) =>
      () =>
        targets.createFileWriter(codec as Codec, path, rate);
    expect(make('/this/file/should/never/exist.extension')).to.throw(InvalidOptionError);
    expect(make('/this/folder/is/not/there.mp4')).to.throw(/does not exist/);
    expect(make(join(folder, 'x.mp4'), 0)).to.throw(InvalidOptionError, /frameRate/);
    expect(make(join(folder, 'x.mp4'), -30)).to.throw(InvalidOptionError, /frameRate/);
    expect(make(join(folder, 'x.mp4'), 30, 'Theora')).to.throw(UnsupportedFormatError, /Theora/);
    const sources = VideoSourceFactory.getInstance();
    const failure = await sources
      .createFileReader('/nowhere.mp4', ColourSpace.BGRA)
      .catch((e: unknown) => e);
    expect(failure).to.be.instanceOf(SourceError).and.to.have.property('code', 'SOURCE_NOT_FOUND');
  });
});
