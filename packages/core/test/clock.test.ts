import { expect } from 'chai';
import { callAt } from '../src/clock';

const called = (dueMs: number): Promise<number> =>
  new Promise((resolve) => callAt(dueMs, () => resolve(performance.now())));

describe('callAt', () => {
  it('calls at the moment or after it, never before', async () => {
    for (const delayMs of [0, 0.5, 1, 3, 20]) {
      const dueMs = performance.now() + delayMs;
      expect(await called(dueMs)).to.be.at.least(dueMs);
    }
  });

  it('calls in the order of the moments, whatever the order of asking', async () => {
    const order: string[] = [];
    const nowMs = performance.now();
    await Promise.all([
      called(nowMs + 60).then(() => order.push('late')),
      called(nowMs + 5).then(() => order.push('early')),
    ]);
    expect(order).to.deep.equal(['early', 'late']);
  });

  it('calls from the event loop even for the past', async () => {
    let isCalled = false;
    const done = new Promise<void>((resolve) =>
      callAt(0, () => {
        isCalled = true;
        resolve();
      }),
    );
    expect(isCalled).to.equal(false);
    await done;
    expect(isCalled).to.equal(true);
  });

  it('does not call once it is cancelled, at any stage', async () => {
    let calls = 0;
    const count = (): void => void (calls += 1);
    const cancels = [0, 2, 30].map((delayMs) => callAt(performance.now() + delayMs, count));
    cancels[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    for (const cancel of cancels) cancel();
    const late = callAt(performance.now() + 2, count);
    await new Promise((resolve) => setTimeout(resolve, 1));
    late();
    const seen = calls;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(calls).to.equal(seen);
  });

  it('waits for a moment that is further off than a timer can be set', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error): void => void warnings.push(warning);
    process.on('warning', listen);
    let isCalled = false;
    const cancel = callAt(performance.now() + 1e11, () => (isCalled = true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    cancel();
    process.off('warning', listen);
    expect(isCalled).to.equal(false);
    expect(warnings).to.deep.equal([]);
  });
});
