import { SourceError } from '@giftgrab/core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { ByteReader } from '../src/byte-reader';

async function* chunksOf(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

describe('ByteReader', () => {
  it('gives the bytes in whatever pieces one asks for, however they came', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 20 }));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.array(fc.nat()), lengths, async (bytes, cuts, asked) => {
        const reader = new ByteReader(chunksOf(bytes, cuts));
        let at = 0;
        for (const length of asked) {
          const target = new Uint8Array(length);
          const expected = bytes.subarray(at, at + length);
          if (expected.length === 0) {
            expect(await reader.fill(target)).to.equal(false);
          } else if (expected.length < length) {
            const error = await reader.fill(target).catch((reason: unknown) => reason);
            expect(error).to.be.instanceOf(SourceError);
            return;
          } else {
            expect(await reader.fill(target)).to.equal(true);
            expect(target).to.deep.equal(Uint8Array.from(expected));
          }
          at += length;
        }
      }),
    );
  });
});
