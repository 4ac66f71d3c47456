import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { frameMemory } from '@giftgrab/core';
import { expect } from 'chai';
import ndarray from 'ndarray';
import {
  arrayAt,
  bytesOf,
  copyArray,
  isInteger,
  shapeOf,
  sizeOf,
  zeros,
  type ArrayShape,
  type DType,
  type SampleArray,
} from '../../src/arrays/sample-array';

const FOLDER = join(__dirname, '../golden');

interface EncodedArray {
  readonly dtype: DType;
  readonly shape: number[];
  readonly data: string;
}

/** What SciPy makes of an input. */
export interface GoldenCase {
  /** Name of our function. */
  readonly function: string;
  /** Its options. */
  readonly options: Record<string, unknown>;
  readonly input: SampleArray;
  readonly output: SampleArray;
}

interface GoldenFile {
  readonly scipy?: string;
  readonly numpy?: string;
  readonly opencv?: string;
  readonly cases: readonly (Omit<GoldenCase, 'input' | 'output'> & {
    readonly input: EncodedArray;
    readonly output: EncodedArray;
  })[];
}

/** Golden values, and which library made them. */
export interface Golden {
  readonly title: string;
  readonly cases: readonly GoldenCase[];
}

/** The cases that lie in the repository. */
export function goldenCases(family: string): Golden {
  return decode(readFileSync(join(FOLDER, `${family}.json`), 'utf8'));
}

/** The first Python that is found may be one without the libraries, before the system's own. */
function pythonWith(modules: string): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => {
    return spawnSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' }).status === 0;
  });
}

const PYTHON = pythonWith('scipy.ndimage');
const OPENCV_PYTHON = pythonWith('scipy, cv2');

/** Whether SciPy can be asked here and now. */
export const hasSciPy = PYTHON !== undefined;

/** Whether OpenCV can be asked here and now. */
export const hasOpenCV = OPENCV_PYTHON !== undefined;

/** The same cases with other numbers, from the SciPy of this machine (or OpenCV). */
export function liveCases(
  family: string,
  seed: number,
  library: 'SciPy' | 'OpenCV' = 'SciPy',
): Golden {
  const python = library === 'SciPy' ? PYTHON : OPENCV_PYTHON;
  const script = join(FOLDER, `${family}.py`);
  const options = { encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  return decode(execFileSync(python ?? 'python3', [script, '--seed', `${seed}`], options));
}

function decode(text: string): Golden {
  const file = JSON.parse(text) as GoldenFile;
  return {
    title:
      file.opencv === undefined
        ? `SciPy ${file.scipy}, NumPy ${file.numpy}`
        : `OpenCV ${file.opencv}`,
    cases: file.cases.map(({ input, output, ...rest }) => ({
      ...rest,
      input: decodeArray(input),
      output: decodeArray(output),
    })),
  };
}

function decodeArray({ dtype, shape, data }: EncodedArray): SampleArray {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return arrayAt(bytes.buffer, 0, { dtype, shape });
}

/** The same numbers in other places: kernels, gathering and plain TypeScript must all give the same. */
export function variantsOf(array: SampleArray): readonly (readonly [string, SampleArray])[] {
  return [
    ['ordinary memory', array],
    ['frame memory', inFrameMemory(array)],
    ['a crop of a larger array', cropOf(array)],
    ['a flipped view', flipOf(array)],
  ];
}

/** A copy in the memory that kernels work on. Tests end soon enough for it never to be freed. */
export function inFrameMemory(array: SampleArray): SampleArray {
  const shape = shapeOf(array);
  const block = frameMemory.allocate(Math.max(1, sizeOf(shape.shape) * bytesOf(shape.dtype)));
  const copy = arrayAt(block.bytes.buffer, block.ptr, shape);
  copyArray(array, copy);
  return copy;
}

/** A copy in the middle of a larger array, in frame memory. */
export function cropOf(array: SampleArray): SampleArray {
  const { dtype, shape } = shapeOf(array);
  const larger = inFrameMemory(zeros({ dtype, shape: shape.map((length) => length + 3) }));
  larger.data.fill(77);
  const crop = larger.lo(...shape.map(() => 1)).hi(...shape);
  copyArray(array, crop);
  return crop;
}

/** A view with negative strides that reads as the array does. */
export function flipOf(array: SampleArray): SampleArray {
  const copy = zeros(shapeOf(array));
  const flip = copy.step(...array.shape.map(() => -1));
  copyArray(array, flip);
  return flip;
}

/** The largest difference between two arrays. */
export function maxDifference(actual: SampleArray, expected: SampleArray): number {
  const a = tightCopy(actual);
  const b = tightCopy(expected);
  let largest = 0;
  for (let i = 0; i < a.length; i += 1) {
    if (Object.is(a[i], b[i])) continue;
    const difference = Math.abs((a[i] ?? 0) - (b[i] ?? 0));
    if (Number.isNaN(difference)) return Infinity;
    largest = Math.max(largest, difference);
  }
  return largest;
}

/**
 * Throws unless two arrays are alike.
 *
 * @param tolerance - Levels for whole numbers; relative to the largest number for fractions.
 */
export function expectAlike(
  actual: SampleArray,
  expected: SampleArray,
  tolerance: number,
  what: string,
): void {
  expect(shapeOf(actual), what).to.deep.equal(shapeOf(expected));
  const scale = isInteger(shapeOf(expected).dtype) ? 1 : Math.max(1, largestOf(expected));
  expect(maxDifference(actual, expected) / scale, what).to.be.at.most(tolerance);
}

function largestOf(array: SampleArray): number {
  return tightCopy(array).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

function tightCopy(array: SampleArray): Float64Array {
  const { shape } = array;
  const copy = ndarray(new Float64Array(sizeOf(shape)), [...shape]);
  copyArray(array, copy);
  return copy.data;
}

/** A short name for a case. */
export function titleOf({ function: name, options, input }: GoldenCase): string {
  const { dtype, shape } = input as ArrayShape;
  const text = JSON.stringify(options);
  return `${name} ${text.length > 120 ? `${text.slice(0, 120)}…` : text} of ${dtype} ${shape.join('×')}`;
}
