// Cephes' polynomials for sine and cosine on an eighth of the circle, as SciPy takes them: exact at multiples of 90°.
const SINE = [
  1.5896230157221844e-10, -2.5050747762850355e-8, 0.0000027557313621385676, -0.0001984126982958954,
  0.008333333333322118, -0.1666666666666663,
];
const COSINE = [
  1.1367817138204455e-11, -2.0875883375768363e-9, 2.7557315542981663e-7, -0.00002480158729361863,
  0.0013888888888880667, -0.04166666666666664, 0.5,
];
const DEGREE = 0.017453292519943295;

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
