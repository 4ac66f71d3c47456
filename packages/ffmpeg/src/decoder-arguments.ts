import { fileInputArguments } from './input-arguments';
import { DEFAULT_LIMITS, probingArguments, type InputLimits } from './input-limits';

/** What to decode, and to what. */
export interface DecodeRequest {
  /** The file. */
  readonly path: string;
  /** ffmpeg's pixel formats to choose from; a video that has one of them is passed on as it is. */
  readonly pixFmts: readonly string[];
  /** Threads of the decoder. @defaultValue ffmpeg's choice */
  readonly threads?: number;
  /** What it may ask for at most. @defaultValue {@link DEFAULT_LIMITS} */
  readonly limits?: InputLimits;
  /** `'file'` keeps the file's own times; `'zero'` counts them from the file's start. */
  readonly times: 'file' | 'zero';
  /** Whether ffmpeg has to convert, because the video has none of {@link pixFmts}. */
  readonly isConverted: boolean;
}

/**
 * The arguments that make ffmpeg decode a file to NUT on its standard output: every frame once, with its exact time.
 *
 * @param request - What to decode.
 */
export function decoderArguments(request: DecodeRequest): readonly string[] {
  const { path, pixFmts, times, isConverted } = request;
  return [
    ...decodingArguments(request),
    ...fileInputArguments(path),
    ...(times === 'file' ? ['-copyts'] : []),
    ...rawOutputArguments(pixFmts, isConverted),
  ];
}

/**
 * The arguments before the input, whatever it is.
 *
 * @param request - Threads of the decoder, and what the input may ask for at most.
 */
export function decodingArguments({
  threads,
  limits = {},
}: Pick<DecodeRequest, 'threads' | 'limits'>): readonly string[] {
  return [
    // A few bytes may claim to be a picture of gigabytes.
    ...['-max_pixels', String(limits.pixels ?? DEFAULT_LIMITS.pixels)],
    ...probingArguments(limits),
    // A picture that changes its size is news to builds before 4.4, not a warning.
    ...['-nostdin', '-hide_banner', '-nostats', '-v', 'info'],
    // Damage is judged by us: what can be decoded is no failure.
    ...['-max_error_rate', '1'],
    ...(threads === undefined ? [] : ['-threads', String(threads)]),
    // A picture that changes its size keeps it: it would be scaled to the first size without a word otherwise.
    ...['-reinit_filter', '0'],
  ];
}

/**
 * The arguments after the input: its first video as NUT with raw video, to standard output.
 *
 * @param pixFmts - As {@link DecodeRequest.pixFmts}.
 * @param isConverted - As {@link DecodeRequest.isConverted}.
 */
export function rawOutputArguments(
  pixFmts: readonly string[],
  isConverted: boolean,
): readonly string[] {
  const format = `format=${pixFmts.join('|')}`;
  return [
    // The first video that is no cover picture.
    ...['-map', '0:V:0'],
    // Where a scaler is in between anyway, it has to be told to keep the size as well.
    ...['-vf', isConverted ? `scale=w=iw:h=ih:eval=frame,${format}` : format],
    // No frame is doubled or dropped to make the rate constant, no time rounded to a frame rate.
    ...['-vsync', 'passthrough', '-enc_time_base', '-1'],
    // The fifo writes from a thread of its own: 10 to 20 % faster.
    ...['-c:v', 'rawvideo', '-f', 'fifo', '-fifo_format', 'nut', '-queue_size', '4'],
    ...['-format_opts', 'write_index=0', 'pipe:1'],
  ];
}
