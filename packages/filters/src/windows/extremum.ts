import { dtypeOf, zeros, type SampleArray } from '../arrays/sample-array';
import { filterByAxis } from './by-axis';
import { mapNeighbours } from './gather';
import type { Window } from './window';

/** Which of the neighbours is taken. */
export type Extremum = 'minimum' | 'maximum';

/**
 * The smallest or the largest of each sample's neighbours, in plain TypeScript.
 *
 * @param input - The source.
 * @param output - The destination; must not overlap.
 * @param window - Which neighbours.
 * @param which - Which of them.
 * @param heights - Added to the neighbours that count before the largest is taken, subtracted before the smallest.
 */
export function extremum(
  input: SampleArray,
  output: SampleArray,
  window: Window,
  which: Extremum,
  heights?: Float64Array,
): void {
  const sign = which === 'minimum' ? -1 : 1;
  if (window.footprint === undefined && heights === undefined) {
    extremumByAxis(input, output, window, sign);
    return;
  }
  const counted = heights?.filter((_, i) => window.footprint?.[i] !== 0);
  // As SciPy does: sums with heights wrap around in the input's type, but for that of the first neighbour.
  const wrapped = zeros({ dtype: dtypeOf(input.data), shape: [1] }).data;
  mapNeighbours(input, output, window, (neighbours) => {
    let best = sign * (neighbours[0] ?? 0) + (counted?.[0] ?? 0);
    for (let i = 1; i < neighbours.length; i += 1) {
      wrapped[0] = (neighbours[i] ?? 0) + sign * (counted?.[i] ?? 0);
      best = Math.max(best, sign * wrapped[0]);
    }
    return sign * best;
  });
}

/** A rectangle is done axis by axis. */
function extremumByAxis(
  input: SampleArray,
  output: SampleArray,
  window: Window,
  sign: number,
): void {
  filterByAxis(input, output, window, (extended, line, length) => {
    for (let i = 0; i < line.length; i += 1) {
      let best = sign * (extended[i] ?? 0);
      for (let k = 1; k < length; k += 1) {
        const value = sign * (extended[i + k] ?? 0);
        if (value > best) best = value;
      }
      line[i] = sign * best;
    }
  });
}
