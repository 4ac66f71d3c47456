import { expect } from 'chai';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { planTables } from '../../src/pointwise/plan-tables';
import { cutAt, runInBands } from '../support/bands';
import { repeatable } from '../support/in-bands';

const byte = fc.integer({ min: 0, max: 255 });

/** A sixteenth of a table: a line, limited, or anything. */
const part = fc.oneof(
  fc
    .record({ start: byte, slope: fc.double({ min: -40, max: 40, noNaN: true }) })
    .map(({ start, slope }) =>
      Array.from({ length: 16 }, (_, i) =>
        Math.min(255, Math.max(0, Math.floor(start + slope * i))),
      ),
    ),
  fc.array(byte, { minLength: 16, maxLength: 16 }),
);

const table = fc
  .array(part, { minLength: 16, maxLength: 16 })
  .map((parts) => Uint8Array.from(parts.flat()));

const IDENTITY = Uint8Array.from({ length: 256 }, (_, i) => i);

describe('curves of samples', () => {
  it('hold what their tables do, in any bands, and channels stay that shall', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 70 }),
        table,
        fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
        (rows, cols, curve, stays, seed, cuts) => {
          const random = repeatable(seed);
          const channels = stays.length;
          const tables = stays.map((isKept) => (isKept ? IDENTITY : curve));
          const bytes = Uint8Array.from({ length: rows * cols * channels }, () => random() * 256);
          const picture = { rows, cols, channels, width: cols * channels };
          const input = ndarray(bytes, [rows, cols, channels]);
          const output = runInBands(planTables(picture, tables), input, cutAt(cuts));
          const expected = bytes.map((sample, i) => tables[i % channels]?.[sample] ?? 0);
          expect(Array.from(output.data)).to.deep.equal(Array.from(expected));
        },
      ),
    );
  });
});
