// Some thousand damaged streams; millions of them: npm run faults -- fuzz-nut --inputs 1000.
import { expect } from 'chai';
import { Random } from '../../../core/test/support/random';
import { fuzzNut, nutStreams } from '../support/nut-fuzz';

const STREAMS = 3_000;
const SEED = Date.now() % 1_000_000;

describe('NutReader, of damaged streams', () => {
  it(`gives the same frames and the same NutError whatever the pieces (${STREAMS} streams, seed ${SEED})`, () => {
    const streams = nutStreams();
    let withFrames = 0;
    for (let i = 0; i < STREAMS; i += 1) {
      try {
        if (fuzzNut(streams, new Random(`${SEED}/${i}`))) withFrames += 1;
      } catch (cause) {
        throw new Error(`stream ${i}: ${String(cause)}`, { cause });
      }
    }
    expect(withFrames).to.be.greaterThan(STREAMS / 10);
  });
});
