import { frameMemory, VideoFrame, type FrameInit, type FrameOperator } from '@giftgrab/core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { concat, lastValueFrom, map, Observable } from 'rxjs';
import { BandQueue } from '../../src/execution/band-queue';
import { RowThreads } from '../../src/execution/row-threads';
import { FrameFilter } from '../../src/filter-frame';
import { filterNamed } from '../../src/registry';
import { gaussianFilter } from '../../src';

/** Pooled frames of noise, one after the other, as a source gives them. */
function noise(init: FrameInit, frames: number): Observable<VideoFrame> {
  return new Observable((subscriber) => {
    let index = 0;
    const step = (): void => {
      if (subscriber.closed) return;
      if (index === frames) {
        subscriber.complete();
        return;
      }
      const frame = VideoFrame.alloc(init).derive({ index });
      for (let view = 0; view < frame.stereoCount; view += 1) {
        const data = frame.data(view);
        let seed = index + 1 + view;
        for (let i = 0; i < data.length; i += 1) {
          seed = (seed * 48_271) % 2_147_483_647;
          data[i] = seed;
        }
      }
      frame.meta['number'] = index;
      index += 1;
      subscriber.next(frame);
      frame.release();
      setImmediate(step);
    };
    setImmediate(step);
  });
}

/** What an operator makes of them: bytes of all views, and the rest. */
function outputOf(operator: FrameOperator, source: Observable<VideoFrame>): Promise<unknown[]> {
  const outputs: unknown[] = [];
  return new Promise((resolve, reject) => {
    source.pipe(operator).subscribe({
      next: (frame) =>
        outputs.push({
          views: Array.from({ length: frame.stereoCount }, (_, i) =>
            Buffer.from(frame.data(i)).toString('base64'),
          ),
          index: frame.index,
          meta: { ...frame.meta },
        }),
      error: reject,
      complete: () => resolve(outputs),
    });
  });
}

/** Resolves when no thread holds anything any more. */
async function blocksBackTo(blocks: number): Promise<void> {
  while (frameMemory.blocksInUse > blocks) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('the execution of a filter', () => {
  const pictures: readonly FrameInit[] = [
    { colour: 'BGRA', cols: 203, rows: 177 },
    { colour: 'I420', cols: 64, rows: 130, stereoCount: 2 },
    { colour: 'GRAY16', cols: 40, rows: 30 },
  ];
  const filters: readonly (readonly [string, object])[] = [
    ['wide', { sigma: [5, 15] }],
    ['exact', { sigma: 4, precision: 'scipy', rounding: 'scipy' }],
  ];
  const make = (options: object): FrameOperator =>
    gaussianFilter(options as { readonly sigma: number });
  const all = concat(...pictures.map((picture) => noise(picture, 5)));

  for (const [name, options] of filters) {
    it(`gives the same bits in workers as inline: ${name}`, async () => {
      const inline = await outputOf(make(options), all);
      const blocks = frameMemory.blocksInUse;
      const other = await outputOf(make({ ...options, execution: 'workers', threads: 2 }), all);
      expect(other).to.deep.equal(inline);
      await blocksBackTo(blocks);
    });
  }

  it('gives the same bits in rows as inline', async () => {
    const threads = new RowThreads(2);
    while (!threads.isReady) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const [name, options] of filters) {
      const inRows = new FrameFilter(filterNamed('gaussianFilter'), options, threads.runPhases);
      const inOne = new FrameFilter(filterNamed('gaussianFilter'), options);
      await lastValueFrom(
        all.pipe(
          map((frame) => {
            const [a, b] = [inRows.applyToCopy(frame), inOne.applyToCopy(frame)];
            expect(Buffer.compare(a.data(), b.data()), `${name}, ${frame.colour}`).to.equal(0);
            a.release();
            b.release();
          }),
        ),
      );
    }
    threads.stop();
  });

  for (const execution of ['workers', 'rows'] as const) {
    it(`works and leaves no frame in the pool when the branch ends early: ${execution}`, async () => {
      const blocks = frameMemory.blocksInUse;
      const operator = make({ sigma: 5, execution, threads: 2 });
      await new Promise<void>((resolve) => {
        const subscription = noise({ colour: 'BGRA', cols: 64, rows: 64 }, 100)
          .pipe(operator)
          .subscribe((frame) => {
            if (frame.index < 3) return;
            subscription.unsubscribe();
            resolve();
          });
      });
      // The plan's constants and the scratch room stay.
      await blocksBackTo(blocks + 4);
    });
  }
});

describe('BandQueue', () => {
  it('hands out every row of a phase once, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ rows: fc.nat(200), bandRows: fc.integer({ min: 1, max: 50 }) })),
        (works) => {
          const queue = new BandQueue();
          const other = new BandQueue(queue.memory);
          for (const [plan, { rows, bandRows }] of works.entries()) {
            queue.put({ plan, phase: 1, rows, bandRows, addresses: [1, 2, 3, -4, 5, 6, 7, 8] });
            const seen: number[] = [];
            const take = (work: object, from: number, to: number): void => {
              expect(work).to.include({ plan, phase: 1, rows, bandRows });
              expect(work).to.have.deep.property('addresses', [1, 2, 3, -4, 5, 6, 7, 8]);
              for (let row = from; row < to; row += 1) seen.push(row);
            };
            while (queue.take(take) && other.take(take)) continue;
            queue.waitUntilDone(1000);
            expect(seen).to.deep.equal([...Array(rows).keys()]);
            expect(other.take(take)).to.equal(false);
          }
        },
      ),
    );
  });

  it('tells who waits that a thread has failed, or takes too long', () => {
    const queue = new BandQueue();
    const work = { plan: 0, phase: 0, rows: 2, bandRows: 1, addresses: [] };
    queue.put(work);
    expect(() => queue.waitUntilDone(5)).to.throw(/within 5 ms/);
    const fail = (): never => {
      throw new Error('no');
    };
    expect(() => queue.take(fail)).to.throw('no');
    queue.take(() => undefined);
    expect(() => queue.waitUntilDone(1000)).to.throw(/failed/);
  });
});
