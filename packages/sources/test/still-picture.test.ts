import { expect } from 'chai';
import fc from 'fast-check';
import { StillPicture } from '../src/still-picture';

describe('a still picture', () => {
  it('is known from the third on, and nothing else is, to the byte', () => {
    const length = fc.constantFrom(1, 5, 4095, 4096, 4097, 20_000);
    const changes = fc.array(
      fc.option(fc.record({ at: fc.nat(20_000), to: fc.integer({ min: 0, max: 3 }) })),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(length, changes, (byteLength, steps) => {
        const still = new StillPicture();
        const picture = new Uint8Array(byteLength);
        still.isSame(picture);
        let same = 1;
        for (const step of steps) {
          const at = (step?.at ?? 0) % byteLength;
          const isOther = step !== null && picture[at] !== step.to;
          if (step !== null) picture[at] = step.to;
          same = isOther ? 1 : same + 1;
          const isSame = still.isSame(picture);
          if (same === 1) expect(isSame).to.equal(false);
          if (same >= 3) expect(isSame).to.equal(true);
        }
      }),
    );
  });

  it('is none of another length', () => {
    const still = new StillPicture();
    for (let i = 0; i < 3; i += 1) still.isSame(new Uint8Array(8));
    expect(still.isSame(new Uint8Array(8))).to.equal(true);
    expect(still.isSame(new Uint8Array(9))).to.equal(false);
  });

  it('is forgotten when it shall be', () => {
    const still = new StillPicture();
    for (let i = 0; i < 3; i += 1) still.isSame(new Uint8Array(8));
    still.forget();
    expect(still.isSame(new Uint8Array(8))).to.equal(false);
  });
});
