import { isInteger, shapeOf } from '../../src/arrays/sample-array';
import { describeGolden } from '../support/describe-golden';

describe('Filters that move samples and SciPy', () => {
  // Half a level decides whether whole numbers are rounded up; the last bits of sums are in another order.
  describeGolden('geometry', ({ output }) => (isInteger(shapeOf(output).dtype) ? 1 : 1e-6));
});
