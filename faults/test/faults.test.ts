// Some rows of the fault table; all of them: npm run faults.
import { expect } from 'chai';
import { BUNDLED } from '../../packages/targets/test/support/ffmpeg-builds';
import { CASES } from '../src/cases';
import type { CodecName } from '../src/fault-run';
import { runCase } from '../src/run-case';
import { warmUp } from '../src/warm-up';

const SEED = Date.now() % 1_000_000;

// What the tests of the packages do not do already, and quickly.
const QUICK: readonly (readonly [name: string, codec: CodecName])[] = [
  ['group-signals', 'HEVC'],
  ['stderr-flood', 'VP9'],
  ['filter-throws', 'Xvid'],
  ['true-time', 'HEVC'],
  ['true-time', 'VP9'],
  ['true-time', 'Xvid'],
  ['target-preflight', 'HEVC'],
  ['no-overwrite', 'HEVC'],
  ['churn', 'Xvid'],
  ['truncated-ok-frames', 'HEVC'],
  ['decoder-kill9', 'HEVC'],
  ['size-change', 'HEVC'],
  ['vfr-count', 'HEVC'],
  ['hostile-files', 'HEVC'],
  ['crowd-one-dies', 'HEVC'],
];

describe(`the fault table, seed ${SEED}`, () => {
  before(warmUp);

  it('has every case once', () => {
    const names = CASES.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
  });

  for (const [name, codec] of QUICK) {
    it(`holds for ${name} with ${codec}`, async function () {
      const fault = CASES.find((each) => each.name === name);
      if (fault === undefined) throw new Error(`no case ${name}`);
      const lengths = { cycles: 10, frames: 1_000, seconds: 2, inputs: 50 };
      const verdict = await runCase(fault, { codec, build: BUNDLED, seed: SEED, lengths });
      expect(verdict.wrong).to.deep.equal([]);
      if (verdict.skipped !== undefined) this.skip();
    });
  }
});
