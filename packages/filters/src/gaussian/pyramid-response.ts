/**
 * What one sample of the small line inside a pyramid does to the picture, for each phase of the output: line halved `levels`
 * times, one sample taken, line doubled `levels` times.
 */
export interface PyramidResponse {
  /** Samples of the picture for each sample of the small line: 2^levels, and the number of phases. */
  readonly step: number;
  /** The input's position of the first weight, counted from the sample in question. */
  readonly start: number;
  /** Weights of the input for the outputs 0 to `step - 1`. */
  readonly phases: readonly Float64Array[];
}

/**
 * Computes the response of a pyramid.
 *
 * @param levels - How many times the line is halved.
 */
export function pyramidResponse(levels: number): PyramidResponse {
  const step = 2 ** levels;
  const { reduce, reach } = reduction(levels);
  const start = -step - reach;
  const phases = Array.from({ length: step }, (_, phase) => {
    const response = new Float64Array(3 * step + 2 * reach + 1);
    // Expansion has the weights of reduction, times the step.
    for (let k = -1; k <= 2; k += 1) {
      const gain = step * (reduce[phase - step * k + reach] ?? 0);
      if (gain === 0) continue;
      reduce.forEach((weight, i) => {
        const at = step * k - reach + i - start;
        response[at] = (response[at] ?? 0) + gain * weight;
      });
    }
    return response;
  });
  return { step, start, phases };
}

/** The weights of a sample of the small line, `reach` to both sides of it. */
function reduction(levels: number): { reduce: Float64Array; reach: number } {
  let reduce = Float64Array.of(1);
  let reach = 0;
  for (let spacing = 1; spacing < 2 ** levels; spacing *= 2) {
    const wider = new Float64Array(reduce.length + 4 * spacing);
    [1, 4, 6, 4, 1].forEach((binomial, k) => {
      reduce.forEach((weight, i) => {
        const at = i + k * spacing;
        wider[at] = (wider[at] ?? 0) + (weight * binomial) / 16;
      });
    });
    reduce = wider;
    reach += 2 * spacing;
  }
  return { reduce, reach };
}
