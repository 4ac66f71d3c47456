import { describeGolden } from '../support/describe-golden';

describe('Derivatives and SciPy', () => {
  describeGolden('derivatives');
});
