import { expect } from 'chai';
import fc from 'fast-check';
import { turns } from '../../support/quiet';
import { BranchModel, type BranchKind, type BranchSpec, type Trap } from './graph-model';
import { RealBranch } from './real-branch';
import type { StepSource } from './step-source';

/** The branches as they ought to be. */
export interface Model {
  readonly branches: BranchModel[];
}

/** The branches as they are. */
export interface Real {
  readonly source: StepSource;
  readonly branches: RealBranch[];
}

type Command = fc.AsyncCommand<Model, Real>;

// More than any step needs: what waits goes on in slices of a millisecond, on a slow machine frame by frame.
const ENOUGH_TURNS = 24;

const MOST_BRANCHES = 6;

/** Lets the event loop turn and compares. */
async function settle(model: Model, real: Real): Promise<void> {
  await turns(ENOUGH_TURNS);
  model.branches.forEach((ought, i) => {
    ought.settle();
    const is = real.branches[i];
    const what = `branch ${i}, ${JSON.stringify(ought.spec)}`;
    expect(is?.received, what).to.deep.equal(ought.received);
    expect(is?.ending, what).to.equal(ought.ending);
    expect(is?.hasSeenSpoilt, what).to.equal(false);
    if (is?.dropped !== undefined) expect(is.dropped, what).to.equal(ought.dropped);
  });
}

/** A command for a branch that is there. */
const onBranch = (
  name: string,
  run: (ought: BranchModel, is: RealBranch, model: Model, real: Real) => void,
  isAllowed: (ought: BranchModel) => boolean = () => true,
): fc.Arbitrary<Command> =>
  fc.nat({ max: MOST_BRANCHES - 1 }).map((i) => ({
    check: ({ branches }) => branches[i] !== undefined && isAllowed(branches[i]),
    run: async (model, real) => {
      run(model.branches[i] as BranchModel, real.branches[i] as RealBranch, model, real);
      await settle(model, real);
    },
    toString: () => `${name}(${i})`,
  }));

const spec: fc.Arbitrary<BranchSpec> = fc.record({
  kind: fc.constantFrom<BranchKind[]>(
    'attached',
    'attached with a queue',
    'filtered',
    'queued and filtered',
    'tapped',
  ),
  frames: fc.integer({ min: 1, max: 4 }),
  policy: fc.constantFrom('block', 'dropOldest', 'dropNewest', 'error'),
});

const attach: fc.Arbitrary<Command> = spec.map((each) => ({
  check: ({ branches }) => branches.length < MOST_BRANCHES,
  run: async (model, real) => {
    const ought = new BranchModel(each);
    model.branches.push(ought);
    const detachOther = (other: number): void => real.branches[other]?.detach();
    real.branches.push(new RealBranch(real.source, ought, detachOther));
    await settle(model, real);
  },
  toString: () => `attach(${JSON.stringify(each)})`,
}));

const emit: fc.Arbitrary<Command> = fc.integer({ min: 1, max: 6 }).map((count) => ({
  check: () => true,
  run: async (model, real) => {
    for (let i = 0; i < count; i += 1) {
      const index = real.source.step();
      if (index === undefined) {
        // A source waits for nobody but those that say so.
        const isWaitedFor = model.branches.some((ought) => ought.mayBlock);
        const isWanted = model.branches.some((ought) => ought.isLive);
        expect(isWaitedFor || !isWanted, 'the source waits').to.equal(true);
        break;
      }
      for (const ought of model.branches) {
        const trap = ought.take(index);
        if (trap?.do === 'detach') model.branches[trap.other]?.detach();
      }
    }
    await settle(model, real);
  },
  toString: () => `emit(${count})`,
}));

const end: fc.Arbitrary<Command> = fc.boolean().map((isError) => ({
  check: () => true,
  run: async (model, real) => {
    real.source.end(isError ? new Error('gone') : undefined);
    for (const ought of model.branches) ought.finish(isError ? 'error' : 'complete');
    await settle(model, real);
  },
  toString: () => (isError ? 'fail()' : 'complete()'),
}));

const setTrap = (trap: Trap, ought: BranchModel, is: RealBranch): void => {
  ought.trap = trap;
  is.trap = trap;
};

const hasFilter = (ought: BranchModel): boolean => ought.hasFilter;

/** Everything that may be done to a graph while frames flow. */
export const commands: fc.Arbitrary<Iterable<Command>> = fc.commands(
  [
    attach,
    emit,
    emit,
    emit,
    end,
    onBranch('detach', (ought, is) => {
      ought.detach();
      is.detach();
    }),
    onBranch('pause', (ought, is) => {
      ought.isPaused = true;
      is.pause();
    }),
    onBranch('resume', (ought, is) => {
      ought.resume();
      is.resume();
    }),
    onBranch(
      'swap',
      (ought, is) => {
        ought.swap();
        is.swap();
      },
      hasFilter,
    ),
    onBranch(
      'break filter',
      (ought, is) => {
        ought.isFilterBroken = true;
        is.breakFilter();
      },
      hasFilter,
    ),
    onBranch('throw inside', (ought, is) => setTrap({ do: 'throw' }, ought, is)),
    onBranch('swap inside', (ought, is) => setTrap({ do: 'swap' }, ought, is), hasFilter),
    // Inside a branch without a queue, where it is certain who has had the frame.
    fc.nat({ max: MOST_BRANCHES - 1 }).chain((other) =>
      onBranch(
        `detach ${other} inside`,
        (ought, is) => setTrap({ do: 'detach', other }, ought, is),
        (ought) => !ought.hasQueue,
      ),
    ),
  ],
  { size: 'max', maxCommands: 60 },
);
