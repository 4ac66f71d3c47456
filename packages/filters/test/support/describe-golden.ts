import * as filters from '../../src';
import {
  copyArray,
  isSameShape,
  shapeOf,
  zeros,
  type SampleArray,
} from '../../src/arrays/sample-array';
import {
  expectAlike,
  goldenCases,
  hasOpenCV,
  hasSciPy,
  liveCases,
  titleOf,
  variantsOf,
  type Golden,
  type GoldenCase,
} from './golden';

type Call = (input: SampleArray, options: Record<string, unknown>) => SampleArray;

/** Compares a family of filters with SciPy (or OpenCV): with values that lie in the repository, and with other numbers where it is installed. */
export function describeGolden(
  family: string,
  toleranceOf: (golden: GoldenCase) => number = () => 0,
  library: 'SciPy' | 'OpenCV' = 'SciPy',
): void {
  const check = ({ cases }: Golden): void => {
    for (const golden of cases) checkCase(golden, toleranceOf(golden));
  };
  const golden = goldenCases(family);
  it(`gives what ${golden.title} gave`, () => check(golden));

  const live = (library === 'SciPy' ? hasSciPy : hasOpenCV) ? it : it.skip;
  live(`gives what this machine's ${library} gives`, () => {
    check(liveCases(family, 20_261, library));
  });
}

function checkCase(golden: GoldenCase, tolerance: number): void {
  const filter = (filters as unknown as Record<string, Call>)[golden.function];
  if (filter === undefined) throw new Error(`There is no ${golden.function}.`);
  for (const [place, input] of variantsOf(golden.input)) {
    const title = `${titleOf(golden)}, ${place}`;
    expectAlike(filter(input, golden.options), golden.output, tolerance, title);
    expectAlike(input, golden.input, 0, `${title}: the input`);
    // Last, because it overwrites the input.
    if (shapeOf(golden.output).dtype !== shapeOf(input).dtype) continue;
    if (!isSameShape(golden.output.shape, input.shape)) continue;
    const kept = zeros(shapeOf(input));
    copyArray(input, kept);
    filter(input, { ...golden.options, output: input });
    expectAlike(input, golden.output, tolerance, `${title}, in place`);
    copyArray(kept, input);
  }
}
