export {
  byteWriter,
  type ByteReport,
  type ByteWriter,
  type ByteWriterOptions,
} from './byte-writer';
export { Codec } from './codecs';
export { type EncoderSettings, type EncoderWish } from './encoder-choice';
export { fileWriter } from './create-file-writer';
export { type FrameConversion } from './encoded-file';
export { type FileReport, type FileWriter } from './file-writer';
export { type FileWriterOptions, type SeparateFilesOptions } from './file-writer-options';
export { type OddSize } from './fit-frame';
export { type Timing } from './frame-timer';
export { snapshots, type SnapshotReport, type SnapshotOptions, type Snapshots } from './snapshots';
export {
  type StereoFileReport,
  type StereoFileWriter,
  type StereoPaths,
} from './stereo-file-writer';
