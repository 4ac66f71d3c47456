import { isInteger, shapeOf } from '../../src/arrays/sample-array';
import { describeGolden } from '../support/describe-golden';

describe('resize and OpenCV', () => {
  // OpenCV computes with fewer bits than we do.
  describeGolden('resize', ({ output }) => (isInteger(shapeOf(output).dtype) ? 1 : 1e-5), 'OpenCV');
});
