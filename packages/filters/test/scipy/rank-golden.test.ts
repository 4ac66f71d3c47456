import { describeGolden } from '../support/describe-golden';

describe('Median, rank, minimum and maximum filters and SciPy', () => {
  describeGolden('rank');
});
