import type { PictureSize, Region } from '@giftgrab/core';

/**
 * What happens to pictures whose size is another than their place's.
 *
 * - `'scale'`: they become as large as fits, keep their proportions, and lie in the middle of black.
 * - `'pad'`: they keep their size and lie in the middle of black; one that is larger than its place is an error.
 * - `'error'`: they are an error.
 */
export type Fit = 'scale' | 'pad' | 'error';

/** Which of them, for checks. */
export const FITS: readonly Fit[] = ['scale', 'pad', 'error'];

/** How pictures are arranged in one. */
export interface Arrangement {
  /** Size of the whole. */
  readonly size: PictureSize;
  /** The place of each picture; the pictures are drawn in this order. */
  readonly places: readonly Region[];
  /** What happens to pictures of other sizes. */
  readonly fit: Fit;
}

/** Columns and rows that share a sample of chroma: places begin at multiples of these, where that can be chosen. */
export type Steps = readonly [xStep: number, yStep: number];

/** A way to make one picture of several. */
export interface LayoutSpec<Options extends object> {
  /** The public function's name. */
  readonly name: string;
  /** Names of its options. */
  readonly optionNames: readonly (keyof Options & string)[];
  /** Throws for options that no pictures could make right. */
  check(options: Options): void;
  /**
   * Where pictures go.
   *
   * @param sizes - Their sizes; at least one.
   * @param options - Checked options.
   * @param steps - Of the layout of the first.
   * @throws {@link InvalidOptionError} when it takes another number of pictures.
   */
  arrange(sizes: readonly PictureSize[], options: Options, steps: Steps): Arrangement;
}
