export { affineTransform, type AffineTransformOptions } from './scipy/affine-transform';
export { blackTophat, type BlackTophatOptions } from './scipy/black-tophat';
export { convolve1d, type Convolve1dOptions } from './scipy/convolve1d';
export { correlate1d, type Correlate1dOptions } from './scipy/correlate1d';
export { gaussianFilter, type GaussianFilterOptions } from './scipy/gaussian-filter';
export { gaussianFilter1d, type GaussianFilter1dOptions } from './scipy/gaussian-filter1d';
export {
  gaussianGradientMagnitude,
  type GaussianGradientMagnitudeOptions,
} from './scipy/gaussian-gradient-magnitude';
export { gaussianLaplace, type GaussianLaplaceOptions } from './scipy/gaussian-laplace';
export { greyClosing, type GreyClosingOptions } from './scipy/grey-closing';
export { greyDilation, type GreyDilationOptions } from './scipy/grey-dilation';
export { greyErosion, type GreyErosionOptions } from './scipy/grey-erosion';
export { greyOpening, type GreyOpeningOptions } from './scipy/grey-opening';
export { maximumFilter, type MaximumFilterOptions } from './scipy/maximum-filter';
export { maximumFilter1d, type MaximumFilter1dOptions } from './scipy/maximum-filter1d';
export { medianFilter, type MedianFilterOptions } from './scipy/median-filter';
export { minimumFilter, type MinimumFilterOptions } from './scipy/minimum-filter';
export { minimumFilter1d, type MinimumFilter1dOptions } from './scipy/minimum-filter1d';
export {
  morphologicalGradient,
  type MorphologicalGradientOptions,
} from './scipy/morphological-gradient';
export { percentileFilter, type PercentileFilterOptions } from './scipy/percentile-filter';
export { rankFilter, type RankFilterOptions } from './scipy/rank-filter';
export { rotate, type RotateOptions } from './scipy/rotate';
export { shift, type ShiftOptions } from './scipy/shift';
export { uniformFilter, type UniformFilterOptions } from './scipy/uniform-filter';
export { uniformFilter1d, type UniformFilter1dOptions } from './scipy/uniform-filter1d';
export { whiteTophat, type WhiteTophatOptions } from './scipy/white-tophat';
export { zoom, type ZoomOptions } from './scipy/zoom';
export { absoluteDifference, type AbsoluteDifferenceOptions } from './video/absolute-difference';
export { addSaturating, type AddSaturatingOptions } from './video/add-saturating';
export { blend, type BlendOptions } from './video/blend';
export { convertColour, type ConvertColourOptions } from './video/convert-colour';
export { crop, type CropOptions } from './video/crop';
export { drawText, type DrawTextOptions } from './video/draw-text';
export { ellipticalMask, type EllipticalMaskOptions } from './video/elliptical-mask';
export { everyNth, type EveryNthOptions } from './video/every-nth';
export { flip, type FlipOptions } from './video/flip';
export { frameDifference } from './video/frame-difference';
export { gamma, type GammaOptions } from './video/gamma';
export { histogramOf, type Histogram } from './video/histogram-of';
export { invert, type InvertOptions } from './video/invert';
export { limitFrameRate, type LimitFrameRateOptions } from './video/limit-frame-rate';
export { lookupTable, type LookupTableOptions } from './video/lookup-table';
export { motionScore } from './video/motion-score';
export { multiply, type MultiplyOptions } from './video/multiply';
export { overlay, type OverlayOptions } from './video/overlay';
export { pad, type PadOptions } from './video/pad';
export { resize, type ResizeOptions } from './video/resize';
export { rotate90, type Rotate90Options } from './video/rotate90';
export { runningBackground, type RunningBackgroundOptions } from './video/running-background';
export { swapChannels, type SwapChannelsOptions } from './video/swap-channels';
export { temporalMean, type TemporalMeanOptions } from './video/temporal-mean';
export { temporalMedian, type TemporalMedianOptions } from './video/temporal-median';
export { threshold, type ThresholdOptions } from './video/threshold';
export {
  timestampOverlay,
  type TimestampOverlayOptions,
  type TimestampPart,
} from './video/timestamp-overlay';
export { type BoundaryMode, type BoundaryOptions } from './arrays/boundary';
export { type PerAxis } from './arrays/per-axis';
export { type DType, type SampleArray, type TypedArray } from './arrays/sample-array';
export { type ArrayFilter, type Given, type OutputOption } from './define-filter';
export { type ExecutionOptions } from './execution/operator-for';
export { type GaussianDerivativesOptions } from './gaussian/gaussian-derivatives';
export {
  type GaussianAccuracyOptions,
  type GaussianAxesOptions,
  type GaussianPrecision,
  type GaussianRounding,
} from './gaussian/gaussian-options';
export { type Weights1dOptions } from './linear/weights-options';
export { type TextOptions } from './overlay/text-options';
export { type ResizeMethod } from './resample/resize-sums';
export { type SecondPictureOption } from './two-inputs/define-two-input-filter';
export { type SecondPicture } from './two-inputs/second-picture';
export { type Matrix } from './warp/affine-matrix';
export { type InterpolationOptions, type InterpolationOrder } from './warp/interpolation-options';
export { type BoxOptions } from './windows/box-spec';
export { type MorphologyOptions } from './windows/morphology';
export { type Nested } from './windows/nested';
export { type LineOptions } from './windows/one-axis';
export { type WindowOptions } from './windows/window';
