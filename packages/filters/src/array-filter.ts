import type { ArrayShape, SampleArray } from './arrays/sample-array';
import type { ColourRange, PlaneFormat, PixelFormat } from '@giftgrab/core';
import type { Plan } from './plans/plan';

/** What a filter that works on arrays consists of; {@link defineFilter} makes the public function of it. */
export interface ArrayFilterSpec<Options extends object> {
  /** The public function's name. */
  readonly name: string;
  /** Names of its options, those that all filters have left out. */
  readonly optionNames: readonly (keyof Options & string)[];
  /** Throws for options that no input could make right. */
  check(options: Options): void;
  /** A copy of options that refer to something the caller may change later, a table for example. @defaultValue the options */
  own?(options: Options): Options;
  /**
   * The options for one plane of a frame: values for rows and columns only (channels are colours, not neighbours), shorter
   * distances where chroma has fewer samples. The range says which numbers are black and white, the size is the whole frame's.
   */
  forPlane?(
    options: Options,
    plane: PlaneFormat,
    format: PixelFormat,
    range: ColourRange,
    size: FrameSize,
  ): Options;
  /** Whether UYVY can be filtered as if it were a picture of two channels: not where columns meet. @defaultValue false */
  readonly isPointwise?: boolean;
  /**
   * Shape and type of the output. An `output` option or a frame's own planes go before it.
   *
   * @defaultValue as the input
   */
  output?(input: ArrayShape, options: Options): ArrayShape;
  /** Size of the frames that come out; throws for frames that cannot be filtered. @defaultValue as those that go in */
  frameSize?(size: FrameSize, options: Options, format: PixelFormat): FrameSize;
  /**
   * How kernels do the work, if they can for this shape and type. Kernels see rows without gaps between samples; whatever lies
   * otherwise is copied for them.
   */
  plan?(input: ArrayShape, output: ArrayShape, options: Options): Plan | undefined;
  /**
   * Does the work in plain TypeScript, for whatever type, shape and strides kernels do not know, and in the tests to check them.
   * The output may be the input or overlap it only if they are the same place and `isReferenceInPlace` says so.
   */
  reference(input: SampleArray, output: SampleArray, options: Options): void;
  /** Whether {@link reference} may write where it reads. @defaultValue false */
  readonly isReferenceInPlace?: boolean;
}

/** Rows and columns. */
export interface FrameSize {
  /** Rows. */
  readonly rows: number;
  /** Columns. */
  readonly cols: number;
}
