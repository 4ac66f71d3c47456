export * from '@giftgrab/core';
export * from '@giftgrab/filters';
export * from '@giftgrab/preview';
export * from '@giftgrab/sources';
export * from '@giftgrab/targets';
export {
  locateFfmpeg,
  probe,
  type BinaryOrigin,
  type FfmpegBinary,
  type FileLimits,
  type InputLimits,
  type MediaInfo,
  type ProbeOptions,
  type VideoStreamInfo,
} from '@giftgrab/ffmpeg';
export { VideoSourceFactory } from './video-source-factory';
export { VideoTargetFactory } from './video-target-factory';
export { runCli } from './cli/program';
export {
  loadRecordingConfig,
  parseRecordingConfig,
  type ConfigOrigin,
  type ParseOptions,
  type RecordingConfig,
} from './recording/recording-config';
export { type PluginWish } from './plugins/locate-plugin';
export { RecordingConfigError, type ConfigMistake } from './recording/recording-config-error';
export { recordingJsonSchema, type RecordingPlan } from './recording/recording-schema';
export { type SourceConfig } from './recording/source-schema';
export {
  recordFromConfig,
  RecordingSession,
  type RecordFromConfigOptions,
  type RecordingSessionEvent,
} from './recording/recording-session';
export {
  ConfiguredRecording,
  type ConfigNotWritten,
  type ConfiguredRecordingEvent,
  type RecordingProgress,
  type RecordingResult,
} from './recording/configured-recording';
