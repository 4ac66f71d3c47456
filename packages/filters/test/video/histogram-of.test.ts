import { expect } from 'chai';
import { histogramOf, type Histogram } from '../../src';
import { allThrough, streamOf } from '../support/streams';

describe('histogramOf', () => {
  it('counts every channel of every layout', async () => {
    for (const colour of ['BGRA', 'RGB24', 'GRAY8', 'I420', 'NV12', 'UYVY', 'GRAY16'] as const) {
      const spec = { colour, cols: 5, rows: 3, stereoCount: 2 };
      const [out] = await allThrough(
        histogramOf(),
        streamOf(spec, 1, (frame) => {
          for (const view of [0, 1]) frame.samples(view).fill(colour === 'GRAY16' ? 7 * 256 : 7);
        }),
      );
      const histogram = out?.meta['histogram'] as Histogram;
      const names = { I420: 'UVY', NV12: 'UVY', UYVY: 'UVY', BGRA: 'ABGR', RGB24: 'BGR' };
      const wanted = colour in names ? names[colour as keyof typeof names] : 'Y';
      expect(Object.keys(histogram).sort().join(''), colour).to.equal(wanted);
      for (const [name, counts] of Object.entries(histogram)) {
        const isChroma = out?.shape.format.isYuv === true && name !== 'Y';
        if (!isChroma) expect(counts[7], `${colour} ${name}`).to.equal(30);
        expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(counts[7]);
      }
    }
  });
});
