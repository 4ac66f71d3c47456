export { checkInputFile } from './check-input-file';
export {
  decoderArguments,
  decodingArguments,
  rawOutputArguments,
  type DecodeRequest,
} from './decoder-arguments';
export { listEncoders, tryEncoder, type EncoderTrial } from './encoders';
export { type ProcessExit } from './ffmpeg-process';
export { fileUse, noteFileUse, type FileUse } from './files-in-use';
export { fileInputArguments, fileUrl, videoFormatsArguments } from './input-arguments';
export { checkLimits, DEFAULT_LIMITS, type FileLimits, type InputLimits } from './input-limits';
export { locateFfmpeg, type BinaryOrigin, type FfmpegBinary } from './locate';
export { maskCredentials } from './mask-credentials';
export { type MediaInfo, type VideoStreamInfo } from './media-info';
export { ffmpegError, lastWords, type RunDescription } from './messages';
export { NutError } from './nut/nut-format';
export type { NutStreamHeader } from './nut/nut-headers';
export { NutReader, type NutEnd, type NutReaderHandlers } from './nut/nut-reader';
export { NutWriter, type NutWriterOptions } from './nut/nut-writer';
export { parseBanner } from './probe-by-banner';
export { probe, probeWith, type ProbeOptions } from './probe';
export { restrictionsOf, type Restrictions } from './restrictions';
export { StallWatch, type StallWatchOptions } from './stall-watch';
export {
  VideoDecoder,
  type DecoderEnd,
  type DecoderHandlers,
  type DecoderOptions,
} from './video-decoder';
export { VideoEncoder, type EncoderEnd, type EncoderOptions } from './video-encoder';
export { runForOutput, type ProgramOutput, type RunLimits } from './run-for-output';
export { unreadableError } from './unreadable-error';
