import {
  canConvert,
  pixelFormat,
  type ColourRange,
  type Colorimetry,
  type ColourSpace,
} from '@giftgrab/core';
import type { MediaInfo, VideoStreamInfo } from '@giftgrab/ffmpeg';

/** What a decoder sends through the pipe. */
export interface WireFormat {
  /** Layout of what comes. */
  readonly colour: ColourSpace;
  /** ffmpeg's pixel formats to choose from; the one the video has is sent as it is. */
  readonly pixFmts: readonly string[];
  /** Whether ffmpeg has to convert. */
  readonly isConverted: boolean;
}

/** 8-bit 4:2:0, which nearly every video is: sent as it is, in whichever range it has. */
const NATIVE_420: WireFormat = {
  colour: 'I420',
  pixFmts: ['yuv420p', 'yuvj420p'],
  isConverted: false,
};

/**
 * What to ask for before the video is known.
 *
 * @param colour - What the frames shall be.
 */
export function likelyWireFormat(colour: ColourSpace): WireFormat {
  return comesFrom420(colour) ? NATIVE_420 : directFormat(colour, 'limited', true);
}

/**
 * What to ask for. 4:2:0 video is converted in our process: less goes through the pipe, and it is faster. Anything
 * else ffmpeg converts at once, without a detour through 4:2:0 that would cost colour.
 *
 * @param colour - What the frames shall be.
 * @param video - What the video is.
 */
export function wireFormat(colour: ColourSpace, video: VideoStreamInfo): WireFormat {
  const is420 = ['yuv420p', 'yuvj420p'].includes(video.pixFmt);
  if (is420 && comesFrom420(colour)) return NATIVE_420;
  const { pixFmt, pixFmtFull } = pixelFormat(colour);
  const isConverted = video.pixFmt !== pixFmt && video.pixFmt !== pixFmtFull;
  return directFormat(colour, video.colorimetry.range, isConverted);
}

function comesFrom420(colour: ColourSpace): boolean {
  // Sixteen bits are not made of eight.
  return pixelFormat(colour).bytesPerSample === 1 && canConvert('I420', colour);
}

function directFormat(colour: ColourSpace, range: ColourRange, isConverted: boolean): WireFormat {
  const { pixFmt, pixFmtFull } = pixelFormat(colour);
  return { colour, pixFmts: [range === 'full' ? pixFmtFull : pixFmt], isConverted };
}

/**
 * How the samples that come are to be read: what ffmpeg converts to a format without a full-range variant comes in
 * limited range.
 *
 * @param wire - What is asked for.
 * @param video - How the video's own samples are to be read.
 */
export function wireColorimetry(wire: WireFormat, video: Colorimetry): Colorimetry {
  const { isYuv, pixFmt, pixFmtFull } = pixelFormat(wire.colour);
  const becomesLimited = wire.isConverted && isYuv && pixFmt === pixFmtFull;
  return becomesLimited ? { ...video, range: 'limited' } : video;
}

/**
 * Whether to let ffmpeg count times from the file's start: MPEG streams may jump in time, which ffmpeg mends only then,
 * and the pipe cannot carry times below zero.
 *
 * @param info - What the file holds.
 */
export function countsFromZero(info: MediaInfo): boolean {
  return isMpegStream(info.container) || (info.startSeconds ?? 0) < 0;
}

/**
 * Whether a file is an MPEG transport or program stream.
 *
 * @param container - ffmpeg's name of the container.
 */
export function isMpegStream(container: string): boolean {
  return container.startsWith('mpeg');
}

/**
 * The same, before the file is known.
 *
 * @param path - Its name.
 */
export function likelyCountsFromZero(path: string): boolean {
  return /\.(m2?ts|mts|m2t|mpe?g|vob|evo)$/i.test(path);
}
