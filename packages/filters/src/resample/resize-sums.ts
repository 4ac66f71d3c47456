import { identitySums, sumOf, type AxisSums, type Sum } from './axis-sums';

/** How {@link resize} finds pixels. */
export type ResizeMethod = 'nearest' | 'linear' | 'area' | 'cubic';

/** Every {@link ResizeMethod}. */
export const RESIZE_METHODS: readonly ResizeMethod[] = ['nearest', 'linear', 'area', 'cubic'];

/** OpenCV's parameter of the cubic: how much it sharpens. */
const SHARPNESS = -0.75;

/**
 * What the samples of a line of another length are made of. The outer edges of the first and last samples stay where they are:
 * the centre of sample `i` comes from `(i + 0.5) · scale - 0.5`.
 *
 * @param from - Length of the input.
 * @param to - Length of the output.
 * @param method - How; `'area'` is linear along a line that grows.
 */
export function resizeSums(from: number, to: number, method: ResizeMethod): AxisSums {
  if (from === to) return identitySums(to);
  const sum = sumFunction(method === 'area' && to > from ? 'linear' : method);
  return Array.from({ length: to }, (_, i) => sum(i, from, to));
}

type SumFunction = (index: number, from: number, to: number) => Sum;

function sumFunction(method: ResizeMethod): SumFunction {
  switch (method) {
    case 'nearest':
      // Halfway between two the first, as in OpenCV.
      return (i, from, to) => clamped([Math.ceil(((2 * i + 1) * from) / (2 * to)) - 1], [1], from);
    case 'linear':
      return (i, from, to) => {
        const { whole, part } = place(i, from / to);
        return clamped([whole, whole + 1], [1 - part, part], from);
      };
    case 'cubic':
      return (i, from, to) => {
        const { whole, part } = place(i, from / to);
        const weights = [outer(1 + part), inner(part), inner(1 - part), outer(2 - part)];
        return clamped([whole - 1, whole, whole + 1, whole + 2], weights, from);
      };
    case 'area':
      return overlap;
  }
}

function place(index: number, scale: number): { readonly whole: number; readonly part: number } {
  const coordinate = (index + 0.5) * scale - 0.5;
  const whole = Math.floor(coordinate);
  return { whole, part: coordinate - whole };
}

function clamped(indices: readonly number[], weights: readonly number[], length: number): Sum {
  return sumOf(
    indices.map((index) => Math.max(0, Math.min(length - 1, index))),
    weights,
  );
}

/** Keys' cubic within one sample of the centre. */
function inner(x: number): number {
  return ((SHARPNESS + 2) * x - (SHARPNESS + 3)) * x * x + 1;
}

/** Keys' cubic between one and two samples from the centre. */
function outer(x: number): number {
  return ((SHARPNESS * x - 5 * SHARPNESS) * x + 8 * SHARPNESS) * x - 4 * SHARPNESS;
}

/** Overlaps shorter than this are rounding errors. */
const SHORTEST = 1e-6;

function overlap(index: number, from: number, to: number): Sum {
  const begin = (index * from) / to;
  const end = ((index + 1) * from) / to;
  const indices: number[] = [];
  const overlaps: number[] = [];
  for (let i = Math.floor(begin); i < end; i += 1) {
    const part = Math.min(i + 1, end) - Math.max(i, begin);
    if (part < SHORTEST) continue;
    indices.push(i);
    overlaps.push(part);
  }
  const whole = overlaps.reduce((sum, part) => sum + part, 0);
  return sumOf(
    indices,
    overlaps.map((part) => part / whole),
  );
}
