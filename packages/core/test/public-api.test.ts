import { expect } from 'chai';
import * as core from '../src/index';

const names = `
  AddressUnavailableError BURST BranchOverflowError ColourSpace DEFAULT_COLORIMETRY Deferred
  DeviceAlreadyConnectedError DeviceNotFoundError DeviceOfflineError Feed FeedOrigin FfmpegError FfmpegNotFoundError
  FilterError FilterNode FilterTest FrameBudget FrameBudgetError FrameReleasedError GiftGrabError InvalidOptionError
  LIVE_FEED_OPTION_NAMES LONGEST_MS LiveFeed NetworkSourceUnavailableError ObservableObserver ObserverError
  OutOfRangeError Pipeline PluginError PluginRegistry Rational SOURCE_OPTION_NAMES SourceError SourceSizeChangedError
  SourceTruncatedError StageStats StreamStalledError TargetError Timestamp UnsupportedFormatError VideoFrame
  VideoSource VideoStream VideoTarget adjustable bitsPerPixel blackOf branch callAt canConvert checkAgainstSchema
  checkBoolean checkFrameBudget checkFrameRate checkIntegerIn checkLiveFeedOptions checkMilliseconds checkName
  checkOneOf checkOptionNames checkOptionValue checkPositiveInteger checkRegion chromaSteps combineFrames convertFrame
  cropFrame deferFilter definePlugin describe didYouMean editDistance filter frameBytes frameMemory frameShape
  fromIterable instantiateKernels isGiftGrabError isSameColorimetry isSameShape iterateFrames latestOf liveOptions
  nameKey nearestName packViews packedSize padFrame pictureLayout pipelineOf pixelFormat pixelFormatOf placeView
  pluginFilter pluginSource pluginTarget requiredDataLength rgbFrame roomIn ruleOf settlesWithin shapeText startThread
  swappable syncByTime tapTo testFilter toReadable toReadableStream toWritable toWritableStream unpackViews warn
  zipFrames
`;

describe('@giftgrab/core', () => {
  it('exports these names: a change here is a change for its users', () => {
    expect(Object.keys(core).sort()).to.deep.equal(names.trim().split(/\s+/));
  });
});
