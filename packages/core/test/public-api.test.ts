import { expect } from 'chai';
import * as core from '../src/index';

const names = `
  BranchOverflowError ColourSpace DEFAULT_COLORIMETRY Deferred DeviceAlreadyConnectedError
  DeviceNotFoundError DeviceOfflineError FfmpegError FfmpegNotFoundError FilterError FilterNode
  FilterTest FrameBudget FrameBudgetError FrameReleasedError GiftGrabError InvalidOptionError
  NetworkSourceUnavailableError ObservableObserver ObserverError OutOfRangeError Pipeline
  Rational SourceError SourceSizeChangedError SourceTruncatedError StageStats StreamStalledError
  TargetError Timestamp UnsupportedFormatError VideoFrame VideoSource VideoStream VideoTarget
  bitsPerPixel blackOf branch callAt canConvert checkFrameRate checkIntegerIn checkName
  checkOneOf checkOptionNames checkPositiveInteger checkRegion convertFrame cropFrame
  deferFilter describe filter frameBytes frameMemory frameShape instantiateKernels
  isGiftGrabError isSameColorimetry isSameShape iterateFrames latestOf liveOptions padFrame
  pictureLayout pipelineOf pixelFormat pixelFormatOf requiredDataLength shapeText startThread
  swappable syncByTime tapTo testFilter toReadable toReadableStream toWritable toWritableStream
  warn zipFrames
`;

describe('@giftgrab/core', () => {
  it('exports these names: a change here is a change for its users', () => {
    expect(Object.keys(core).sort()).to.deep.equal(names.trim().split(/\s+/));
  });
});
