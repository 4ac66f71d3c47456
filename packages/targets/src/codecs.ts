import {
  UnsupportedFormatError,
  type ColourRange,
  type ColourSpace,
  type PictureSize,
  type Rational,
} from '@giftgrab/core';

/**
 * The codecs that files can be written with. The first three are GIFT-Grab's own.
 *
 * @see GIFT-Grab's `Codec` (E2)
 */
export const Codec = {
  /** MPEG-4 part 2, in `.avi` or `.mkv`: light work, read by old programs. */
  Xvid: 'Xvid',
  /** H.265, in `.mp4`, `.mov` or `.mkv`: small files. */
  HEVC: 'HEVC',
  /** In `.webm` or `.mkv`: small files, free of patents. */
  VP9: 'VP9',
  /** In `.mp4`, `.mov` or `.mkv`: plays everywhere. */
  H264: 'H264',
  /** In `.mkv` or `.avi`: lossless. */
  FFV1: 'FFV1',
} as const;

/** The name of a codec, for example `'HEVC'`. */
export type Codec = (typeof Codec)[keyof typeof Codec];

/** How a quality number is given to an encoder. */
export interface CrfRange {
  readonly option: '-crf' | '-qscale:v' | '-cq' | '-q:v' | '-global_quality';
  readonly minimum: number;
  readonly maximum: number;
  /** What has to stand beside it. */
  readonly besides?: readonly string[];
}

/** What the project knows of one of ffmpeg's encoders. */
export interface EncoderSpec {
  /** ffmpeg's name. */
  readonly name: string;
  /** Whether it needs hardware, so that only a trial tells whether it works. */
  readonly isHardware: boolean;
  /** Presets by name, with the arguments that each means; `undefined` when it has none. */
  readonly presets: ReadonlyMap<string, readonly string[]> | undefined;
  /** Its scale of quality; `undefined` when it has none. */
  readonly crf: CrfRange | undefined;
  /** Whether it takes a bit rate. */
  readonly hasBitrate: boolean;
  /** Arguments that it always gets. */
  readonly always: (video: EncodedVideo) => readonly string[];
  /** Sides must be a multiple of this. */
  readonly multipleOf: number;
  /** Smallest picture it takes, given the major version of libavformat. */
  readonly minimum: (libavformat: number) => PictureSize;
}

/** What an encoder's own arguments depend on. */
export interface EncodedVideo {
  /** Size of the picture in the file. */
  readonly size: PictureSize;
  /** Which part of the sample range is used. */
  readonly range: ColourRange;
  /** Nominal frames per second: what rates are planned by, whatever the ticks of the times are. */
  readonly frameRate: Rational;
  /** Whether frames must be stored in the order they are shown in. */
  readonly withoutBFrames: boolean;
  /** Whether the encoder shall hold back few frames: those are lost if it dies. */
  readonly isCrashSafe: boolean;
}

/** What the project knows of a codec. */
export interface CodecSpec {
  readonly codec: Codec;
  /** Extensions of file names, without the dot, and ffmpeg's muxer for each; the first is the default. */
  readonly containers: ReadonlyMap<string, string>;
  /** Encoders in the order in which `'auto'` tries them. */
  readonly encoders: readonly EncoderSpec[];
  /** Layouts that it takes without loss, and the pixel format that ffmpeg encodes each in; others become I420. */
  readonly formats: ReadonlyMap<ColourSpace, string>;
}

const X264_PRESETS = [
  'ultrafast',
  'superfast',
  'veryfast',
  'faster',
  'fast',
  'medium',
  'slow',
  'slower',
  'veryslow',
  'placebo',
];

const named = (names: readonly string[]): ReadonlyMap<string, readonly string[]> =>
  new Map(names.map((name) => [name, ['-preset', name]]));

// libvpx calls its presets by a number; x264's names are given the nearest.
const VPX_PRESETS = new Map(
  X264_PRESETS.map((name, i) => {
    const isRealtime = i < 3;
    const cpuUsed = isRealtime ? 8 - i : Math.max(0, 8 - i);
    const deadline = isRealtime ? 'realtime' : name === 'placebo' ? 'best' : 'good';
    return [
      name,
      ['-deadline', deadline, '-cpu-used', String(Math.min(cpuUsed, isRealtime ? 8 : 5))],
    ];
  }),
);

interface EncoderRow extends Partial<Omit<EncoderSpec, 'name'>> {
  readonly name: string;
}

function encoder(row: EncoderRow): EncoderSpec {
  return {
    isHardware: false,
    presets: undefined,
    crf: undefined,
    hasBitrate: true,
    always: () => [],
    multipleOf: 2,
    minimum: () => ({ cols: 2, rows: 2 }),
    ...row,
  };
}

const NVENC_PRESETS = named(['fast', 'medium', 'slow']);
const hardware = { isHardware: true, minimum: () => ({ cols: 256, rows: 256 }) } as const;
const anySize = { multipleOf: 1, minimum: () => ({ cols: 1, rows: 1 }) } as const;
const ONLY_I420: ReadonlyMap<ColourSpace, string> = new Map([['I420', 'yuv420p']]);
const crf51 = { option: '-crf', minimum: 0, maximum: 51 } as const;

const MP4_AND_OTHERS: ReadonlyMap<string, string> = new Map([
  ['mp4', 'mp4'],
  ['mov', 'mov'],
  ['mkv', 'matroska'],
]);

/** Encoders of graphics cards and processors, by the name that ffmpeg has for the codec. */
function hardwareEncoders(codec: 'hevc' | 'h264'): readonly EncoderSpec[] {
  return [
    encoder({
      ...hardware,
      name: `${codec}_nvenc`,
      presets: NVENC_PRESETS,
      crf: { option: '-cq', minimum: 0, maximum: 51, besides: ['-rc', 'vbr'] },
    }),
    encoder({ ...hardware, name: `${codec}_videotoolbox` }),
    encoder({
      ...hardware,
      name: `${codec}_qsv`,
      crf: { option: '-global_quality', minimum: 1, maximum: 51 },
    }),
  ];
}

/** The codecs and all that follows from them. A new one is one row here. */
const CODECS: readonly CodecSpec[] = [
  {
    codec: Codec.Xvid,
    containers: new Map([
      ['avi', 'avi'],
      ['mkv', 'matroska'],
    ]),
    formats: ONLY_I420,
    encoders: ['libxvid', 'mpeg4'].map((name) =>
      encoder({
        name,
        crf: { option: '-qscale:v', minimum: 1, maximum: 31 },
        always: () => (name === 'mpeg4' ? ['-vtag', 'xvid'] : []),
      }),
    ),
  },
  {
    codec: Codec.HEVC,
    containers: MP4_AND_OTHERS,
    formats: ONLY_I420,
    encoders: [
      ...hardwareEncoders('hevc'),
      encoder({
        name: 'libx265',
        presets: named(X264_PRESETS),
        crf: crf51,
        always: ({ frameRate, withoutBFrames, isCrashSafe, range }) => [
          '-x265-params',
          [
            'log-level=error',
            `fps=${frameRate.toString()}`,
            ...(withoutBFrames ? ['bframes=0'] : []),
            ...(isCrashSafe ? ['rc-lookahead=5', 'frame-threads=1'] : []),
            // The bundled build of 2018 does not tell x265 of the range.
            ...(range === 'full' ? ['range=full'] : []),
          ].join(':'),
        ],
        // The x265 in the bundled build of 2018 crashes at random on pictures of 34 to 48 columns.
        minimum: (libavformat) => ({ cols: libavformat < 59 ? 64 : 16, rows: 16 }),
      }),
      encoder({ name: 'libkvazaar', multipleOf: 8, minimum: () => ({ cols: 64, rows: 64 }) }),
    ],
  },
  {
    codec: Codec.VP9,
    containers: new Map([
      ['webm', 'webm'],
      ['mkv', 'matroska'],
    ]),
    formats: ONLY_I420,
    encoders: [
      encoder({
        ...hardware,
        name: 'vp9_qsv',
        crf: { option: '-global_quality', minimum: 1, maximum: 255 },
      }),
      encoder({
        name: 'libvpx-vp9',
        presets: VPX_PRESETS,
        crf: { option: '-crf', minimum: 0, maximum: 63, besides: ['-b:v', '0'] },
        always: ({ isCrashSafe }) => [
          ...['-row-mt', '1'],
          ...(isCrashSafe ? ['-lag-in-frames', '0'] : []),
        ],
        ...anySize,
      }),
    ],
  },
  {
    codec: Codec.H264,
    containers: MP4_AND_OTHERS,
    formats: ONLY_I420,
    encoders: [
      ...hardwareEncoders('h264'),
      encoder({
        name: 'libx264',
        presets: named(X264_PRESETS),
        crf: crf51,
        always: ({ frameRate, withoutBFrames, isCrashSafe }) => [
          '-x264-params',
          [
            `fps=${frameRate.toString()}`,
            ...(withoutBFrames ? ['bframes=0'] : []),
            ...(isCrashSafe ? ['rc-lookahead=5', 'sync-lookahead=0', 'sliced-threads=1'] : []),
          ].join(':'),
        ],
      }),
      encoder({ name: 'libopenh264', minimum: () => ({ cols: 16, rows: 16 }) }),
    ],
  },
  {
    codec: Codec.FFV1,
    containers: new Map([
      ['mkv', 'matroska'],
      ['avi', 'avi'],
    ]),
    formats: new Map([
      ['I420', 'yuv420p'],
      ['NV12', 'yuv420p'],
      ['UYVY', 'yuv422p'],
      ['I420P10', 'yuv420p10le'],
      ['BGRA', 'bgra'],
      ['RGB24', 'bgr0'],
      ['GRAY8', 'gray'],
      ['GRAY16', 'gray16le'],
    ]),
    encoders: [
      encoder({
        name: 'ffv1',
        hasBitrate: false,
        // Level 3 cuts the picture in slices, of which those of a tiny one are empty and come back as noise.
        always: ({ size }) =>
          size.cols < 8 || size.rows < 8 ? ['-level', '1'] : ['-level', '3', '-slicecrc', '1'],
        ...anySize,
      }),
    ],
  },
];

/**
 * What the project knows of a codec.
 *
 * @param codec - Its name.
 * @throws {@link UnsupportedFormatError} when there is no such codec. The message lists those there are.
 */
export function codecSpec(codec: Codec): CodecSpec {
  const spec = CODECS.find((row) => row.codec === codec);
  if (spec !== undefined) return spec;
  const names = CODECS.map((row) => row.codec).join(', ');
  throw new UnsupportedFormatError(
    `Video target codec ${JSON.stringify(codec)} is not supported. Expected one of ${names}.`,
  );
}

/**
 * ffmpeg's names of the encoders that a codec may be encoded with, in the order in which `'auto'` tries them.
 *
 * @param codec - The codec.
 * @throws {@link UnsupportedFormatError} when there is no such codec.
 * @example
 * ```ts
 * import { encodersFor } from '@giftgrab/targets';
 *
 * console.log(encodersFor('FFV1')); // [ 'ffv1' ]
 * ```
 */
export function encodersFor(codec: Codec): readonly string[] {
  return codecSpec(codec).encoders.map(({ name }) => name);
}
