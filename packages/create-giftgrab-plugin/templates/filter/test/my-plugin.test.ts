import { InvalidOptionError, testFilter } from '@giftgrab/core';
import { expect } from 'chai';
import { myPlugin } from '../src/index';

describe('myPlugin', () => {
  it('makes the negative and leaves alpha alone', async () => {
    await testFilter(myPlugin())
      .input([[[[0, 100, 255, 77]]]])
      .expect([[[[255, 155, 0, 77]]]]);
  });

  it('mixes as much of it as it is told', async () => {
    await testFilter(myPlugin({ strength: 0.5 }))
      .input([[[0, 255, 100]]])
      .expect([[[128, 128, 128]]]);
    await testFilter(myPlugin({ strength: 0 }))
      .input([[[0, 255, 100]]])
      .expect([[[0, 255, 100]]]);
  });

  it('refuses a strength that is out of range', () => {
    expect(() => myPlugin({ strength: 2 })).to.throw(InvalidOptionError, 'from 0 to 1');
  });
});
