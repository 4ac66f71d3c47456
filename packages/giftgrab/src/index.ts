export * from '@giftgrab/core';
export * from '@giftgrab/filters';
export * from '@giftgrab/sources';
export * from '@giftgrab/targets';
export {
  locateFfmpeg,
  probe,
  type BinaryOrigin,
  type FfmpegBinary,
  type MediaInfo,
  type ProbeOptions,
  type VideoStreamInfo,
} from '@giftgrab/ffmpeg';
export { VideoSourceFactory } from './video-source-factory';
export { VideoTargetFactory } from './video-target-factory';
export { runCli } from './cli/program';
