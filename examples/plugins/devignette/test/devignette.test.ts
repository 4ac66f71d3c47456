import {
  frameMemory,
  fromIterable,
  InvalidOptionError,
  VideoFrame,
  frameShape,
} from '@giftgrab/core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { devignette } from '../src/index';
import { kernels } from '../src/kernels';
import { MOST, scaleByReference } from '../src/reference';

describe('the kernels of devignette', () => {
  for (const channels of [1, 4] as const) {
    it(`do what the reference does, and touch nothing else: ${channels} samples a pixel`, () => {
      const bytes = fc.uint8Array({ minLength: 0, maxLength: 97 * channels });
      const gains = fc.uint16Array({ min: 0, max: MOST, minLength: 97, maxLength: 97 });
      fc.assert(
        fc.property(bytes, gains, fc.nat(3), (samples, factors, shift) => {
          const pixels = Math.floor(samples.length / channels);
          const data = frameMemory.allocate(512);
          const map = frameMemory.allocate(2 * 97);
          data.bytes.fill(99);
          data.bytes.set(samples, shift);
          new Uint16Array(map.bytes.buffer, map.ptr, 97).set(factors);
          const expected = Uint8Array.from(data.bytes);
          scaleByReference(expected.subarray(shift, shift + pixels * channels), factors, channels);
          const { scaleGrey, scaleBgra } = kernels();
          (channels === 1 ? scaleGrey : scaleBgra)(data.ptr + shift, map.ptr, pixels);
          const result = Uint8Array.from(data.bytes);
          frameMemory.free(data);
          frameMemory.free(map);
          expect(result).to.deep.equal(expected);
        }),
      );
    });
  }
});

describe('devignette', () => {
  const SPEC = { cols: 33, rows: 21 } as const;

  /** A grey wall of 200 through a lens that leaves 60 % of the light in the corners. */
  function wall(colour: 'GRAY8' | 'BGRA', lend: boolean): VideoFrame {
    const frame = lend
      ? VideoFrame.lend(frameShape({ ...SPEC, colour }), { index: 0 })
      : VideoFrame.alloc({ ...SPEC, colour });
    const channels = colour === 'BGRA' ? 4 : 1;
    const data = frame.data();
    for (let i = 0; i < data.length; i += 1) {
      const pixel = Math.floor(i / channels);
      const [x, y] = [(pixel % SPEC.cols) / 16 - 1, Math.floor(pixel / SPEC.cols) / 10 - 1];
      const squared = ((x * 16) ** 2 + (y * 10) ** 2) / (16 ** 2 + 10 ** 2);
      data[i] = channels === 4 && i % 4 === 3 ? 77 : Math.round(200 * (1 - 0.4 * squared));
    }
    return frame;
  }

  async function seen(colour: 'GRAY8' | 'BGRA', lend: boolean): Promise<readonly number[]> {
    const source = fromIterable(() => [wall(colour, lend)], { ...SPEC, colour });
    const samples: number[] = [];
    source.pipe(devignette()).subscribe((frame) => samples.push(...frame.data()));
    await source.finished;
    await source.close();
    return samples;
  }

  for (const colour of ['GRAY8', 'BGRA'] as const) {
    it(`makes a wall even again, and gives all memory back: ${colour}`, async () => {
      const before = frameMemory.blocksInUse;
      for (const lend of [true, false]) {
        const samples = await seen(colour, lend);
        const light = samples.filter((_, i) => colour === 'GRAY8' || i % 4 !== 3);
        expect(Math.min(...light)).to.be.at.least(199);
        expect(Math.max(...light)).to.be.at.most(201);
        if (colour === 'BGRA') expect(samples[3]).to.equal(77);
      }
      await new Promise((resolve) => setImmediate(resolve));
      expect(frameMemory.blocksInUse).to.be.at.most(before);
    });
  }

  it('refuses a lens that leaves no light, and layouts that it does not know', async () => {
    expect(() => devignette({ k1: -1 })).to.throw(InvalidOptionError, 'a fifteenth of the light');
    expect(() => devignette({ centreX: 2 })).to.throw(InvalidOptionError, 'from 0 to 1');
    const frames = fromIterable([VideoFrame.alloc({ colour: 'I420', cols: 4, rows: 4 })], {
      colour: 'I420',
      cols: 4,
      rows: 4,
    });
    const error = await new Promise((resolve) => {
      frames.pipe(devignette()).subscribe({ error: resolve });
    });
    expect(error).to.have.property('message').that.includes('takes BGRA and GRAY8, not I420');
    await frames.close();
  });
});
