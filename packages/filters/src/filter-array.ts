import { frameMemory, InvalidOptionError, type MemoryBlock } from '@giftgrab/core';
import type { ArrayFilterSpec } from './array-filter';
import {
  arrayAt,
  bytesOf,
  copyArray,
  DTYPES,
  isSampleArray,
  isSamePlace,
  isSameShape,
  isTight,
  mayOverlap,
  shapeOf,
  sizeOf,
  zeros,
  type ArrayShape,
  type DType,
  type SampleArray,
} from './arrays/sample-array';
import { PlanCache } from './plans/plan-cache';
import type { PreparedPlan } from './plans/run-plan';

const plans = new PlanCache(64);

/**
 * Filters an array.
 *
 * @param spec - The filter.
 * @param input - The array; left as it is unless it is also the output.
 * @param output - Where the result goes; may be or overlap the input.
 * @param options - Checked options.
 */
export function filterArray<Options extends object>(
  spec: ArrayFilterSpec<Options>,
  input: SampleArray,
  output: SampleArray,
  options: Options,
): void {
  if (sizeOf(input.shape) === 0 || sizeOf(output.shape) === 0) return;
  const plan = planFor(spec, shapeOf(input), shapeOf(output), options);
  const inPlace = plan === undefined ? spec.isReferenceInPlace === true : plan.inPlace;
  if (mayOverlap(input, output) && !(inPlace && isSamePlace(input, output))) {
    // Where rows of the input could be overwritten before they are read.
    const copy = zeros(shapeOf(output));
    filterArray(spec, input, copy, options);
    copyArray(copy, output);
  } else if (plan === undefined) {
    spec.reference(input, output, options);
  } else {
    runOnArrays(plan, input, output);
  }
}

/** The plan for arrays of a shape, from the cache or new; `undefined` where kernels cannot do it. */
export function planFor<Options extends object>(
  spec: ArrayFilterSpec<Options>,
  input: ArrayShape,
  output: ArrayShape,
  options: Options,
): PreparedPlan | undefined {
  if (spec.plan === undefined) return undefined;
  const recipe = {
    filter: spec.name,
    input: { dtype: input.dtype, shape: [...input.shape] },
    output: { dtype: output.dtype, shape: [...output.shape] },
    options,
  };
  return plans.get(recipe, () => spec.plan?.(input, output, options));
}

/** Shape and type of what a filter makes of an array. */
export function outputShape<Options extends object>(
  spec: ArrayFilterSpec<Options>,
  input: ArrayShape,
  options: Options,
): ArrayShape {
  return spec.output?.(input, options) ?? input;
}

/**
 * The array that a result goes to.
 *
 * @param wish - What the user asked for: an array, a type, or nothing.
 * @param natural - Shape of the result, and its type if none was asked for.
 * @throws {@link InvalidOptionError} when the array has another shape, or there is no such type.
 */
export function outputFor(wish: SampleArray | DType | undefined, natural: ArrayShape): SampleArray {
  if (isSampleArray(wish)) {
    if (isSameShape(wish.shape, natural.shape)) return wish;
    const expected = `an array of shape [${natural.shape.join(', ')}]`;
    throw new InvalidOptionError('output', expected, wish.shape);
  }
  if (wish !== undefined && !DTYPES.includes(wish)) {
    throw new InvalidOptionError('output', `an array or one of ${DTYPES.join(', ')}`, wish);
  }
  return zeros({ shape: natural.shape, dtype: wish ?? natural.dtype });
}

/**
 * Runs kernels on arrays wherever they lie: those that kernels cannot reach are copied.
 *
 * @param plan - The plan.
 * @param input - The input.
 * @param output - The output.
 * @param second - The other input of a filter of two.
 */
export function runOnArrays(
  plan: PreparedPlan,
  input: SampleArray,
  output: SampleArray,
  second?: SampleArray,
): void {
  const blocks: MemoryBlock[] = [];
  try {
    const readable = (array: SampleArray): Place => {
      const place = directPlace(array) ?? borrowedPlace(array, blocks);
      if (place.copy !== undefined) copyArray(array, place.copy);
      return place;
    };
    const source = readable(input);
    const other = second === undefined ? undefined : readable(second);
    const target = isSamePlace(input, output)
      ? source
      : (directPlace(output) ?? borrowedPlace(output, blocks));
    plan.run({
      src: source.ptr,
      srcStride: source.stride,
      ...(other && { second: other.ptr, secondStride: other.stride }),
      dst: target.ptr,
      dstStride: target.stride,
    });
    if (target.copy !== undefined) copyArray(target.copy, output);
  } finally {
    for (const block of blocks) frameMemory.free(block);
  }
}

interface Place {
  readonly ptr: number;
  readonly stride: number;
  /** The array at this place, where it stands in for another. */
  readonly copy?: SampleArray;
}

/** Where an array lies, if kernels can work on it there: in the frame memory, each row in one piece. */
function directPlace(array: SampleArray): Place | undefined {
  const address = frameMemory.addressOf(array.data);
  if (address === undefined) return undefined;
  const [rowStride = 0, ...inner] = array.stride;
  const row = { ...array, shape: array.shape.slice(1), stride: inner } as SampleArray;
  if (!isTight(row)) return undefined;
  const bytes = array.data.BYTES_PER_ELEMENT;
  return { ptr: address + array.offset * bytes, stride: rowStride * bytes };
}

function borrowedPlace(array: SampleArray, blocks: MemoryBlock[]): Place {
  const shape = shapeOf(array);
  const block = frameMemory.allocate(sizeOf(shape.shape) * bytesOf(shape.dtype));
  blocks.push(block);
  const copy = arrayAt(block.bytes.buffer, block.ptr, shape);
  const stride = (copy.stride[0] ?? 0) * bytesOf(shape.dtype);
  return { ptr: block.ptr, stride, copy };
}
