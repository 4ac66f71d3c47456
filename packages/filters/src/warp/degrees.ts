// Cephes' polynomials for sine and cosine on an eighth of the circle, as SciPy takes them: exact at multiples of 90°.
const SINE = [
  1.58962301572218447952e-10, -2.50507477628503540135e-8, 2.75573136213856773549e-6,
  -1.98412698295895384658e-4, 8.33333333332211858862e-3, -1.66666666666666307295e-1,
];
const COSINE = [
  1.13678171382044553091e-11, -2.08758833757683644217e-9, 2.75573155429816611547e-7,
  -2.48015872936186303776e-5, 1.3888888888880666676e-3, -4.16666666666666348141e-2,
  4.99999999999999999798e-1,
];
const DEGREE = 1.74532925199432957692e-2;

/**
 * The sine of an angle.
 *
 * @param degrees - The angle.
 * @see S. L. Moshier's Cephes, `sindg`
 */
export function sineOfDegrees(degrees: number): number {
  const { octant, rest } = reduce(Math.abs(degrees));
  const isNegative = degrees < 0 !== octant > 3;
  const value = octant % 4 === 2 ? cosine(rest) : sine(rest);
  return isNegative ? -value : value;
}

/**
 * The cosine of an angle.
 *
 * @param degrees - The angle.
 * @see S. L. Moshier's Cephes, `cosdg`
 */
export function cosineOfDegrees(degrees: number): number {
  const { octant, rest } = reduce(Math.abs(degrees));
  const isNegative = octant === 2 || octant === 4;
  const value = octant % 4 === 2 ? sine(rest) : cosine(rest);
  return isNegative ? -value : value;
}

/** The even octant nearest to an angle, 0, 2, 4 or 6, and how far from its beginning the angle is, in radians. */
function reduce(degrees: number): { readonly octant: number; readonly rest: number } {
  const eighths = Math.floor(degrees / 45);
  const even = eighths + (eighths % 2);
  return { octant: even % 8, rest: (degrees - even * 45) * DEGREE };
}

function sine(x: number): number {
  const square = x * x;
  return x + x * (square * polynomial(square, SINE));
}

function cosine(x: number): number {
  const square = x * x;
  return 1 - square * polynomial(square, COSINE);
}

function polynomial(x: number, coefficients: readonly number[]): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
