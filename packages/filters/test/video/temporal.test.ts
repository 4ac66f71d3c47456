import {
  frameMemory,
  InvalidOptionError,
  type VideoFrame,
  type ColourSpace,
  type FrameOperator,
} from '@giftgrab/core';
import { expect } from 'chai';
import { concat, type Observable, Subject } from 'rxjs';
import {
  frameDifference,
  motionScore,
  runningBackground,
  temporalMean,
  temporalMedian,
} from '../../src';
import { repeatable } from '../support/in-bands';
import { allThrough, noiseFrame, streamOf } from '../support/streams';

const COLOURS: readonly ColourSpace[] = ['GRAY8', 'GRAY16', 'BGRA', 'UYVY', 'RGB24', 'I420P10'];

/** The samples of some noisy frames, and a stream of these frames. */
function noise(
  colour: ColourSpace,
  count: number,
): { readonly samples: number[][]; readonly source: Observable<VideoFrame> } {
  const samples: number[][] = [];
  const spec = { colour, cols: 10, rows: 3 } as const;
  const source = streamOf(spec, count, (frame, index) => {
    const random = repeatable(index + 11);
    const largest = 2 ** frame.shape.format.bitDepth;
    const values = frame.samples();
    for (let i = 0; i < values.length; i += 1) values[i] = Math.floor(random() * largest);
    samples[index] = [...values];
  });
  return { samples, source };
}

async function expectValues(
  operator: FrameOperator,
  expected: (samples: number[][], frame: number, at: number) => number,
  tolerance: number,
): Promise<void> {
  for (const colour of COLOURS) {
    const { samples, source } = noise(colour, 8);
    const results = await allThrough(operator, source);
    expect(results.length).to.equal(8);
    for (const [frame, result] of results.entries()) {
      expect(result.index).to.equal(frame);
      for (const [at, value] of [...result.samples()].entries()) {
        const wanted = expected(samples, frame, at);
        if (Math.abs(value - wanted) <= tolerance) continue;
        expect(value, `${colour}, frame ${frame}, sample ${at}`).to.equal(wanted);
      }
    }
  }
}

/** The values of a sample in the last frames. */
function last(samples: number[][], frame: number, at: number, count: number): number[] {
  return samples.slice(Math.max(0, frame + 1 - count), frame + 1).map((each) => each[at] ?? 0);
}

describe('filters that remember', () => {
  for (const frames of [2, 3, 5, 6]) {
    it(`temporalMedian of ${frames} takes the middle one`, async () => {
      await expectValues(
        temporalMedian({ frames }),
        (samples, frame, at) => {
          const sorted = last(samples, frame, at, frames).sort((a, b) => a - b);
          return sorted[sorted.length >> 1] ?? -1;
        },
        0,
      );
    });

    it(`temporalMean of ${frames} averages`, async () => {
      await expectValues(
        temporalMean({ frames }),
        (samples, frame, at) => {
          const values = last(samples, frame, at, frames);
          return values.reduce((sum, value) => sum + value, 0) / values.length;
        },
        0.501,
      );
    });
  }

  it('runningBackground moves towards each frame', async () => {
    await expectValues(
      runningBackground({ rate: 0.25 }),
      (samples, frame, at) =>
        samples
          .slice(0, frame + 1)
          .map((each) => each[at] ?? 0)
          .reduce((mean, value) => mean + 0.25 * (value - mean)),
      0.51,
    );
  });

  it('runningBackground shows what is not background', async () => {
    const operator = runningBackground({ rate: 0.5, output: 'difference' });
    const source = streamOf({ colour: 'GRAY8', cols: 3, rows: 1 }, 3, (frame, i) =>
      frame.data().fill([40, 40, 80][i] ?? 0),
    );
    const out = await allThrough(operator, source);
    expect(out.map((frame) => frame.data()[1])).to.deep.equal([0, 0, 20]);
  });

  it('frameDifference shows changes, and is black at first', async () => {
    const source = streamOf({ colour: 'I420', cols: 3, rows: 2 }, 3, (frame, i) =>
      frame.data().fill([50, 70, 65][i] ?? 0),
    );
    const out = await allThrough(frameDifference(), source);
    expect(out.map((frame) => frame.data()[0])).to.deep.equal([16, 36, 21]);
    expect(out.map((frame) => frame.data().at(-1))).to.deep.equal([128, 128, 128]);
  });

  it('motionScore is the mean difference of luma in levels of 8 bits', async () => {
    const colours = [
      'GRAY8',
      'I420',
      'NV12',
      'UYVY',
      'BGRA',
      'RGB24',
      'GRAY16',
      'I420P10',
    ] as const;
    for (const colour of colours) {
      const source = streamOf({ colour, cols: 33, rows: 5, stereoCount: 2 }, 3, (frame, i) => {
        const scale = 2 ** (frame.shape.format.bitDepth - 8);
        const value = [40, 52, 50][i] ?? 0;
        for (const view of [0, 1]) {
          frame.samples(view).forEach((_, at, all) => {
            // Chroma of UYVY changes as it likes.
            all[at] = (colour === 'UYVY' && at % 2 === 0 ? value * 3 : value) * scale;
          });
        }
      });
      const out = await allThrough(motionScore(), source);
      const scores = out.map(({ meta }) => meta['motionScore']);
      expect(scores[0], colour).to.equal(0);
      expect(scores[1], colour).to.be.closeTo(12, 0.6);
      expect(scores[2], colour).to.be.closeTo(2, 0.6);
    }
  });

  it('starts afresh for a second subscription, at the same time or later', async () => {
    const operator = frameDifference();
    const source = new Subject<VideoFrame>();
    const [first, second] = [allThrough(operator, source), allThrough(operator, source)];
    const send = (value: number): void => {
      const frame = noiseFrame({ colour: 'GRAY8', cols: 2, rows: 1 });
      frame.data().fill(value);
      source.next(frame);
      frame.release();
    };
    send(10);
    send(30);
    source.complete();
    for (const frames of await Promise.all([first, second])) {
      expect(frames.map((frame) => frame.data()[0])).to.deep.equal([0, 20]);
    }
    const later = await allThrough(operator, streamOf({ colour: 'GRAY8', cols: 2, rows: 1 }, 1));
    expect(later[0]?.data()[0]).to.equal(0);
  });

  it('start afresh when the size changes, and give all memory back', async () => {
    const operators = [
      temporalMean(),
      temporalMedian(),
      runningBackground(),
      frameDifference(),
      motionScore(),
    ];
    for (const operator of operators) {
      const sizes = [4, 6, 4].map((cols) => streamOf({ colour: 'GRAY8', cols, rows: 2 }, 2));
      // The tables of kernels are made at the first frame, and stay.
      await allThrough(operator, concat(...sizes));
      const before = frameMemory.blocksInUse;
      const out = await allThrough(operator, concat(...sizes));
      expect(out.map(({ cols }) => cols)).to.deep.equal([4, 4, 6, 6, 4, 4]);
      expect(frameMemory.blocksInUse).to.be.at.most(before);
    }
  });

  it('refuse what is impossible', () => {
    expect(() => temporalMean({ frames: 1 })).to.throw(InvalidOptionError, /frames/);
    expect(() => temporalMedian({ frames: 32 })).to.throw(InvalidOptionError, /frames/);
    expect(() => runningBackground({ rate: 0 })).to.throw(InvalidOptionError, /rate/);
    expect(() => runningBackground({ output: 'x' as never })).to.throw(
      InvalidOptionError,
      /output/,
    );
  });
});
