import { expect } from 'chai';
import { didYouMean, nearestName } from '../src/nearest-name';

describe('nearestName', () => {
  const known = ['gaussianFilter', 'medianFilter', 'x', 'y'];

  it('finds what a misspelt name means, whatever its capitals and signs', () => {
    expect(nearestName('guassianFilter', known)).to.equal('gaussianFilter');
    expect(nearestName('median_filter', known)).to.equal('medianFilter');
    expect(nearestName('X', known)).to.equal('x');
  });

  it('finds nothing where all of a name, or most of it, would have to be another', () => {
    expect(nearestName('blur', known)).to.equal(undefined);
    expect(nearestName('z', known)).to.equal(undefined);
    expect(nearestName('', known)).to.equal(undefined);
    expect(nearestName('x', [])).to.equal(undefined);
  });
});

describe('didYouMean', () => {
  it('asks for the nearest name, or says nothing', () => {
    expect(didYouMean('sigme', ['sigma', 'order'])).to.equal('Did you mean "sigma"?');
    expect(didYouMean('other', ['sigma'])).to.equal('');
    expect(didYouMean(5, ['5'])).to.equal('');
  });
});
