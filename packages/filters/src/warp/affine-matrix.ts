import { InvalidOptionError } from '@giftgrab/core';
import { axesWarp, type Warp } from './warp';

/** A matrix as lists of rows, or the diagonal of one. */
export type Matrix = readonly number[] | readonly (readonly number[])[];

/** A linear map and what is added to it. */
export interface Affine {
  /** A row and a column for each axis. */
  readonly matrix: readonly (readonly number[])[];
  /** A value for each axis. */
  readonly offset: readonly number[];
  /** Whether the matrix was given as its diagonal. */
  readonly isDiagonal: boolean;
}

/**
 * Reads a matrix: of `axes` rows and columns, the diagonal of such a one, or with a column for the offset (and a last row
 * `0 … 0 1`).
 *
 * @param given - The matrix.
 * @param offset - What is added, unless the matrix has a column for it.
 * @param axes - How many axes it must be for.
 * @throws {@link InvalidOptionError} when it has another shape, or cannot be inverted.
 */
export function readAffine(
  given: Matrix,
  offset: number | readonly number[],
  axes: number,
): Affine {
  const read = readMatrix(given, typeof offset === 'number' ? [] : offset, axes);
  if (typeof offset === 'number') {
    const same = read.offset.length === axes ? read.offset : new Array<number>(axes).fill(offset);
    return checked({ ...read, offset: same }, given, axes);
  }
  return checked(read, given, axes);
}

function readMatrix(given: Matrix, offset: readonly number[], axes: number): Affine {
  if (!isRows(given)) {
    const matrix = given.map((value, i) => given.map((_, j) => (i === j ? value : 0)));
    return { matrix, offset, isDiagonal: true };
  }
  const isHomogeneous =
    given.every((row) => row.length === axes + 1) &&
    (given.length === axes || (given.length === axes + 1 && isUnitRow(given[axes])));
  if (!isHomogeneous) return { matrix: given, offset, isDiagonal: false };
  const rows = given.slice(0, axes);
  return {
    matrix: rows.map((row) => row.slice(0, axes)),
    offset: rows.map((row) => row[axes] ?? 0),
    isDiagonal: false,
  };
}

function isRows(matrix: Matrix): matrix is readonly (readonly number[])[] {
  return Array.isArray(matrix[0]);
}

function isUnitRow(row: readonly number[] = []): boolean {
  return row.every((value, i) => value === (i === row.length - 1 ? 1 : 0));
}

function checked(affine: Affine, given: Matrix, axes: number): Affine {
  const { matrix, offset } = affine;
  if (matrix.length !== axes || matrix.some((row) => row.length !== axes)) {
    const rule = `a matrix of ${axes} rows and columns (or one more for the offset), or its diagonal,`;
    throw new InvalidOptionError('matrix', rule, given);
  }
  if (Math.abs(determinant(matrix)) === 0) {
    throw new InvalidOptionError('matrix', 'one that can be inverted', given);
  }
  if (offset.length !== axes) {
    throw new InvalidOptionError('offset', `a number, or a list of ${axes},`, offset);
  }
  return affine;
}

/** By elimination, the largest number of each column first. */
function determinant(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => [...row]);
  let product = 1;
  for (let column = 0; column < rows.length; column += 1) {
    const rest = rows.splice(column).sort((a, b) => {
      return Math.abs(b[column] ?? 0) - Math.abs(a[column] ?? 0);
    });
    rows.push(...rest);
    const top = rows[column] ?? [];
    const pivot = top[column] ?? 0;
    product *= pivot;
    for (const row of rows.slice(column + 1)) {
      const factor = pivot === 0 ? 0 : (row[column] ?? 0) / pivot;
      for (let j = column; j < row.length; j += 1) row[j] = (row[j] ?? 0) - factor * (top[j] ?? 0);
    }
  }
  return product;
}

/**
 * The warp of a matrix.
 *
 * @param input - Shape of the input.
 * @param output - Shape of the output.
 * @param affine - For as many axes as there are in `axes`.
 * @param axes - The axes that it speaks of.
 */
export function affineWarp(
  input: readonly number[],
  output: readonly number[],
  { matrix, offset, isDiagonal }: Affine,
  axes: readonly number[],
): Warp {
  const isSeparable = matrix.every((row, i) => row.every((value, j) => i === j || value === 0));
  if (!isSeparable) {
    const moved = axes.filter((axis, i) => {
      const stays = matrix.every((row, j) =>
        i === j ? row[i] === 1 : row[i] === 0 && matrix[i]?.[j] === 0,
      );
      return !stays || offset[i] !== 0 || input[axis] !== output[axis];
    });
    const kept = moved.map((axis) => axes.indexOf(axis));
    return {
      kind: 'matrix',
      axes: moved,
      matrix: kept.map((i) => kept.map((j) => matrix[i]?.[j] ?? 0)),
      offset: kept.map((i) => offset[i] ?? 0),
    };
  }
  return axesWarp(input, output, (index, axis) => {
    const i = axes.indexOf(axis);
    if (i < 0) return index;
    const scale = matrix[i]?.[i] ?? 1;
    const added = offset[i] ?? 0;
    // As SciPy computes it, so that the same samples lie on the edge.
    return isDiagonal ? (index + added / scale) * scale : index * scale + added;
  });
}
