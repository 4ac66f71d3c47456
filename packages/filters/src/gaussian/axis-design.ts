import { fixedWeights, realWeights, WEIGHT_BITS } from './fixed-weights';
import { gaussianWeights } from './gaussian-weights';
import { pyramidResponse, type PyramidResponse } from './pyramid-response';
import { solve } from './solve';

/** How one axis is filtered: halved some times, filtered with few weights, doubled as often. */
export interface AxisDesign {
  /** How many times the axis is halved; 0 if it is filtered as it is. */
  readonly levels: number;
  /** The middle weight and those on one side, in fixed point; see `fixedWeights`. Their number is even. */
  readonly weights: Int16Array;
  /**
   * Whether one more neighbour on each side counts as a 32nd of the last one. Only narrow filters with four weights have such a
   * tail.
   */
  readonly hasTail?: boolean;
  /** Sum of the weights' sizes: how much errors before the filter can grow. */
  readonly gain: number;
  /** The most that a sample can be off, in levels, for any picture of bytes; rounding not counted. */
  readonly worstCase: number;
}

/** How many neighbours on each side a filter sees, in the line that it filters. */
export function radiusOf({ weights, hasTail }: AxisDesign): number {
  return weights.length - 1 + (hasTail === true ? 1 : 0);
}

/** Half of what bytes span: a picture can be this far from grey on either side. */
const HALF_RANGE = 127.5;

/** Fewer weights are not tried once the error is as small as this, in levels. */
const GOOD = 0.1;

/** The same for filters that are not halved, whose pictures are sharp enough to show it. */
const GOOD_DIRECT = 0.03;

/** More is not accepted on one axis, in levels. */
const ACCEPTABLE = 0.15;

/** The narrowest Gaussian that the small line can hold, in its samples. */
const NARROWEST = 1.5;

const MOST_LEVELS = 8;

/** More weights than this would let the sum of their roundings grow too large. */
const MOST_WEIGHTS = 128;

/**
 * Designs the filter of one axis: as many levels as the Gaussian's width allows, as few weights as are accurate.
 *
 * @param sigma - Standard deviation in samples.
 * @param radius - Where SciPy's Gaussian ends.
 * @returns `undefined` if no such filter comes close to the Gaussian, as when it ends too early.
 */
export function designAxis(sigma: number, radius: number): AxisDesign | undefined {
  const target = gaussianWeights(sigma, 0, radius);
  const most = Math.min(MOST_LEVELS, Math.floor(Math.log2(sigma / NARROWEST)));
  for (let levels = most; levels >= 1; levels -= 1) {
    const design = designPyramid(target, sigma, levels);
    if (design !== undefined) return design;
  }
  return designDirect(target);
}

function designPyramid(
  target: Float64Array,
  sigma: number,
  levels: number,
): AxisDesign | undefined {
  const response = pyramidResponse(levels);
  const widest = Math.ceil((4.5 * sigma) / response.step) + 2;
  let best: AxisDesign | undefined;
  for (let count = 6; count <= Math.min(MOST_WEIGHTS, widest + 1); count += 2) {
    const weights = fixedWeights(leastSquares(response, target, count));
    if (weights === undefined) continue;
    const worstCase = HALF_RANGE * largestError(response, target, realWeights(weights));
    const design = { levels, weights, gain: gainOf(weights), worstCase };
    if (worstCase <= GOOD) return design;
    if (worstCase < (best?.worstCase ?? ACCEPTABLE)) best = design;
  }
  return best;
}

/** Weights of a symmetric filter on the small line that brings the whole closest to the target. */
function leastSquares(
  response: PyramidResponse,
  target: Float64Array,
  count: number,
): Float64Array {
  const { step } = response;
  // Equations for the weights and for a multiplier that makes them add up to one.
  const rows = Array.from({ length: count + 1 }, () => new Float64Array(count + 2));
  const overlaps = Array.from({ length: 2 * count }, (_, shift) => overlap(response, shift * step));
  for (let i = 0; i < count; i += 1) {
    const row = rows[i] ?? new Float64Array();
    const twice = i === 0 ? 1 : 2;
    for (let j = 0; j < count; j += 1) {
      const sum = (overlaps[Math.abs(i - j)] ?? 0) + (overlaps[i + j] ?? 0);
      row[j] = (j === 0 ? sum / 2 : sum) * twice;
    }
    row[count] = twice;
    row[count + 1] =
      (twice / 2) * (match(response, target, i * step) + match(response, target, -i * step));
    (rows[count] ?? row)[i] = twice;
  }
  (rows[count] ?? new Float64Array())[count + 1] = 1;
  return solve(rows).subarray(0, count);
}

/** Inner product of the response with itself moved by some samples, over all phases. */
function overlap({ phases }: PyramidResponse, shift: number): number {
  let sum = 0;
  for (const phase of phases) {
    for (let i = shift; i < phase.length; i += 1) sum += (phase[i] ?? 0) * (phase[i - shift] ?? 0);
  }
  return sum;
}

/** Inner product of the response moved by some samples with the target, over all phases. */
function match({ phases, start }: PyramidResponse, target: Float64Array, shift: number): number {
  const radius = (target.length - 1) / 2;
  let sum = 0;
  phases.forEach((phase, output) => {
    const offset = start + shift - output + radius;
    const from = Math.max(0, -offset);
    const to = Math.min(phase.length, target.length - offset);
    for (let i = from; i < to; i += 1) sum += (phase[i] ?? 0) * (target[i + offset] ?? 0);
  });
  return sum;
}

/** The largest sum of the sizes of all differences from the target, over all phases. */
function largestError(
  { step, start, phases }: PyramidResponse,
  target: Float64Array,
  half: Float64Array,
): number {
  const radius = (target.length - 1) / 2;
  const reach = step * (half.length - 1);
  let largest = 0;
  phases.forEach((phase, output) => {
    const first = Math.min(start - reach, output - radius);
    const last = Math.max(start + phase.length + reach, output + radius + 1);
    const error = new Float64Array(last - first);
    target.forEach((weight, i) => {
      error[i + output - radius - first] = -weight;
    });
    for (let j = 1 - half.length; j < half.length; j += 1) {
      const weight = half[Math.abs(j)] ?? 0;
      const offset = start + j * step - first;
      for (let i = 0; i < phase.length; i += 1) {
        error[i + offset] = (error[i + offset] ?? 0) + weight * (phase[i] ?? 0);
      }
    }
    let sum = 0;
    for (const each of error) sum += Math.abs(each);
    largest = Math.max(largest, sum);
  });
  return largest;
}

/** The Gaussian itself, less the ends of it that make no difference. */
function designDirect(target: Float64Array): AxisDesign | undefined {
  const radius = (target.length - 1) / 2;
  const identity = pyramidResponse(0);
  for (let count = 2; count <= MOST_WEIGHTS; count += 2) {
    const half = Float64Array.from({ length: count }, (_, i) => target[radius + i] ?? 0);
    const sum = half.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
    const weights = fixedWeights(half.map((weight) => weight / sum));
    if (weights === undefined) continue;
    const worstCase = HALF_RANGE * largestError(identity, target, realWeights(weights));
    if (worstCase <= GOOD_DIRECT) return { levels: 0, weights, gain: gainOf(weights), worstCase };
  }
  return undefined;
}

/** What a tail counts, in terms of the last weight. */
const TAIL = 1 / 32;

/** How many weights are followed by a tail. */
const WEIGHTS_BEFORE_TAIL = 4;

/**
 * Designs the filter of an axis that is not halved, for kernels that know tails.
 *
 * @param sigma - Standard deviation in samples.
 * @param radius - Where SciPy's Gaussian ends.
 * @returns `undefined` if it has too many weights.
 */
export function designNarrowAxis(sigma: number, radius: number): AxisDesign | undefined {
  const target = gaussianWeights(sigma, 0, radius);
  const tailed = designTailed(target);
  return tailed !== undefined && tailed.worstCase <= GOOD_DIRECT ? tailed : designDirect(target);
}

function designTailed(target: Float64Array): AxisDesign | undefined {
  const middle = (target.length - 1) / 2;
  const half = Float64Array.from(
    { length: WEIGHTS_BEFORE_TAIL },
    (_, i) => target[middle + i] ?? 0,
  );
  const last = half[WEIGHTS_BEFORE_TAIL - 1] ?? 0;
  const share = 2 * last * TAIL;
  const sum = half.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), share);
  const total = 2 ** WEIGHT_BITS - Math.round((share / sum) * 2 ** WEIGHT_BITS);
  const weights = fixedWeights(
    half.map((weight) => weight / sum),
    total,
  );
  if (weights === undefined) return undefined;
  const real = realWeights(weights);
  const tailWeight = (real[WEIGHTS_BEFORE_TAIL - 1] ?? 0) * TAIL;
  const error = largestError(pyramidResponse(0), target, Float64Array.of(...real, tailWeight));
  // The division cuts off less than a unit of the sum of two bytes.
  const worstCase = HALF_RANGE * error + last;
  return { levels: 0, weights, hasTail: true, gain: gainOf(weights), worstCase };
}

function gainOf(weights: Int16Array): number {
  return weights.reduce((sum, weight) => sum + Math.abs(weight), 0) / 2 ** WEIGHT_BITS;
}
