import { expect } from 'chai';
import { gaussianFilter } from '../../src';
import { designAxis, type AxisDesign } from '../../src/gaussian/axis-design';
import { errorBound, LARGEST_ERROR } from '../../src/gaussian/error-bound';
import { inFrameMemory, maxDifference } from '../support/golden';
import { testPictures, whiteArray } from '../support/pictures';

const SIGMAS = Array.from({ length: 19 }, (_, i) => 3 + 2 * i);

function designed(sigma: number): AxisDesign {
  const design = designAxis(sigma, Math.floor(4 * sigma + 0.5));
  if (design === undefined) throw new Error(`No filter for sigma ${sigma}.`);
  return design;
}

describe('errorBound', () => {
  const designs = SIGMAS.map(designed);

  it('is below 0.35 levels for every pair of sigmas from 3 to 40', () => {
    for (const rows of [undefined, ...designs]) {
      for (const cols of designs) {
        expect(errorBound({ rows, cols }).worstCase).to.be.below(LARGEST_ERROR);
        expect(errorBound({ rows: cols, cols: rows }).worstCase).to.be.below(LARGEST_ERROR);
      }
    }
  });

  it('is below 0.35 levels for narrow Gaussians, which are not halved', () => {
    for (let sigma = 0.1; sigma < 3; sigma += 0.1) {
      const design = designed(sigma);
      expect(design.levels).to.equal(0);
      expect(errorBound({ rows: design, cols: design }).worstCase).to.be.below(LARGEST_ERROR);
    }
  });

  it('leaves little but rounding of narrow Gaussians of hard pictures', () => {
    const pictures = [...testPictures(51, 70), ['white', whiteArray(51, 70)] as const];
    for (const sigma of [0.3, 0.7, 0.9, 1, 1.03, 1.1, 1.7, 2.4, 2.9]) {
      for (const [name, picture] of pictures) {
        const exact = gaussianFilter(picture, { sigma, output: 'float64' });
        const fast = gaussianFilter(inFrameMemory(picture), { sigma });
        expect(maxDifference(fast, exact), `${name} ${sigma}`).to.be.at.most(0.56);
      }
    }
  });

  it('finds no filter for a Gaussian that ends too early to be smooth, with few weights', () => {
    expect(designAxis(200, 300)?.levels ?? 0).to.equal(0);
  });

  it('holds for hard pictures', () => {
    const pictures = testPictures(51, 70);
    SIGMAS.forEach((sigma, i) => {
      const other = SIGMAS[(7 * i + 3) % SIGMAS.length] ?? 3;
      const sigmas = [sigma, other];
      const { worstCase } = errorBound({ rows: designed(sigma), cols: designed(other) });
      for (const [name, picture] of pictures) {
        const exact = gaussianFilter(picture, { sigma: sigmas, output: 'float64' });
        const fast = gaussianFilter(inFrameMemory(picture), { sigma: sigmas });
        const difference = maxDifference(fast, exact);
        expect(difference, `${name} ${sigmas.join()}`).to.be.at.most(0.5 + worstCase);
      }
    });
  });
});
