import {
  checkOptionNames,
  liveOptions,
  VideoFrame,
  type FrameOperator,
  type Live,
} from '@giftgrab/core';
import { isObservable, type Observable } from 'rxjs';
import type { ArrayFilterSpec } from './array-filter';
import {
  dtypeOf,
  isSampleArray,
  shapeOf,
  type DType,
  type SampleArray,
} from './arrays/sample-array';
import { filterArray, outputFor, outputShape } from './filter-array';
import { operatorFor, type ExecutionOptions } from './execution/operator-for';
import { FrameFilter } from './filter-frame';
import { registerFilter } from './registry';

/** Where the result of a filter on an array goes. */
export interface OutputOption {
  /**
   * An array to write to, which may be the input itself, or the type of a new one. A number that the type cannot hold loses its
   * fraction and wraps around, as in SciPy.
   *
   * @defaultValue a new array of the input's type
   */
  readonly output?: SampleArray | DType;
}

/** Options as a function takes them: to be left out where all of them may be. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the question is whether nothing at all would do
export type Given<Options> = {} extends Options ? [options?: Options] : [options: Options];

/**
 * A filter in three forms.
 *
 * - With options alone it makes an operator for `pipe()`.
 * - With an array (any ndarray of numbers; a frame's `array()` or one of its `planes()`) it returns an array.
 * - With a frame it returns a frame, which is yours to release or to return from a filter of your own.
 */
export interface ArrayFilter<Options extends object> {
  /**
   * Makes an operator that filters every frame: all of its views and planes.
   *
   * @param options - How to filter, and on which threads.
   * @throws {@link InvalidOptionError} when an option breaks its rule.
   */
  (...options: Given<Options & ExecutionOptions>): FrameOperator;
  /**
   * Makes an operator whose options change while frames flow.
   *
   * @param options - How to filter from the next frame on, and on which threads; the first at once, as of a `BehaviorSubject`.
   */
  (options: Observable<Options & ExecutionOptions>): FrameOperator;
  /**
   * Filters a frame.
   *
   * @param frame - The frame; left as it is.
   * @param options - How to filter.
   * @returns Another frame, with the same time and meta: a loan, which the caller releases or hands on.
   */
  (frame: VideoFrame, ...options: Given<Options>): VideoFrame;
  /**
   * Filters an array.
   *
   * @param array - Rows, columns and channels, or whatever axes it has.
   * @param options - How to filter, and where to.
   * @returns The array that was written to.
   */
  (array: SampleArray, ...options: Given<Options & OutputOption>): SampleArray;
}

/**
 * Makes the public function of a filter on arrays.
 *
 * @param spec - The filter.
 */
export function defineFilter<Options extends object>(
  spec: ArrayFilterSpec<Options>,
): ArrayFilter<Options> {
  registerFilter(spec);
  const asOperator = (given?: Options & ExecutionOptions): FrameOperator => {
    const { execution, threads, ...options } = given ?? {};
    return operatorFor(spec, checked(spec, options as Options), { execution, threads });
  };
  const call = (
    first: SampleArray | VideoFrame | Live<Options & ExecutionOptions> | undefined,
    second?: Options & OutputOption,
  ): FrameOperator | VideoFrame | SampleArray => {
    if (first instanceof VideoFrame) {
      const options = checked(spec, second as Options | undefined);
      return new FrameFilter(spec, options).applyToCopy(first);
    }
    if (isSampleArray(first)) {
      const { output, ...rest } = second ?? {};
      return applyToArray(spec, first, checked(spec, rest as Options), output);
    }
    return isObservable(first) ? liveOptions(first, asOperator, spec.name) : asOperator(first);
  };
  return Object.defineProperty(call, 'name', { value: spec.name }) as ArrayFilter<Options>;
}

function checked<Options extends object>(
  spec: ArrayFilterSpec<Options>,
  options: Options | undefined,
): Options {
  // Left out: every option has its default, or check() says which is missing.
  const given = options ?? ({} as Options);
  checkOptionNames(spec.name, given, spec.optionNames);
  spec.check(given);
  return spec.own?.(given) ?? given;
}

function applyToArray<Options extends object>(
  spec: ArrayFilterSpec<Options>,
  input: SampleArray,
  options: Options,
  wish: SampleArray | DType | undefined,
): SampleArray {
  dtypeOf(input.data);
  const output = outputFor(wish, outputShape(spec, shapeOf(input), options));
  filterArray(spec, input, output, options);
  return output;
}
