import { expect } from 'chai';
import { take } from 'rxjs';
import { InvalidOptionError, type ColourSpace } from '@giftgrab/core';
import { testPattern } from '@giftgrab/sources';
import { collect, see, type SeenFrame } from './support/collect';
import { failureOf } from '../../ffmpeg/test/support/failure';

const COLOURS: readonly ColourSpace[] = [
  'BGRA',
  'I420',
  'UYVY',
  'GRAY8',
  'GRAY16',
  'RGB24',
  'NV12',
];

describe('testPattern', () => {
  const few = { cols: 64, rows: 32, frames: 5, pace: 'asap' } as const;

  for (const colour of COLOURS) {
    for (const [cols, rows] of [
      [64, 32],
      [401, 301],
      [3, 2],
      [1, 1],
    ] as const) {
      it(`draws in ${colour} at ${cols}x${rows}`, async () => {
        const { frames, error } = await collect(testPattern({ ...few, colour, cols, rows }), {
          pixels: true,
        });
        expect(error).to.equal(undefined);
        expect(frames.map(({ size }) => size)).to.deep.equal(Array(5).fill(`${cols}x${rows}`));
        expect(frames[0]?.colour).to.equal(colour);
      });
    }
  }

  it('sends as many frames as it is told, each at its exact time', async () => {
    const { frames, report } = await collect(testPattern({ ...few, frameRate: 29.97 }));
    expect(frames.map(({ time }) => time)).to.deep.equal(
      [0, 1, 2, 3, 4].map((index) => `${index} × 1001/30000 s`),
    );
    expect(frames.map(({ index }) => index)).to.deep.equal([0, 1, 2, 3, 4]);
    expect(report).to.include({ ended: 'complete', frames: 5 });
  });

  it('goes on for ever unless it is told how many', async () => {
    const source = testPattern({ cols: 16, rows: 16, pace: 'asap' });
    const seen: SeenFrame[] = [];
    await new Promise<void>((complete) => {
      source.pipe(take(200)).subscribe({ next: (frame) => seen.push(see(frame)), complete });
    });
    expect(seen.at(-1)?.index).to.equal(199);
    await source.close();
  });

  it('sends every frame in real time too', async () => {
    const { frames } = await collect(testPattern({ ...few, pace: 'realtime', frameRate: 100 }));
    expect(frames).to.have.length(5);
  });

  it('shows eight bars, from white to black, and a white square that moves', async () => {
    const { frames } = await collect(testPattern({ ...few, rows: 64 }), { pixels: true });
    const pixel = (frame: SeenFrame | undefined, row: number, col: number): number[] => [
      ...(frame?.bytes.subarray((row * 64 + col) * 4, (row * 64 + col) * 4 + 4) ?? []),
    ];
    expect(pixel(frames[0], 0, 0)).to.deep.equal([255, 255, 255, 255]);
    expect(pixel(frames[0], 0, 44)).to.deep.equal([0, 0, 255, 255]);
    expect(pixel(frames[0], 0, 63)).to.deep.equal([0, 0, 0, 255]);
    expect(frames[0]?.bytes).not.to.deep.equal(frames[4]?.bytes);
  });

  it('can be cut out, warmed up, pulled and run again, as any source [S3, S5, S7]', async () => {
    const source = testPattern({
      ...few,
      warmupFrames: 2,
      subFrame: { x: 1, y: 1, cols: 5, rows: 3 },
    });
    for (let run = 0; run < 2; run += 1) {
      const indices: number[] = [];
      source.subscribe((frame) => indices.push(frame.index));
      await source.finished;
      expect(indices).to.deep.equal([2, 3, 4]);
    }
    const frame = await source.getFrame();
    expect([frame?.index, frame?.cols, frame?.rows]).to.deep.equal([2, 5, 3]);
    frame?.release();
    await source.close();
  });

  it('does not let one run see what another wrote into its frames', async () => {
    const source = testPattern(few);
    const first: Uint8Array[] = [];
    for (let run = 0; run < 2; run += 1) {
      source.subscribe((frame) => {
        first.push(Uint8Array.from(frame.data()));
        frame.writable().data().fill(7);
      });
      await source.finished;
    }
    expect(first[5]).to.deep.equal(first[0]);
  });

  it('ends with an error when it is aborted', async () => {
    const abort = new AbortController();
    const source = testPattern({ cols: 16, rows: 16, pace: 'asap', signal: abort.signal });
    const done = failureOf(source.finished);
    source.subscribe({
      next: (frame) => (frame.index === 5 ? abort.abort() : undefined),
      error: () => undefined,
    });
    expect(await done).to.include({ code: 'ABORTED' });
  });

  const wrong: readonly object[] = [
    { cols: 0 },
    { rows: 1.5 },
    { frames: 0 },
    { frames: Number.NaN },
    { frameRate: 0 },
    { frameRate: -1 },
    { frameRate: Number.NaN },
    { frameRate: Number.POSITIVE_INFINITY },
    { colour: 'bgra' },
    { pace: 2 },
    { width: 10 },
  ];
  for (const options of wrong) {
    const [[name, value] = []] = Object.entries(options);
    it(`refuses ${name}: ${String(value)}`, () => {
      expect(() => testPattern(options)).to.throw(InvalidOptionError);
    });
  }
});
