export { Codec } from './codecs';
export { type EncoderSettings, type EncoderWish } from './encoder-choice';
export { fileWriter, type FileReport, type FileWriter } from './file-writer';
export { type FileWriterOptions } from './file-writer-options';
export { type OddSize } from './fit-frame';
export { type Timing } from './frame-timer';
export { type StereoLayout } from './pack-views';
