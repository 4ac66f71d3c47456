export { fromBytes, type ByteSource, type ByteSourceOptions } from './byte-source';
export { type Feedable } from './feed';
export {
  openFile,
  type FileSource,
  type FileSourceOptions,
  type OnEnd,
  type Pace,
} from './file-source';
export { fromIterable, type IterableSource, type IterableSourceOptions } from './iterable-source';
export { fromFrames, type MemorySource, type MemorySourceOptions } from './memory-source';
export { stereoSource, type StereoSource, type StereoSourceOptions } from './stereo-source';
export {
  testPattern,
  type TestPatternOptions,
  type TestPatternSource,
} from './test-pattern-source';
