import type { SampleArray } from '../arrays/sample-array';
import { filterByAxis } from './by-axis';
import type { Window } from './window';

/**
 * The average of each sample's neighbours in a rectangle, in plain TypeScript.
 *
 * @param input - The source.
 * @param output - The destination; the same place as the source is fine.
 * @param window - Which neighbours.
 */
export function uniform(input: SampleArray, output: SampleArray, window: Window): void {
  filterByAxis(input, output, window, (extended, line, length) => {
    let sum = 0;
    for (let i = 0; i < length; i += 1) sum += extended[i] ?? 0;
    line[0] = sum / length;
    // In this order, because the rounding of fractions depends on it.
    for (let i = 1; i < line.length; i += 1) {
      sum += (extended[i + length - 1] ?? 0) - (extended[i - 1] ?? 0);
      line[i] = sum / length;
    }
  });
}
