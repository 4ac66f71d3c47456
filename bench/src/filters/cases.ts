import { convertFrame, frameMemory, type VideoFrame } from '@giftgrab/core';
import {
  absoluteDifference,
  addSaturating,
  affineTransform,
  gaussianFilter,
  greyDilation,
  greyErosion,
  laplace,
  medianFilter,
  prewitt,
  resize,
  rotate,
  sobel,
  swapChannels,
  threshold,
  uniformFilter,
  zoom,
  type SampleArray,
  type TypedArray,
} from '@giftgrab/filters';
import ndarray from 'ndarray';
import type { Pictures } from './pictures';
import type { PeerName } from './python-peers';

/** A filter that is compared. */
export interface FilterCase {
  /** What the peers call it. */
  readonly name: string;
  /** For the table. */
  readonly title: string;
  /** Runs ours once. */
  readonly run: () => SampleArray | undefined;
  /** How many times as fast as the peers ours shall be. */
  readonly reach: Partial<Record<PeerName, number>>;
  /** How far a sample may be from SciPy's, where that is compared. */
  readonly tolerance?: number;
}

/** What is compared, and what shall be reached. */
export function filterCases(pictures: Pictures): readonly FilterCase[] {
  return [
    ...gaussians(pictures),
    ...windows(pictures),
    ...derivatives(pictures),
    ...geometry(pictures),
    ...points(pictures),
    ...colours(pictures),
  ];
}

function gaussians({ bgra, result }: Pictures): readonly FilterCase[] {
  const input = bgra.array();
  const output = result.array();
  return [
    {
      name: 'gaussian-5-15',
      title: 'gaussian (5, 15, 0)',
      run: () => gaussianFilter(input, { sigma: [5, 15, 0], rounding: 'scipy', output }),
      reach: { scipy: 90, opencv: 19 },
      tolerance: 1,
    },
    {
      name: 'gaussian-5-15',
      title: '  the same, in place',
      run: () => gaussianFilter(output, { sigma: [5, 15, 0], rounding: 'scipy', output }),
      reach: { scipy: 90, opencv: 19 },
    },
    {
      name: 'gaussian-float',
      title: '  the same, against floats',
      // Bytes that are rounded to nearest; as floats, to be compared with SciPy's.
      run: () =>
        gaussianFilter(gaussianFilter(input, { sigma: [5, 15, 0] }), {
          sigma: 0,
          output: 'float32',
        }),
      reach: {},
      tolerance: 0.55,
    },
    {
      name: 'gaussian-1-1',
      title: 'gaussian (1, 1, 0)',
      run: () => gaussianFilter(input, { sigma: [1, 1, 0], rounding: 'scipy', output }),
      reach: { scipy: 10, opencv: 0.9 },
      tolerance: 1,
    },
    {
      name: 'gaussian-exact',
      title: "gaussian (5, 15, 0), SciPy's bits",
      run: () => gaussianFilter(input, { sigma: [5, 15, 0], precision: 'scipy', output }),
      reach: { scipy: 3 },
      tolerance: 0,
    },
  ];
}

function windows({ bgra, result }: Pictures): readonly FilterCase[] {
  const input = bgra.array();
  const output = result.array();
  return [
    {
      name: 'median-3',
      title: 'median 3×3',
      run: () => medianFilter(input, { size: [3, 3, 1], output }),
      reach: { scipy: 400, opencv: 0.9 },
      tolerance: 0,
    },
    {
      name: 'median-5',
      title: 'median 5×5',
      run: () => medianFilter(input, { size: [5, 5, 1], output }),
      reach: { scipy: 150, opencv: 0.5 },
      tolerance: 0,
    },
    {
      name: 'uniform-15',
      title: 'uniform 15×15',
      run: () => uniformFilter(input, { size: [15, 15, 1], output }),
      reach: { scipy: 12, opencv: 1.2 },
      tolerance: 0,
    },
    ...[3, 15].flatMap((size) => {
      const reach = { scipy: size === 3 ? 80 : 50, opencv: 0.8 };
      return [
        {
          name: `erosion-${size}`,
          title: `erosion ${size}×${size}`,
          run: () => greyErosion(input, { size: [size, size, 1], output }),
          reach,
          tolerance: 0,
        },
        {
          name: `dilation-${size}`,
          title: `dilation ${size}×${size}`,
          run: () => greyDilation(input, { size: [size, size, 1], output }),
          reach,
          tolerance: 0,
        },
      ];
    }),
  ];
}

function derivatives({ grey }: Pictures): readonly FilterCase[] {
  const input = grey.array().pick(null, null, 0);
  const output = arrayLike('int16', [grey.rows, grey.cols]);
  const reach = { scipy: 23, opencv: 1.3 };
  return [
    {
      name: 'sobel',
      title: 'sobel, grey to 16 bits',
      run: () => sobel(input, { axis: 1, output }),
      reach,
      tolerance: 0,
    },
    {
      name: 'prewitt',
      title: 'prewitt, grey to 16 bits',
      run: () => prewitt(input, { axis: 1, output }),
      reach,
      tolerance: 0,
    },
    {
      name: 'laplace',
      title: 'laplace, grey to 16 bits',
      run: () => laplace(input, { output }),
      reach,
      tolerance: 0,
    },
  ];
}

function geometry({ bgra, result }: Pictures): readonly FilterCase[] {
  const input = bgra.array();
  const output = result.array();
  const angle = (10 * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const matrix = [
    [cos, sin, 0],
    [-sin, cos, 0],
    [0, 0, 1],
  ];
  const [row, col] = [539.5, 959.5];
  const offset = [row - cos * row - sin * col, col + sin * row - cos * col, 0];
  const twoThirds = arrayLike('uint8', [720, 1280, 4]);
  const half = arrayLike('uint8', [540, 960, 4]);
  return [
    {
      name: 'rotate',
      title: 'rotate by 10°, order 1',
      run: () => rotate(input, { angle: 10, reshape: false, order: 1, output }),
      reach: { scipy: 12, opencv: 1 },
    },
    {
      name: 'affine',
      title: 'affine about a corner, nearest',
      run: () => affineTransform(input, { matrix, order: 1, mode: 'nearest', output }),
      reach: { scipy: 12, opencv: 1 },
      tolerance: 1,
    },
    {
      name: 'affine-centre',
      title: 'affine about the centre',
      run: () => affineTransform(input, { matrix, offset, order: 1, output }),
      reach: { scipy: 12, opencv: 1 },
      tolerance: 1,
    },
    {
      name: 'zoom',
      title: 'zoom by 2/3, order 1',
      run: () => zoom(input, { zoom: [2 / 3, 2 / 3, 1], order: 1, output: twoThirds }),
      reach: { scipy: 25, opencv: 0.8 },
      tolerance: 1,
    },
    {
      name: 'resize-half',
      title: 'resize to a half, area',
      run: () => resize(input, { cols: 960, rows: 540, output: half }),
      reach: { scipy: 25, opencv: 0.8 },
    },
  ];
}

/** An array of zeros in frame memory, where results of our own would lie. */
function arrayLike(dtype: 'uint8' | 'int16', shape: number[]): SampleArray {
  const size = shape.reduce((product, length) => product * length, 1);
  const { bytes } = frameMemory.allocate(dtype === 'uint8' ? size : 2 * size);
  const data = dtype === 'uint8' ? bytes : new Int16Array(bytes.buffer, bytes.byteOffset, size);
  return ndarray<TypedArray>(data, shape);
}

function points({ bgra, other, result }: Pictures): readonly FilterCase[] {
  const input = bgra.array();
  const second = other.array();
  const output = result.array();
  return [
    {
      name: 'add',
      title: 'saturating add',
      run: () => addSaturating(input, { value: 50, output }),
      reach: { scipy: 4, opencv: 1 },
      tolerance: 0,
    },
    {
      name: 'threshold',
      title: 'threshold',
      run: () => threshold(input, { above: 127, output }),
      reach: { scipy: 4, opencv: 1 },
      tolerance: 0,
    },
    {
      name: 'absolute-difference',
      title: 'absolute difference',
      run: () => absoluteDifference(input, { with: second, output }),
      reach: { scipy: 4, opencv: 1 },
      tolerance: 0,
    },
    {
      name: 'swap',
      title: 'swap of red and blue',
      run: () => swapChannels(input, { output }),
      reach: { scipy: 4, opencv: 1 },
      tolerance: 0,
    },
  ];
}

function colours({ bgra, i420, uyvy }: Pictures): readonly FilterCase[] {
  const convert = (frame: VideoFrame, to: 'BGRA' | 'I420') => (): undefined => {
    convertFrame(frame, to).release();
  };
  return [
    {
      name: 'i420-bgra',
      title: 'I420 to BGRA',
      run: convert(i420, 'BGRA'),
      reach: { opencv: 0.8 },
    },
    {
      name: 'uyvy-bgra',
      title: 'UYVY to BGRA',
      run: convert(uyvy, 'BGRA'),
      reach: { opencv: 0.8 },
    },
    {
      name: 'bgra-i420',
      title: 'BGRA to I420',
      run: convert(bgra, 'I420'),
      reach: { opencv: 0.8 },
    },
  ];
}
