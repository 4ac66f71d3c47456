import { InvalidOptionError } from '@giftgrab/core';
import { expect } from 'chai';
import { myPlugin } from '../src/index';

describe('myPlugin', () => {
  it('gives as many frames as it is told, at their times', async () => {
    await using source = await myPlugin({ rate: 50, frames: 5 });
    const times: (number | undefined)[] = [];
    source.subscribe((frame) => times.push(frame.pts?.seconds));
    expect(await source.finished).to.include({ ended: 'complete', frames: 5 });
    expect(times).to.deep.equal([0, 0.02, 0.04, 0.06, 0.08]);
  });

  it('moves the bar to the right', async () => {
    await using source = await myPlugin({ frames: 3 });
    const lefts: number[] = [];
    for await (const frame of source) lefts.push(frame.data().indexOf(255));
    expect(lefts).to.deep.equal([0, 1, 2]);
  });

  it('refuses a rate that is none', async () => {
    const error = await myPlugin({ rate: 0 }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(InvalidOptionError).with.property('option', 'rate');
  });
});
