import { extendedIndices } from '../arrays/boundary';
import { mapLines } from '../arrays/lines';
import { copyArray, type SampleArray } from '../arrays/sample-array';
import type { Window } from './window';

/** Makes a new line of one that is extended at both ends; each sample has a window of `length` samples. */
export type LineFilter = (extended: Float64Array, line: Float64Array, length: number) => void;

/**
 * Filters with a rectangle axis by axis; those along which it has one sample are left alone.
 *
 * @param input - The source.
 * @param output - The destination; the same place as the source is fine.
 * @param window - The rectangle.
 * @param compute - Filters a line.
 */
export function filterByAxis(
  input: SampleArray,
  output: SampleArray,
  window: Window,
  compute: LineFilter,
): void {
  let source = input;
  window.shape.forEach((length, axis) => {
    if (length === 1) return;
    const before = window.before[axis] ?? 0;
    const samples = input.shape[axis] ?? 0;
    const mode = window.modes[axis] ?? 'reflect';
    const indices = extendedIndices(samples, before, length - 1 - before, mode);
    mapLines(source, output, axis, indices, window.cval, (extended, line) =>
      compute(extended, line, length),
    );
    source = output;
  });
  if (source === input) copyArray(input, output);
}
