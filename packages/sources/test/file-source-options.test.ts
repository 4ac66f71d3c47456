import { expect } from 'chai';
import { take } from 'rxjs';
import { SourceError, VideoFrame, ColourSpace } from '@giftgrab/core';
import { openFile, type FileSourceOptions } from '@giftgrab/sources';
import { moving, useClips } from '../../ffmpeg/test/support/clips';
import { collect, see, type SeenFrame } from './support/collect';

describe('openFile', () => {
  const clips = useClips();
  const X264 = ['-c:v', 'libx264'];
  const clip = (): string => clips.make('clip.mp4', ...moving(), ...X264);
  const open = (options: FileSourceOptions = {}) => openFile(clip(), options);

  /** The first frames of a source that goes on for ever. */
  async function first(count: number, options: FileSourceOptions): Promise<readonly SeenFrame[]> {
    const source = await open(options);
    const frames: SeenFrame[] = [];
    await new Promise<void>((resolve, reject) => {
      source.pipe(take(count)).subscribe({
        next: (frame) => frames.push(see(frame, true)),
        error: reject,
        complete: resolve,
      });
    });
    await source.close();
    return frames;
  }

  it('tells what the file is, before the first frame [S1, S2, S4, TC12]', async () => {
    const source = await open({ colour: 'BGRA' });
    expect([source.colour, source.cols, source.rows, String(source.frameRate)]).to.deep.equal([
      'BGRA',
      128,
      64,
      '30/1',
    ]);
    expect(source.info).to.include({ path: clip(), audioStreams: 0 });
    expect(source.info.video).to.include({ codec: 'h264', frames: 15, rotation: 0 });
    await source.close();
  });

  for (const pace of ['asap', 'realtime', 4, 0.9] as const) {
    it(`delivers every frame in order at the pace ${pace} [quirk 3]`, async () => {
      const { frames, report } = await collect(await open({ pace }));
      expect(frames.map(({ index }) => index)).to.deep.equal([...Array(15).keys()]);
      expect(report).to.include({ ended: 'complete', frames: 15 });
    });
  }

  it('loses nothing where the subscriber is slower than the pace [quirk 3]', async () => {
    const source = await open({ pace: 'realtime' });
    const indices: number[] = [];
    await new Promise<void>((complete) => {
      source.attach({
        next: async (frame: VideoFrame) => {
          await new Promise((resolve) => setTimeout(resolve, 50));
          indices.push(frame.index);
        },
        complete,
      });
    });
    await source.close();
    expect(indices.sort((a, b) => a - b)).to.deep.equal([...Array(15).keys()]);
  });

  it('completes at the end by default [quirk 1]', async () => {
    const { report, error } = await collect(await open());
    expect(error).to.equal(undefined);
    expect(report?.ended).to.equal('complete');
  });

  /** Indices count up; times rise by a thirtieth of a second. */
  function expectSteady(frames: readonly SeenFrame[]): void {
    expect(frames.map(({ index }) => index)).to.deep.equal([...frames.keys()]);
    frames.forEach(({ seconds }, i) => expect(seconds).to.be.closeTo(i / 30, 1e-4));
  }

  for (const colour of [
    'BGRA',
    'I420',
    'UYVY',
    'GRAY8',
    'NV12',
    'RGB24',
    'GRAY16',
    'I420P10',
  ] as const) {
    it(`goes on with true black in ${colour} where it is asked to [quirks 1, 2]`, async () => {
      const frames = await first(20, { onEnd: 'black', colour });
      expectSteady(frames);
      const black = VideoFrame.alloc({ colour, cols: 128, rows: 64 }).data();
      for (const frame of frames.slice(15)) {
        expect(frame.bytes).to.deep.equal(Uint8Array.from(black));
      }
      expect(frames[14]?.bytes).not.to.deep.equal(Uint8Array.from(black));
    });
  }

  it('knows the black of full range [quirk 2]', async () => {
    const path = clips.make('full.avi', ...moving(), '-c:v', 'mjpeg');
    const source = await openFile(path, { onEnd: 'black' });
    const seen: SeenFrame[] = [];
    await new Promise<void>((resolve) => {
      source
        .pipe(take(17))
        .subscribe({ next: (frame) => seen.push(see(frame, true)), complete: resolve });
    });
    await source.close();
    expect([seen[16]?.bytes[0], seen[16]?.bytes.at(-1)]).to.deep.equal([0, 128]);
  });

  it('goes on with the last frame where it is asked to [quirk 1]', async () => {
    const frames = await first(20, { onEnd: 'hold', pace: 8 });
    expectSteady(frames);
    for (const frame of frames.slice(15)) expect(frame.bytes).to.deep.equal(frames[14]?.bytes);
  });

  it('begins again where it is asked to, with times and indices that rise on [quirk 1]', async () => {
    const frames = await first(40, { onEnd: 'loop' });
    expectSteady(frames);
    for (const i of [0, 7, 9]) {
      expect(frames[15 + i]?.bytes).to.deep.equal(frames[i]?.bytes);
      expect(frames[30 + i]?.bytes).to.deep.equal(frames[i]?.bytes);
    }
  });

  it('ends at once on a file that cannot be decoded, whatever shall happen at the end', async () => {
    const whole = clips.make('fast.mp4', ...moving(), '-movflags', 'faststart', ...X264);
    const path = clips.cut(whole, 'cut.mp4', 0.6);
    const { error } = await collect(await openFile(path, { onEnd: 'loop' }));
    expect(error).to.be.instanceOf(SourceError).and.to.include({ code: 'SOURCE_TRUNCATED' });
  });

  it('delivers a part of the picture [S5, TC15, TC16, quirk 22]', async () => {
    const whole = await collect(await open({ colour: 'BGRA' }), { pixels: true });
    const source = await open({ colour: 'BGRA', subFrame: { x: 31, y: 15, cols: 65, rows: 33 } });
    expect([source.cols, source.rows]).to.deep.equal([65, 33]);
    const { frames } = await collect(source, { pixels: true });
    expect(frames).to.have.length(15);
    for (const [i, { bytes, size }] of frames.entries()) {
      expect(size).to.equal('65x33');
      const full = Buffer.from(whole.frames[i]?.bytes ?? []);
      const rows = [...Array(33).keys()].map((row) => {
        const start = ((15 + row) * 128 + 31) * 4;
        return full.subarray(start, start + 65 * 4);
      });
      expect(Buffer.from(bytes).equals(Buffer.concat(rows))).to.equal(true);
    }
  });

  it('changes the part while frames flow, and returns to the whole [S5, S6, TC15, TC16]', async () => {
    const source = await open();
    const sizes: string[] = [];
    const finished = source.finished;
    source.subscribe((frame) => {
      sizes.push(`${frame.cols}x${frame.rows}`);
      if (frame.index === 4) source.setSubFrame(32, 16, 64, 32);
      if (frame.index === 9) source.getFullFrame();
      if (frame.index === 9) expect(() => source.setSubFrame(100, 0, 64, 64)).to.throw(RangeError);
    });
    await finished;
    await source.close();
    expect(sizes).to.deep.equal([
      ...Array<string>(5).fill('128x64'),
      ...Array<string>(5).fill('64x32'),
      ...Array<string>(5).fill('128x64'),
    ]);
  });

  it('throws the first frames away where it is asked to [S7, quirk 23]', async () => {
    const { frames, report } = await collect(await open({ warmupFrames: 4 }));
    expect(frames.map(({ index }) => index)).to.deep.equal([...Array(11).keys()].map((i) => i + 4));
    expect(report).to.include({ frames: 11, warmup: 4 });
  });

  it('lets frames be pulled without taking any from subscribers [S3, quirk 4]', async () => {
    const source = await open();
    const pulled: number[] = [];
    const pushed: number[] = [];
    const finished = source.finished;
    source.subscribe((frame) => pushed.push(frame.index));
    for (
      let frame = await source.getFrame();
      frame !== undefined;
      frame = await source.getFrame()
    ) {
      pulled.push(frame.index);
      frame.release();
    }
    await finished;
    await source.close();
    expect(pulled).to.deep.equal([...Array(15).keys()]);
    expect(pushed).to.deep.equal(pulled);
  });

  it('labels frames with the colour that they have [S1, quirk 24]', async () => {
    const colours = Object.values(ColourSpace);
    for (const colour of colours) {
      const { frames } = await collect(await open({ colour }), { pixels: true });
      expect(frames).to.have.length(15);
      expect(frames[0]?.colour).to.equal(colour);
      const black = VideoFrame.alloc({ colour, cols: 128, rows: 64 });
      expect(frames[0]?.bytes.length).to.equal(black.dataLength());
    }
  });

  it('decodes with as many threads as it is told', async () => {
    const { frames } = await collect(await open({ threads: 1 }));
    expect(frames).to.have.length(15);
  });

  it('refuses subscribers and pulls once it is closed', async () => {
    const source = await open();
    await source.close();
    const error = await new Promise<unknown>((resolve) => source.subscribe({ error: resolve }));
    expect(error).to.be.instanceOf(SourceError);
    expect((error as Error).message).to.match(/was closed.*again/);
  });
});
