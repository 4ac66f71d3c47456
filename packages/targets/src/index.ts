export {
  byteWriter,
  type ByteReport,
  type ByteWriter,
  type ByteWriterOptions,
} from './byte-writer';
export { Codec, encodersFor } from './codecs';
export { type EncoderSettings, type EncoderWish } from './encoder-choice';
export { fileWriter } from './create-file-writer';
export { type FrameConversion } from './encoded-file';
export { type FileReport } from './file-report';
export { type FileWriter } from './file-writer';
export { type FileWriterOptions, type SeparateFilesOptions } from './file-writer-options';
export { type OddSize } from './fit-frame';
export { type Timing } from './frame-timer';
export {
  recorder,
  type RecordedSoFar,
  type Recorder,
  type RecorderState,
  type RecordingReport,
} from './recorder/recorder';
export { type DiskOptions } from './recorder/disk-space';
export {
  type DiskLow,
  type EncoderRestarted,
  type MovedToFallback,
  type PartFailed,
  type PartFinished,
  type PartStarted,
  type PresetChosen,
  type RecorderEvent,
  type RecordingBehind,
  type RecordingCaughtUp,
  type RecordingPaused,
  type RecordingResumed,
  type RecordingSpilling,
  type RecordingStarted,
  type RecordingStopped,
  type SpillEncoded,
} from './recorder/recorder-events';
export {
  type PreRollOptions,
  type RecorderOptions,
  type RotationOptions,
  type SpillOptions,
} from './recorder/recorder-options';
export { type PresetChoice } from './recorder/preset-trial';
export { type RecordingPartReport } from './recorder/recording-part';
export {
  findUnfinished,
  repairRecording,
  type RepairOptions,
  type RepairReport,
  type UnfinishedRecording,
} from './recorder/repair';
export { type Verification } from './recorder/verify-file';
export { snapshots, type SnapshotReport, type SnapshotOptions, type Snapshots } from './snapshots';
export {
  type StereoFileReport,
  type StereoFileWriter,
  type StereoPaths,
} from './stereo-file-writer';
