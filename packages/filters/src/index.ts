export { type BoundaryMode } from './arrays/boundary';
export { type ArrayFilter, type Given, type OutputOption } from './define-filter';
export { type DType, type SampleArray, type TypedArray } from './arrays/sample-array';
export { addSaturating, type AddSaturatingOptions } from './video/add-saturating';
export { convertColour, type ConvertColourOptions } from './video/convert-colour';
export { gamma, type GammaOptions } from './video/gamma';
export { invert, type InvertOptions } from './video/invert';
export { lookupTable, type LookupTableOptions } from './video/lookup-table';
export { multiply, type MultiplyOptions } from './video/multiply';
export { swapChannels, type SwapChannelsOptions } from './video/swap-channels';
export { threshold, type ThresholdOptions } from './video/threshold';
export { crop, type CropOptions } from './video/crop';
export { ellipticalMask, type EllipticalMaskOptions } from './video/elliptical-mask';
export { flip, type FlipOptions } from './video/flip';
export { pad, type PadOptions } from './video/pad';
export { rotate90, type Rotate90Options } from './video/rotate90';
export { type SecondPictureOption } from './two-inputs/define-two-input-filter';
export { type SecondPicture } from './two-inputs/second-picture';
export { absoluteDifference, type AbsoluteDifferenceOptions } from './video/absolute-difference';
export { blend, type BlendOptions } from './video/blend';
export { everyNth, type EveryNthOptions } from './video/every-nth';
export { frameDifference } from './video/frame-difference';
export { histogramOf, type Histogram } from './video/histogram-of';
export { limitFrameRate, type LimitFrameRateOptions } from './video/limit-frame-rate';
export { motionScore } from './video/motion-score';
export { runningBackground, type RunningBackgroundOptions } from './video/running-background';
export { temporalMean, type TemporalMeanOptions } from './video/temporal-mean';
export { temporalMedian, type TemporalMedianOptions } from './video/temporal-median';
export { type TextOptions } from './overlay/text-options';
export { drawText, type DrawTextOptions } from './video/draw-text';
export { overlay, type OverlayOptions } from './video/overlay';
export {
  timestampOverlay,
  type TimestampOverlayOptions,
  type TimestampPart,
} from './video/timestamp-overlay';
