/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- the table's type says them all */
import type { ColourSpace } from '../frames/colour-space';
import type { Coefficients } from './coefficients';
import type { KernelFunctions } from './kernels';

/** A plane of a {@link Band}. */
export interface BandPlane {
  /** Address of its first row. */
  readonly ptr: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
}

/** Some rows of a picture in memory, from an even one on; or all of them. */
export interface Band {
  /** Pixels a row. */
  readonly cols: number;
  /** Rows of the whole picture. */
  readonly rows: number;
  /** The picture's row that the planes start with. */
  readonly firstRow: number;
  /** The planes, in the order of the pixel-format table. */
  readonly planes: readonly BandPlane[];
}

/** A conversion that kernels do without an intermediate. */
export interface Step {
  /** The source's format. */
  readonly from: ColourSpace;
  /** The destination's format. */
  readonly to: ColourSpace;
  /** Converts rows `first` up to but not including `last`. */
  readonly convert: (
    kernels: KernelFunctions,
    from: Band,
    to: Band,
    first: number,
    last: number,
    coefficients: Coefficients,
  ) => void;
}

/** Where a plane's rows are that belong to some of the picture's rows. */
interface Rows {
  readonly ptr: number;
  readonly count: number;
}

function at(band: Band, plane: number, row: number, shift: 0 | 1): number {
  const { ptr, stride } = band.planes[plane] ?? { ptr: 0, stride: 0 };
  return ptr + (row - (band.firstRow >> shift)) * stride;
}

/** The rows of a plane of full height. */
function lines(band: Band, plane: number, first: number, last: number): Rows {
  return { ptr: at(band, plane, first, 0), count: last - first };
}

/** The rows of a plane of half height whose upper luma rows are among those given. */
function chromaLines(band: Band, plane: number, first: number, last: number): Rows {
  const top = (first + 1) >> 1;
  return { ptr: at(band, plane, top, 1), count: ((last + 1) >> 1) - top };
}

const chromaCols = (band: Band): number => (band.cols + 1) >> 1;

/** Samples of some rows of luma, which lie without gaps. */
const lumaSamples = (band: Band, rows: Rows): number => rows.count * band.cols;

/** Samples of some rows of quarter-size chroma. */
const chromaSamples = (band: Band, rows: Rows): number => rows.count * chromaCols(band);

/** A step between formats of one plane without subsampling, pixel by pixel. */
function pixelwise(
  from: ColourSpace,
  to: ColourSpace,
  convert: (
    kernels: KernelFunctions,
    src: number,
    dst: number,
    n: number,
    coefficients: Coefficients,
  ) => void,
): Step {
  return {
    from,
    to,
    convert: (kernels, source, target, first, last, coefficients) => {
      const src = lines(source, 0, first, last);
      const dst = lines(target, 0, first, last);
      convert(kernels, src.ptr, dst.ptr, lumaSamples(source, src), coefficients);
    },
  };
}

/** Luma, U, V and the one plane of the destination, from the last even row on. */
function pairedRows(
  source: Band,
  target: Band,
  first: number,
): [luma: number, u: number, v: number, dst: number] {
  const pair = first >> 1;
  return [
    at(source, 0, pair * 2, 0),
    at(source, 1, pair, 1),
    at(source, 2, pair, 1),
    at(target, 0, pair * 2, 0),
  ];
}

/** The source row from which the chroma of some rows is made. */
const chromaSource = (band: Band, first: number): number => at(band, 0, (first + 1) & ~1, 0);

/** Rows of the picture from there on, so that a kernel knows where the picture ends. */
const rowsFrom = (band: Band, first: number): number => band.rows - ((first + 1) & ~1);

/**
 * Every conversion of one step. Others are put together from these, by the shortest route; of two
 * equally short ones the steps further up win, so that YUV stays YUV as long as it can.
 */
export const STEPS: readonly Step[] = [
  {
    from: 'NV12',
    to: 'I420',
    convert: (kernels, source, target, first, last) => {
      const luma = lines(source, 0, first, last);
      const toLuma = lines(target, 0, first, last);
      kernels.copyBytes(luma.ptr, toLuma.ptr, lumaSamples(source, luma));
      const pairs = chromaLines(source, 1, first, last);
      const u = chromaLines(target, 1, first, last);
      const v = chromaLines(target, 2, first, last);
      kernels.splitPairs(pairs.ptr, u.ptr, v.ptr, chromaSamples(target, u));
    },
  },
  {
    from: 'I420',
    to: 'NV12',
    convert: (kernels, source, target, first, last) => {
      const luma = lines(source, 0, first, last);
      const toLuma = lines(target, 0, first, last);
      kernels.copyBytes(luma.ptr, toLuma.ptr, lumaSamples(source, luma));
      const u = chromaLines(source, 1, first, last);
      const v = chromaLines(source, 2, first, last);
      const pairs = chromaLines(target, 1, first, last);
      kernels.joinPairs(u.ptr, v.ptr, pairs.ptr, chromaSamples(source, u));
    },
  },
  {
    from: 'I420P10',
    to: 'I420',
    convert: (kernels, source, target, first, last, { narrow10 }) => {
      const luma = lines(source, 0, first, last);
      const toLuma = lines(target, 0, first, last);
      kernels.narrow10(luma.ptr, toLuma.ptr, lumaSamples(source, luma), narrow10);
      for (const plane of [1, 2]) {
        const src = chromaLines(source, plane, first, last);
        const dst = chromaLines(target, plane, first, last);
        // By 4 in either range: only so does neutral chroma stay neutral.
        kernels.narrow10(src.ptr, dst.ptr, chromaSamples(source, src), 4096);
      }
    },
  },
  {
    from: 'I420',
    to: 'I420P10',
    convert: (kernels, source, target, first, last, { widen10 }) => {
      const luma = lines(source, 0, first, last);
      const toLuma = lines(target, 0, first, last);
      kernels.widen10(luma.ptr, toLuma.ptr, lumaSamples(source, luma), widen10);
      for (const plane of [1, 2]) {
        const src = chromaLines(source, plane, first, last);
        const dst = chromaLines(target, plane, first, last);
        kernels.widen10(src.ptr, dst.ptr, chromaSamples(source, src), 0);
      }
    },
  },
  {
    from: 'UYVY',
    to: 'I420',
    convert: (kernels, source, target, first, last) => {
      const pairs = lines(source, 0, first, last);
      const luma = lines(target, 0, first, last);
      kernels.uyvyToLuma(pairs.ptr, luma.ptr, source.cols, pairs.count);
      const u = chromaLines(target, 1, first, last);
      const v = chromaLines(target, 2, first, last);
      kernels.uyvyToChroma(
        chromaSource(source, first),
        u.ptr,
        v.ptr,
        source.cols,
        rowsFrom(source, first),
        u.count,
      );
    },
  },
  {
    from: 'I420',
    to: 'UYVY',
    convert: (kernels, source, target, first, last) =>
      kernels.i420ToUyvy(
        ...pairedRows(source, target, first),
        source.cols,
        first & 1,
        last - (first & ~1),
      ),
  },
  {
    from: 'I420',
    to: 'GRAY8',
    convert: (kernels, source, target, first, last, { toGrey }) => {
      const luma = lines(source, 0, first, last);
      const grey = lines(target, 0, first, last);
      kernels.scaleBytes(luma.ptr, grey.ptr, lumaSamples(source, luma), ...toGrey);
    },
  },
  {
    from: 'GRAY8',
    to: 'I420',
    convert: (kernels, source, target, first, last, { fromGrey }) => {
      const grey = lines(source, 0, first, last);
      const luma = lines(target, 0, first, last);
      kernels.scaleBytes(grey.ptr, luma.ptr, lumaSamples(source, grey), ...fromGrey);
      for (const plane of [1, 2]) {
        const chroma = chromaLines(target, plane, first, last);
        kernels.fillBytes(chroma.ptr, 128, chromaSamples(target, chroma));
      }
    },
  },
  {
    from: 'I420',
    to: 'BGRA',
    convert: (kernels, source, target, first, last, { toRgb }) =>
      kernels.i420ToBgra(
        ...pairedRows(source, target, first),
        source.cols,
        first & 1,
        last - (first & ~1),
        ...toRgb,
      ),
  },
  {
    from: 'BGRA',
    to: 'I420',
    convert: (kernels, source, target, first, last, { fromRgb }) => {
      const pixels = lines(source, 0, first, last);
      const luma = lines(target, 0, first, last);
      kernels.bgraToLuma(pixels.ptr, luma.ptr, lumaSamples(source, pixels), ...fromRgb.luma);
      const u = chromaLines(target, 1, first, last);
      const v = chromaLines(target, 2, first, last);
      kernels.bgraToChroma(
        chromaSource(source, first),
        u.ptr,
        v.ptr,
        source.cols,
        rowsFrom(source, first),
        u.count,
        ...fromRgb.u,
        ...fromRgb.v,
      );
    },
  },
  {
    from: 'UYVY',
    to: 'BGRA',
    convert: (kernels, source, target, first, last, { toRgb }) => {
      const pairs = lines(source, 0, first, last);
      const pixels = lines(target, 0, first, last);
      kernels.uyvyToBgra(pairs.ptr, pixels.ptr, source.cols, pairs.count, ...toRgb);
    },
  },
  {
    from: 'BGRA',
    to: 'UYVY',
    convert: (kernels, source, target, first, last, { fromRgb }) => {
      const pixels = lines(source, 0, first, last);
      const pairs = lines(target, 0, first, last);
      kernels.bgraToUyvy(
        pixels.ptr,
        pairs.ptr,
        source.cols,
        pixels.count,
        ...fromRgb.luma,
        ...fromRgb.u,
        ...fromRgb.v,
      );
    },
  },
  pixelwise('GRAY8', 'BGRA', (kernels, src, dst, n) => kernels.gray8ToBgra(src, dst, n)),
  pixelwise('BGRA', 'GRAY8', (kernels, src, dst, n, { greyWeights }) =>
    kernels.bgraToLuma(src, dst, n, ...greyWeights),
  ),
  pixelwise('RGB24', 'BGRA', (kernels, src, dst, n) => kernels.rgb24ToBgra(src, dst, n)),
  pixelwise('BGRA', 'RGB24', (kernels, src, dst, n) => kernels.bgraToRgb24(src, dst, n)),
  pixelwise('GRAY8', 'GRAY16', (kernels, src, dst, n) => kernels.widen16(src, dst, n)),
  pixelwise('GRAY16', 'GRAY8', (kernels, src, dst, n) => kernels.narrow16(src, dst, n)),
];
