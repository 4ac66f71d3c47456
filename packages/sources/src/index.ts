export {
  openFile,
  type FileSource,
  type FileSourceOptions,
  type OnEnd,
  type Pace,
} from './file-source';
export { fromFrames, type MemorySource, type MemorySourceOptions } from './memory-source';
export {
  testPattern,
  type TestPatternOptions,
  type TestPatternSource,
} from './test-pattern-source';
