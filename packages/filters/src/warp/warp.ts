/** Where the samples of an output come from. */
export type Warp = AxesWarp | MatrixWarp;

/** Each axis on its own. */
export interface AxesWarp {
  readonly kind: 'axes';
  /** For each axis and each index of the output the coordinate in the input; `undefined` for axes that stay as they are. */
  readonly coordinates: readonly (Float64Array | undefined)[];
}

/** `input coordinate = matrix · output index + offset`. */
export interface MatrixWarp {
  readonly kind: 'matrix';
  /** Axes that the matrix speaks of; the others stay as they are. */
  readonly axes: readonly number[];
  /** A row and a column for each of these axes. */
  readonly matrix: readonly (readonly number[])[];
  /** A value for each of these axes. */
  readonly offset: readonly number[];
}

/**
 * A warp of each axis on its own.
 *
 * @param input - Shape of the input.
 * @param output - Shape of the output.
 * @param coordinateOf - The coordinate in the input of an index of the output.
 */
export function axesWarp(
  input: readonly number[],
  output: readonly number[],
  coordinateOf: (index: number, axis: number) => number,
): AxesWarp {
  const coordinates = output.map((length, axis) => {
    const list = Float64Array.from({ length }, (_, index) => coordinateOf(index, axis));
    const stays = length === input[axis] && list.every((value, index) => value === index);
    return stays ? undefined : list;
  });
  return { kind: 'axes', coordinates };
}

/** The axes that a warp does not leave as they are. */
export function activeAxes(warp: Warp): readonly number[] {
  if (warp.kind === 'matrix') return warp.axes;
  return [...warp.coordinates.keys()].filter((axis) => warp.coordinates[axis] !== undefined);
}
