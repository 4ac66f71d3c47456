import { blackOf, type ColourRange, type PlaneFormat } from '@giftgrab/core';
import type { ArrayFilterSpec } from '../array-filter';
import type { ArrayShape } from '../arrays/sample-array';
import {
  checkInterpolation,
  INTERPOLATION_OPTIONS,
  interpolationOf,
  type InterpolationOptions,
  type OnPlane,
} from './interpolation-options';
import type { Warp } from './warp';
import { planWarp } from './warp-plan';
import { warpReference } from './warp-reference';

/** What a filter that moves samples adds to interpolation. */
export interface WarpFilter<Options extends InterpolationOptions & OnPlane> extends Pick<
  ArrayFilterSpec<Options>,
  'name' | 'check' | 'output' | 'frameSize'
> {
  /** Names of its own options. */
  readonly ownNames: readonly (keyof Options & string)[];
  /** See {@link ArrayFilterSpec}; black and margins are added. */
  readonly forPlane: NonNullable<ArrayFilterSpec<Options>['forPlane']>;
  /** Where the samples of an output come from. */
  readonly warp: (input: readonly number[], output: readonly number[], options: Options) => Warp;
}

/**
 * What filters that move samples have in common.
 *
 * @param filter - What it does not share.
 */
export function warpSpec<Options extends InterpolationOptions & OnPlane>(
  filter: WarpFilter<Options>,
): ArrayFilterSpec<Options> {
  const { ownNames, warp, forPlane, ...rest } = filter;
  const warpOf = (input: ArrayShape, output: ArrayShape, options: Options): Warp =>
    warp(input.shape, output.shape, options);
  return {
    ...rest,
    optionNames: [...ownNames, ...INTERPOLATION_OPTIONS],
    check: (options) => {
      checkInterpolation(options);
      filter.check(options);
    },
    forPlane: (options, plane, format, range, size) => ({
      ...forPlane(options, plane, format, range, size),
      ...onPlane(options, plane, range),
    }),
    plan: (input, output, options) =>
      planWarp(input, output, warpOf(input, output, options), interpolationOf(options)),
    reference: (input, output, options) => {
      const found = warp(input.shape, output.shape, options);
      warpReference(input, output, found, interpolationOf(options));
    },
  };
}

/**
 * The centre of a chroma sample is in the middle of those of luma that it belongs to, so that a picture whose luma ends at the
 * centre of its last sample shows half a luma sample more of chroma.
 */
function onPlane(
  { cval }: InterpolationOptions,
  plane: PlaneFormat,
  range: ColourRange,
): Required<OnPlane> {
  return {
    black: cval === undefined ? blackOf(plane, range).slice(0, plane.channels) : [cval],
    margins: [plane.yShift, plane.xShift].map((shift) => (1 - 2 ** -shift) / 2),
  };
}

/**
 * A warp of rows and columns of luma as one of a plane.
 *
 * @param matrix - Two rows of two columns.
 * @param offset - For rows and columns.
 * @param plane - The plane.
 */
export function matrixForPlane(
  matrix: readonly (readonly number[])[],
  offset: readonly number[],
  plane: Pick<PlaneFormat, 'xShift' | 'yShift'>,
): { readonly matrix: number[][]; readonly offset: number[] } {
  const scales = [2 ** plane.yShift, 2 ** plane.xShift];
  const centres = scales.map((scale) => (scale - 1) / 2);
  return {
    matrix: matrix.map((row, i) =>
      row.map((value, j) => (value * (scales[j] ?? 1)) / (scales[i] ?? 1)),
    ),
    offset: offset.map((value, i) => {
      const centre = (matrix[i] ?? []).reduce((sum, m, j) => sum + m * (centres[j] ?? 0), value);
      return (centre - (centres[i] ?? 0)) / (scales[i] ?? 1);
    }),
  };
}
