import { describeGolden } from '../support/describe-golden';

describe('Uniform filters and SciPy', () => {
  describeGolden('uniform');
});
