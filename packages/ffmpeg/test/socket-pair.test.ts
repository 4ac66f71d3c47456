import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { socketPair } from '../src/socket-pair';
import { leavingNoTrace } from './support/traces';

const left = (): number =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('giftgrab-')).length;

describe('socketPair', () => {
  it('carries bytes into memory that the reader names', async () => {
    const memory = Buffer.alloc(8);
    const got: number[] = [];
    const { ours, theirs } = await socketPair({
      buffer: () => memory,
      callback: (count) => {
        got.push(...memory.subarray(0, count));
        return true;
      },
    });
    theirs.resume();
    theirs.end(Buffer.from([...Array(20).keys()]));
    await new Promise((resolve) => ours.once('close', resolve));
    expect(got).to.deep.equal([...Array(20).keys()]);
  });

  it('leaves no file, socket or server', () =>
    leavingNoTrace(async () => {
      const before = left();
      const pairs = await Promise.all(
        [1, 2, 3].map(() => socketPair({ buffer: Buffer.alloc(8), callback: () => true })),
      );
      for (const { ours, theirs } of pairs) {
        ours.destroy();
        theirs.destroy();
      }
      expect(left()).to.equal(before);
    }));

  it('finds another place where the folder for temporary files has too long a name', async () => {
    const { TMPDIR } = process.env;
    process.env['TMPDIR'] = `/tmp/${'long/'.repeat(30)}`;
    try {
      expect(existsSync(tmpdir())).to.equal(false);
      const { ours, theirs } = await socketPair({ buffer: Buffer.alloc(8), callback: () => true });
      ours.destroy();
      theirs.destroy();
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    }
  });
});
