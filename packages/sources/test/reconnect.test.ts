import { expect } from 'chai';
import fc from 'fast-check';
import { backoffMs, reconnectPlan } from '../src/reconnect';

describe('the wait before a reconnection', () => {
  const plan = fc
    .tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 60_000 }))
    .map(([minDelayMs, more]) => ({ attempts: 9, minDelayMs, maxDelayMs: minDelayMs + more }));

  it('stays between the limits, and never shrinks by more than half from one attempt to the next', () => {
    fc.assert(
      fc.property(
        plan,
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (limits, attempt, random) => {
          const delayMs = backoffMs(attempt, limits, random);
          expect(delayMs).to.be.within(limits.minDelayMs, limits.maxDelayMs);
          expect(backoffMs(attempt + 1, limits, 0)).to.be.at.least(
            backoffMs(attempt, limits, 1) / 2,
          );
        },
      ),
    );
  });

  it('has defaults, and can be switched off', () => {
    expect(reconnectPlan()).to.deep.equal({ attempts: 10, minDelayMs: 500, maxDelayMs: 30_000 });
    expect(reconnectPlan({ minDelayMs: 60_000 })?.maxDelayMs).to.equal(60_000);
    expect(reconnectPlan(false)).to.equal(undefined);
  });
});
