import { expect } from 'chai';
import { Deferred } from '../src/deferred';
import { settlesWithin } from '../src/settles-within';

describe('settlesWithin', () => {
  it('is told of what is fulfilled and of what is rejected in time', async () => {
    expect(await settlesWithin(Promise.resolve(), 60_000)).to.equal(true);
    expect(await settlesWithin(Promise.reject(new Error('no')), 60_000)).to.equal(true);
  });

  it('waits no longer than it may', async () => {
    const never = new Deferred<void>();
    expect(await settlesWithin(never.promise, 1)).to.equal(false);
  });
});
