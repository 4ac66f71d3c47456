import { describeGolden } from '../support/describe-golden';

describe('Grey morphology and SciPy', () => {
  describeGolden('morphology');
});
