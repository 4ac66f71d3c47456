import { describe, InvalidOptionError } from '../errors';
import { ColourSpace, type ColourRange } from './colour-space';

/** One plane of a pixel format. */
export interface PlaneFormat {
  /** What the plane holds, for example `'Y'` or `'BGRA'`. */
  readonly name: string;
  /** Columns are halved this many times, rounding up: 1 for the chroma of I420. */
  readonly xShift: number;
  /** Rows are halved this many times, rounding up. */
  readonly yShift: number;
  /** Samples side by side for each column. */
  readonly channels: number;
  /** A row holds a multiple of this many columns: 2 for UYVY, whose pixels come in pairs. */
  readonly columnMultiple: number;
  /** Black in limited range, one value a sample; repeated along the row. */
  readonly black: readonly number[];
  /** Black in full range. */
  readonly blackFull: readonly number[];
}

/** A row of the pixel-format table: everything the project knows of one colour space. */
export interface PixelFormat {
  /** Our name for it. */
  readonly colour: ColourSpace;
  /** ffmpeg's name for it. */
  readonly pixFmt: string;
  /** ffmpeg's name for it in full range, where that is another one. */
  readonly pixFmtFull: string;
  /** The four bytes that NUT and AVI call it by. */
  readonly fourcc: readonly number[];
  /** Bytes of one sample: 1 or 2. */
  readonly bytesPerSample: 1 | 2;
  /** Bits of a sample that carry the picture. */
  readonly bitDepth: number;
  /** Whether samples are luma and chroma, so that matrix and range matter. */
  readonly isYuv: boolean;
  /** The planes, in the order they lie in memory. */
  readonly planes: readonly PlaneFormat[];
}

interface PlaneSpec {
  readonly name: string;
  readonly black: readonly number[];
  readonly blackFull?: readonly number[];
  readonly shift?: number;
  readonly columnMultiple?: number;
  /** Where it differs from the number of black values: UYVY's pattern spans two columns. */
  readonly channels?: number;
}

function plane(spec: PlaneSpec): PlaneFormat {
  const shift = spec.shift ?? 0;
  return {
    name: spec.name,
    xShift: shift,
    yShift: shift,
    channels: spec.channels ?? spec.black.length,
    columnMultiple: spec.columnMultiple ?? 1,
    black: spec.black,
    blackFull: spec.blackFull ?? spec.black,
  };
}

const ascii = (text: string): readonly number[] => [...text].map((c) => c.charCodeAt(0));

const luma = plane({ name: 'Y', black: [16], blackFull: [0] });

/** The pixel-format table. A new format is one row here. */
const FORMATS: readonly PixelFormat[] = [
  {
    colour: ColourSpace.BGRA,
    pixFmt: 'bgra',
    pixFmtFull: 'bgra',
    fourcc: ascii('BGRA'),
    bytesPerSample: 1,
    bitDepth: 8,
    isYuv: false,
    planes: [plane({ name: 'BGRA', black: [0, 0, 0, 255] })],
  },
  {
    colour: ColourSpace.I420,
    pixFmt: 'yuv420p',
    pixFmtFull: 'yuvj420p',
    fourcc: ascii('I420'),
    bytesPerSample: 1,
    bitDepth: 8,
    isYuv: true,
    planes: [
      luma,
      plane({ name: 'U', shift: 1, black: [128] }),
      plane({ name: 'V', shift: 1, black: [128] }),
    ],
  },
  {
    colour: ColourSpace.UYVY,
    pixFmt: 'uyvy422',
    pixFmtFull: 'uyvy422',
    fourcc: ascii('UYVY'),
    bytesPerSample: 1,
    bitDepth: 8,
    isYuv: true,
    planes: [
      plane({
        name: 'UYVY',
        channels: 2,
        columnMultiple: 2,
        black: [128, 16, 128, 16],
        blackFull: [128, 0, 128, 0],
      }),
    ],
  },
  {
    colour: ColourSpace.GRAY8,
    pixFmt: 'gray',
    pixFmtFull: 'gray',
    fourcc: ascii('Y800'),
    bytesPerSample: 1,
    bitDepth: 8,
    isYuv: false,
    planes: [plane({ name: 'Y', black: [0] })],
  },
  {
    colour: ColourSpace.GRAY16,
    pixFmt: 'gray16le',
    pixFmtFull: 'gray16le',
    fourcc: [...ascii('Y1'), 0, 16],
    bytesPerSample: 2,
    bitDepth: 16,
    isYuv: false,
    planes: [plane({ name: 'Y', black: [0] })],
  },
  {
    colour: ColourSpace.RGB24,
    pixFmt: 'rgb24',
    pixFmtFull: 'rgb24',
    fourcc: [...ascii('RGB'), 24],
    bytesPerSample: 1,
    bitDepth: 8,
    isYuv: false,
    planes: [plane({ name: 'RGB', black: [0, 0, 0] })],
  },
  {
    colour: ColourSpace.NV12,
    pixFmt: 'nv12',
    pixFmtFull: 'nv12',
    fourcc: ascii('NV12'),
    bytesPerSample: 1,
    bitDepth: 8,
    isYuv: true,
    planes: [luma, plane({ name: 'UV', shift: 1, black: [128, 128] })],
  },
  {
    colour: ColourSpace.I420P10,
    pixFmt: 'yuv420p10le',
    pixFmtFull: 'yuv420p10le',
    fourcc: [...ascii('Y3'), 11, 10],
    bytesPerSample: 2,
    bitDepth: 10,
    isYuv: true,
    planes: [
      plane({ name: 'Y', black: [64], blackFull: [0] }),
      plane({ name: 'U', shift: 1, black: [512] }),
      plane({ name: 'V', shift: 1, black: [512] }),
    ],
  },
];

const byColour = new Map<string, PixelFormat>(FORMATS.map((format) => [format.colour, format]));
const byPixFmt = new Map<string, PixelFormat>(
  FORMATS.flatMap((format) => [
    [format.pixFmt, format],
    [format.pixFmtFull, format],
  ]),
);

/**
 * The table's row for a colour space.
 *
 * @param colour - Its name; upper case.
 * @throws {@link InvalidOptionError} when there is no such colour space. The message lists those there are.
 */
export function pixelFormat(colour: ColourSpace): PixelFormat {
  const format = byColour.get(colour);
  if (format === undefined) {
    const names = [...byColour.keys()].join(', ');
    const upper = typeof colour === 'string' ? (colour as string).toUpperCase() : '';
    const remedy = byColour.has(upper) ? `Did you mean ${describe(upper)}?` : '';
    throw new InvalidOptionError('colour', `one of ${names}`, colour, remedy);
  }
  return format;
}

/**
 * The table's row for one of ffmpeg's pixel formats, if the table has it.
 *
 * @param pixFmt - ffmpeg's name, for example `'yuv420p'`.
 */
export function pixelFormatOf(pixFmt: string): PixelFormat | undefined {
  return byPixFmt.get(pixFmt);
}

/** Where a plane lies in a view, and its size. */
export interface PlaneLayout {
  /** Bytes from the start of the view. */
  readonly offset: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  /** Columns of the plane; the padding column of an odd-width UYVY row not counted. */
  readonly cols: number;
  /** Rows of the plane. */
  readonly rows: number;
  /** Bytes of the plane. */
  readonly byteLength: number;
}

/** Where everything lies in one view of a frame. Rows and planes follow each other without gaps. */
export interface PictureLayout {
  /** The planes, in the order of {@link PixelFormat.planes}. */
  readonly planes: readonly PlaneLayout[];
  /** Bytes of one view. */
  readonly byteLength: number;
}

/**
 * Computes where the planes of a picture lie. Odd sizes round chroma up, as ffmpeg does.
 *
 * @param format - The row of the table.
 * @param cols - Pixels a row; a positive integer.
 * @param rows - Rows; a positive integer.
 */
export function pictureLayout(format: PixelFormat, cols: number, rows: number): PictureLayout {
  let offset = 0;
  const planes = format.planes.map((plane): PlaneLayout => {
    const planeCols = -(-cols >> plane.xShift);
    const planeRows = -(-rows >> plane.yShift);
    const stored = Math.ceil(planeCols / plane.columnMultiple) * plane.columnMultiple;
    const stride = stored * plane.channels * format.bytesPerSample;
    const byteLength = stride * planeRows;
    const layout = { offset, stride, cols: planeCols, rows: planeRows, byteLength };
    offset += byteLength;
    return layout;
  });
  return { planes, byteLength: offset };
}

/**
 * The black of a plane.
 *
 * @param plane - The plane.
 * @param range - Limited or full range; matters to luma only.
 * @returns One value for each sample, repeated along the row.
 */
export function blackOf(plane: PlaneFormat, range: ColourRange): readonly number[] {
  return range === 'full' ? plane.blackFull : plane.black;
}
