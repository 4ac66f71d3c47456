import { expect } from 'chai';
import { exactDivision } from '../../src/windows/exact-division';

describe('exactDivision', () => {
  it('divides every sum by every number up to 102', () => {
    for (let divisor = 1; divisor <= 102; divisor += 1) {
      const division = exactDivision(divisor);
      if (division === undefined) throw new Error(`There is no way to divide by ${divisor}.`);
      const { shift, factor, shiftBack } = division;
      let wrong = 0;
      for (let sum = 0; sum <= 255 * divisor; sum += 1) {
        const scaled = sum * 2 ** shift;
        // In double precision, which holds these numbers exactly.
        const product = Math.floor((scaled * factor + 2 ** 14) / 2 ** 15);
        const quotient = Math.floor(product / 2 ** shiftBack);
        if (scaled > 32_767 || quotient !== Math.floor(sum / divisor)) wrong += 1;
      }
      expect(wrong, `sums divided by ${divisor}`).to.equal(0);
    }
  });

  it('has no way where sums have more than 15 bits', () => {
    expect(exactDivision(129)).to.equal(undefined);
  });
});
