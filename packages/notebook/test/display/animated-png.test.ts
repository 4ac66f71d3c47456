import { expect } from 'chai';
import { animatedPng, type AnimationPicture } from '../../src/display/animated-png';
import { animationFrames } from '../support/animation-frames';

/** A grey picture with a red bar at a row. */
function withBar(row: number, [cols, rows]: readonly [number, number]): AnimationPicture {
  const pixels = new Uint8Array(cols * rows * 3).fill(128);
  for (let i = row * cols; i < (row + 1) * cols; i += 1) pixels.set([200, 10, 20], i * 3);
  return { cols, rows, pixels, durationMs: 40 + row };
}

describe('animatedPng', () => {
  it('shows every picture, for as long as it is to be seen', async () => {
    for (const size of [
      [31, 17],
      [64, 20],
      [1, 9],
    ] as const) {
      const pictures = [3, 4, 4, 0].map((row) => withBar(row, size));
      const frames = await animationFrames(await animatedPng(pictures));
      expect(frames.map(({ durationMs }) => durationMs)).to.deep.equal([43, 44, 44, 40]);
      for (const [i, { cols, rows, pixels }] of frames.entries()) {
        expect([cols, rows]).to.deep.equal(size);
        expect(distance(pixels, pictures[i]?.pixels ?? new Uint8Array())).to.be.lessThan(2);
      }
    }
  });

  it('keeps natural colours by one palette for all pictures', async () => {
    const pictures = [0, 1].map((shift): AnimationPicture => {
      const pixels = Uint8Array.from({ length: 48 * 32 * 3 }, (_, i) => {
        const [x, y] = [Math.floor(i / 3) % 48, Math.floor(i / 144)];
        return [x * 5, y * 8, (x + y + shift * 20) * 2][i % 3] ?? 0;
      });
      return { cols: 48, rows: 32, pixels, durationMs: 100 };
    });
    const frames = await animationFrames(await animatedPng(pictures));
    for (const [i, { pixels }] of frames.entries()) {
      expect(distance(pixels, pictures[i]?.pixels ?? new Uint8Array())).to.be.lessThan(6);
    }
  });

  it('stores a picture that does not move once', async () => {
    const still = withBar(5, [320, 240]);
    const one = await animatedPng([still]);
    const ten = await animatedPng(Array.from({ length: 10 }, () => still));
    expect(ten.length - one.length).to.be.lessThan(1000);
    expect(await animationFrames(ten)).to.have.lengthOf(10);
  });
});

/** How far two pictures are apart on average. */
function distance(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).to.equal(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}
