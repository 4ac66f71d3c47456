import { expect } from 'chai';
import * as fc from 'fast-check';
import { InvalidOptionError } from '../../src/errors';
import { type VideoFrame } from '../../src/frames/video-frame';
import { adjustable, type AdjustableOperator } from '../../src/graph/adjustable';
import { filter } from '../../src/graph/filter';
import { pipelineOf } from '../../src/graph/pipeline';
import { tapTo } from '../../src/graph/tap-to';
import type { OptionsSchema } from '../../src/option-schema';
import { ListSource } from '../support/list-source';
import { expectNothingLeft } from '../support/quiet';
import { Recorder } from '../support/recorder';
import { rejectionOf } from '../support/rejection-of';

interface MarkOptions {
  readonly value: number;
  readonly column?: number;
  readonly note?: string;
}

const schema: OptionsSchema = {
  type: 'object',
  properties: {
    value: { type: 'integer', minimum: 0, maximum: 255, description: 'What is written.' },
    column: { type: 'integer', minimum: 0, default: 0, description: 'Where.' },
  },
  required: ['value'],
};

/** Writes a number into a byte; fails with frames that have no such byte. */
function marking(isSlow = false): AdjustableOperator<MarkOptions> {
  return adjustable({
    name: 'mark',
    schema,
    options: { value: 1 },
    make: ({ value, column = 0 }: MarkOptions) => {
      if (value === 13) throw new InvalidOptionError('value', 'no bad luck', value);
      const mark = (frame: VideoFrame): VideoFrame => {
        if (column >= frame.data().length) throw new RangeError(`There is no column ${column}.`);
        frame.data()[column] = value;
        return frame;
      };
      return filter(isSlow ? (frame) => Promise.resolve(frame).then(mark) : mark);
    },
  });
}

describe('adjustable', () => {
  expectNothingLeft();

  it('changes options from the next frame on, and takes them back', async () => {
    const stage = marking();
    await stage.adjust({ value: 7, column: 2 });
    expect(stage.options).to.deep.equal({ value: 7, column: 2 });
    await stage.adjust({ column: undefined });
    expect(stage.options).to.deep.equal({ value: 7 });
    const recorder = new Recorder();
    new ListSource({ frames: 2 }).pipe(stage).subscribe(recorder);
    await recorder.ended;
    expect(recorder.firstBytes).to.deep.equal([7, 7]);
    await stage.reset();
    expect(stage.options).to.deep.equal({ value: 1 });
  });

  for (const [what, changes, message] of [
    ['an option that there is not', { valeu: 3 }, /one of value, column for mark option/],
    ['a name that every object has', { constructor: 3 }, /for mark option/],
    ['what the schema does not allow', { value: 256 }, /a whole number from 0 to 255 for value/],
    ['another type', { value: '3' }, /a whole number/],
    ['what the filter itself refuses', { value: 13 }, /no bad luck/],
    ['an option that is needed left out', { value: undefined }, /Expected a value for value/],
  ] as const) {
    it(`refuses ${what}, and goes on`, async () => {
      const stage = marking();
      const error = await rejectionOf(stage.adjust(changes as object));
      expect(error).to.include({ code: 'INVALID_OPTION' });
      expect((error as Error).message).to.match(message);
      expect(stage.options).to.deep.equal({ value: 1 });
      await stage.adjust({ value: 2 });
    });
  }

  it('refuses what the filter cannot do with frames like those that come: the stream goes on', async () => {
    const stage = marking();
    const recorder = new Recorder(undefined);
    const refusals: unknown[] = [];
    const trying = filter(async (frame) => {
      if (frame.index === 2) refusals.push(await rejectionOf(stage.adjust({ column: 1e6 })));
      if (frame.index === 3) await stage.adjust({ value: 9 });
      return frame;
    });
    new ListSource({ frames: 5 }).pipe(trying, stage).subscribe(recorder);
    await recorder.ended;
    expect(String(refusals[0])).to.match(/There is no column 1000000/);
    expect(recorder.firstBytes).to.deep.equal([1, 1, 1, 9, 9]);
    expect(stage.stats).to.include({ framesIn: 5, framesOut: 5, framesDropped: 0 });
  });

  it('makes changes that come at once one after the other', async () => {
    const stage = marking();
    const outcomes = await Promise.allSettled([
      stage.adjust({ column: 3 }),
      stage.adjust({ value: 13 }),
      stage.adjust({ value: 4 }),
    ]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(stage.options).to.deep.equal({ value: 4, column: 3 });
  });

  it('is found in its pipeline, as an operator and as a node', async () => {
    const stage = marking();
    const node = stage.node();
    const source = new ListSource({ frames: 3 });
    const [recorder, other] = [new Recorder(), new Recorder()];
    source.pipe(stage).subscribe(recorder);
    source.attach(node);
    node.attach(other);
    expect(pipelineOf(stage).sources).to.deep.equal([source]);
    const found = pipelineOf(source).adjustables;
    expect(found.map(({ name }) => name)).to.deep.equal(['mark', 'mark']);
    expect(found[0]?.control.schema).to.equal(schema);
    await found[0]?.control.adjust({ value: 5 });
    expect(found[1]?.control.options).to.deep.equal({ value: 5 });
    await Promise.all([recorder.ended, other.ended]);
  });

  it('refuses what it cannot be made of', () => {
    const init = { name: 'x', schema, options: {}, make: () => tapTo(new Recorder()) };
    for (const [change, rule] of [
      [{ name: ' ' }, /for name/],
      [{ name: undefined }, /for name/],
      [{ schema: undefined }, /for schema/],
      [{ options: undefined }, /for options/],
      [{ make: undefined }, /for make/],
      [{ makes: 1 }, /for adjustable option/],
    ] as const) {
      expect(() => adjustable({ ...init, ...change } as typeof init)).to.throw(
        InvalidOptionError,
        rule,
      );
    }
    const wrong = { ...init, options: { value: 13 } };
    const make = (): never => {
      throw new InvalidOptionError('value', 'another', 13);
    };
    expect(() => adjustable({ ...wrong, make })).to.throw(InvalidOptionError, /another/);
  });

  for (const isSlow of [false, true]) {
    it(`gives every frame once, with the options in force when it came, whatever is changed; ${isSlow ? 'slow' : 'fast'} filters`, async () => {
      const change = fc.record({ at: fc.nat(11), value: fc.integer({ min: 10, max: 16 }) });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
          const stage = marking(isSlow);
          const recorder = new Recorder();
          const expected: number[] = [];
          let inForce = 1;
          const changing = filter(async (frame) => {
            for (const { value } of changes.filter(({ at }) => at === frame.index)) {
              await stage.adjust({ value }).catch(() => undefined);
              if (value !== 13) inForce = value;
            }
            expected.push(inForce);
            return frame;
          });
          new ListSource({ frames: 12 }).pipe(changing, stage).subscribe(recorder);
          await recorder.ended;
          expect(recorder.indexes).to.deep.equal(expected.map((_, index) => index));
          expect(recorder.firstBytes).to.deep.equal(expected);
        }),
        { numRuns: 40 },
      );
    });
  }
});
