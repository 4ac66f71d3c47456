import type { BoundaryMode } from '../arrays/boundary';
import type { InterpolationOrder } from './interpolation-options';

/** The pole of the cubic B-spline's inverse. */
const POLE = Math.sqrt(3) - 2;
const GAIN = (1 - POLE) * (1 - 1 / POLE);

/**
 * The first of the samples that a value at a coordinate is made of; there are `order + 1`.
 *
 * @param coordinate - In samples.
 * @param order - Order of the spline.
 */
export function firstTap(coordinate: number, order: InterpolationOrder): number {
  return order === 0 ? Math.floor(coordinate + 0.5) : Math.floor(coordinate) - (order >> 1);
}

/**
 * Weights of the samples from {@link firstTap} on.
 *
 * @param coordinate - In samples.
 * @param order - Order of the spline.
 * @param weights - Room for `order + 1`.
 * @see `get_spline_interpolation_weights` in SciPy's ni_splines.c
 */
export function splineWeights(
  coordinate: number,
  order: InterpolationOrder,
  weights: Float64Array,
): void {
  const x = coordinate - Math.floor(coordinate);
  if (order === 0) {
    weights[0] = 1;
  } else if (order === 1) {
    weights[0] = 1 - x;
    weights[1] = x;
  } else {
    const z = 1 - x;
    const one = (x * x * (x - 2) * 3 + 4) / 6;
    const two = (z * z * (z - 2) * 3 + 4) / 6;
    const zero = (z * z * z) / 6;
    weights[0] = zero;
    weights[1] = one;
    weights[2] = two;
    weights[3] = 1 - zero - one - two;
  }
}

/**
 * Turns a line of samples into coefficients of a cubic spline that goes through them, in place.
 *
 * @param line - At least two samples.
 * @param mode - What lies beyond the edge; a mirror where there is no exact solution.
 * @see `apply_filter` in SciPy's ni_splines.c; M. Unser, "Splines: a perfect fit for signal and image processing", 1999
 */
export function prefilterLine(line: Float64Array, mode: BoundaryMode): void {
  const last = line.length - 1;
  for (let i = 0; i <= last; i += 1) line[i] = (line[i] ?? 0) * GAIN;
  const ends = mode === 'grid-wrap' ? WRAP : isReflected(mode) ? REFLECT : MIRROR;
  line[0] = ends.first(line);
  for (let i = 1; i <= last; i += 1) line[i] = (line[i] ?? 0) + POLE * (line[i - 1] ?? 0);
  line[last] = ends.last(line);
  for (let i = last - 1; i >= 0; i -= 1) line[i] = POLE * ((line[i + 1] ?? 0) - (line[i] ?? 0));
}

function isReflected(mode: BoundaryMode): boolean {
  return mode === 'reflect' || mode === 'grid-mirror' || mode === 'nearest';
}

/** Where the two recursions begin. */
interface Ends {
  first(line: Float64Array): number;
  last(line: Float64Array): number;
}

const MIRROR: Ends = {
  first: (line) => {
    const n = line.length;
    const far = POLE ** (n - 1);
    let sum = (line[0] ?? 0) + far * (line[n - 1] ?? 0);
    let power = POLE;
    for (let i = 1; i < n - 1; i += 1) {
      sum += power * ((line[i] ?? 0) + far * (line[n - 1 - i] ?? 0));
      power *= POLE;
    }
    return sum / (1 - far * far);
  },
  last: (line) => {
    const n = line.length;
    return ((POLE * (line[n - 2] ?? 0) + (line[n - 1] ?? 0)) * POLE) / (POLE * POLE - 1);
  },
};

const REFLECT: Ends = {
  first: (line) => {
    const n = line.length;
    const far = POLE ** n;
    const first = line[0] ?? 0;
    let sum = first + far * (line[n - 1] ?? 0);
    let power = POLE;
    for (let i = 1; i < n; i += 1) {
      sum += power * ((line[i] ?? 0) + far * (line[n - 1 - i] ?? 0));
      power *= POLE;
    }
    return (sum * POLE) / (1 - far * far) + first;
  },
  last: (line) => ((line[line.length - 1] ?? 0) * POLE) / (POLE - 1),
};

const WRAP: Ends = {
  first: (line) => {
    const n = line.length;
    let sum = line[0] ?? 0;
    let power = POLE;
    for (let i = 1; i < n; i += 1) {
      sum += power * (line[n - i] ?? 0);
      power *= POLE;
    }
    return sum / (1 - power);
  },
  last: (line) => {
    const n = line.length;
    let sum = line[n - 1] ?? 0;
    let power = POLE;
    for (let i = 0; i < n - 1; i += 1) {
      sum += power * (line[i] ?? 0);
      power *= POLE;
    }
    return (sum * POLE) / (power - 1);
  },
};
