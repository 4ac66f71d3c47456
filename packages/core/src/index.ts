export * from './errors';
export { Rational } from './rational';
export { Timestamp } from './timestamp';
export { callAt, LONGEST_MS } from './clock';
export { Deferred } from './deferred';
export { editDistance } from './edit-distance';
export { didYouMean, nameKey, nearestName } from './nearest-name';
export { checkOptionValue, ruleOf } from './check-option-value';
export * from './option-checks';
export { checkAgainstSchema } from './check-against-schema';
export { type OptionSchema, type OptionsSchema, type OptionValueSchema } from './option-schema';
export { StageStats } from './stats';
export { warn, type WarningCode } from './warnings';

export * from './frames/colour-space';
export * from './frames/pixel-formats';
export {
  bitsPerPixel,
  frameShape,
  isSameShape,
  requiredDataLength,
  shapeText,
  type FrameShape,
  type FrameSpec,
} from './frames/frame-shape';
export { type Samples } from './frames/frame-array';
export { checkFrameBudget, FrameBudget, type FrameBudgetOptions } from './frames/frame-budget';
export {
  frameMemory,
  type FrameMemory,
  type MemoryBlock,
  type MemoryLender,
} from './frames/frame-memory';
export { VideoFrame, type CaptureTime, type FrameInit, type FrameTime } from './frames/video-frame';
export { type WasmMemory } from './web-assembly';
export { instantiateKernels } from './instantiate-kernels';

export { canConvert } from './pixels/convert-pixels';
export { convertFrame, type ConvertFrameOptions } from './pixels/convert-frame';
export { rgbFrame } from './pixels/rgb-frame';
export { settlesWithin } from './settles-within';
export { cropFrame } from './pixels/crop-frame';
export {
  packedSize,
  packViews,
  unpackViews,
  type EyeOrder,
  type PackedLayout,
  type StereoLayout,
} from './pixels/pack-views';
export { padFrame, type PictureSize } from './pixels/pad-frame';
export { placeView, type ViewPlace } from './pixels/place-view';
export { checkRegion, chromaSteps, type Region } from './pixels/region';

export { type FrameObserver } from './graph/branch-guard';
export {
  deferFilter,
  filter,
  type FilterContext,
  type FilterFunction,
  type FilterMode,
  type FilterModuleOptions,
  type FilterOptions,
  type FilterResult,
} from './graph/filter';
export { type FrameOperator } from './graph/frame-operator';
export { branch } from './graph/branch';
export { type BranchOptions } from './graph/branch-stage';
export { type QueueOptions, type QueuePolicy } from './graph/frame-queue';
export { type PumpOptions } from './graph/pump';
export {
  combineFrames,
  type CombineFunction,
  type CombineOptions,
  type FrameCombiner,
} from './graph/join/combine-frames';
export { type FrameSet, type FrameSetStream } from './graph/join/frame-set';
export { type FrameStreams, type JoinOptions, type StallOptions } from './graph/join/join-options';
export { latestOf, type LatestOptions } from './graph/join/latest-of';
export { syncByTime, type SyncOptions } from './graph/join/sync-by-time';
export { zipFrames } from './graph/join/zip-frames';
export {
  checkLiveFeedOptions,
  LIVE_FEED_OPTION_NAMES,
  LiveFeed,
  type LiveFeedOptions,
  type LivePolicy,
} from './graph/live-feed';
export { tapTo } from './graph/tap-to';
export { swappable, type SwappableOperator } from './graph/swappable';
export {
  adjustable,
  type Adjustable,
  type AdjustableInit,
  type AdjustableOperator,
  type OptionChanges,
} from './graph/adjustable';
export { Feed, FeedOrigin, type Feedable } from './graph/feed';
export {
  fromIterable,
  type IterableSource,
  type IterableSourceOptions,
} from './graph/iterable-source';
export { BURST, roomIn } from './graph/run-room';
export { SOURCE_OPTION_NAMES } from './graph/source-option-names';
export { liveOptions, type Live } from './graph/live-options';
export { FilterNode } from './graph/filter-node';
export { type NodeKind } from './graph/graph-node';
export { type LatencyFigures } from './graph/latency-histogram';
export { type FilterRun } from './graph/filter-subscriber';
export {
  Pipeline,
  pipelineOf,
  type AdjustableNode,
  type DescribeOptions,
  type StatsEveryOptions,
} from './graph/pipeline';
export {
  type LinkStats,
  type NodeStats,
  type PathStats,
  type PipelineStats,
} from './graph/pipeline-stats';
export { startThread } from './workers/start-thread';
export { type FilterModule } from './workers/load-filter-module';
export { ObservableObserver, type UpdateResult } from './graph/observable-observer';
export {
  type RunOptions,
  type RunReceiver,
  type RunTeardown,
  type SourceRun,
} from './graph/source-run';
export {
  VideoSource,
  type SourceReport,
  type VideoSourceOptions,
  type VideoSourceSpec,
} from './graph/video-source';
export {
  VideoStream,
  type Attachment,
  type AttachAware,
  type DetachOptions,
} from './graph/video-stream';
export { VideoTarget, type TargetReport } from './graph/video-target';

export { definePlugin } from './plugins/define-plugin';
export {
  type CreateArguments,
  type DefaultedOption,
  type OptionsGiven,
  type OptionsOf,
  type OptionsWith,
  type RequiredOption,
  type ValueOf,
} from './plugins/options-of';
export {
  type FilterDefinition,
  type Plugin,
  type PluginDefinition,
  type PluginFilter,
  type PluginPart,
  type PluginSource,
  type PluginTarget,
  type Schemas,
  type SourceContext,
  type SourceDefinition,
  type TargetContext,
  type TargetDefinition,
} from './plugins/plugin';
export { pluginFilter, pluginSource, pluginTarget } from './plugins/plugin-parts';
export { PluginError, type PluginFailure } from './plugins/plugin-error';
export { PluginRegistry, type Registered, type TakenNames } from './plugins/plugin-registry';

export { frameBytes } from './streams/frame-bytes';
export { iterateFrames } from './streams/iterate-frames';
export { toReadable, type ReadableForm, type ToReadableOptions } from './streams/to-readable';
export { toReadableStream, type ToReadableStreamOptions } from './streams/to-readable-stream';
export { toWritable } from './streams/to-writable';
export { toWritableStream } from './streams/to-writable-stream';

export { testFilter, FilterTest, type ExpectOptions } from './testing/test-filter';
export { type TestPicture } from './testing/picture';
