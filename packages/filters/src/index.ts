export { adjustableFilter } from './adjustable-filter';
export { affineTransform, type AffineTransformOptions } from './scipy/affine-transform';
export { blackTophat, type BlackTophatOptions } from './scipy/black-tophat';
export { centerOfMass } from './scipy/center-of-mass';
export { convolve, type ConvolveOptions } from './scipy/convolve';
export { convolve1d, type Convolve1dOptions } from './scipy/convolve1d';
export { correlate, type CorrelateOptions } from './scipy/correlate';
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
export { histogram, type HistogramOptions } from './scipy/histogram';
export { label, type Labelled, type LabelOptions } from './scipy/label';
export { laplace, type LaplaceOptions } from './scipy/laplace';
export { maximumFilter, type MaximumFilterOptions } from './scipy/maximum-filter';
export { maximumFilter1d, type MaximumFilter1dOptions } from './scipy/maximum-filter1d';
export { mean } from './scipy/mean';
export { medianFilter, type MedianFilterOptions } from './scipy/median-filter';
export { minimumFilter, type MinimumFilterOptions } from './scipy/minimum-filter';
export { minimumFilter1d, type MinimumFilter1dOptions } from './scipy/minimum-filter1d';
export {
  morphologicalGradient,
  type MorphologicalGradientOptions,
} from './scipy/morphological-gradient';
export { percentileFilter, type PercentileFilterOptions } from './scipy/percentile-filter';
export { prewitt, type PrewittOptions } from './scipy/prewitt';
export { rankFilter, type RankFilterOptions } from './scipy/rank-filter';
export { rotate, type RotateOptions } from './scipy/rotate';
export { shift, type ShiftOptions } from './scipy/shift';
export { sobel, type SobelOptions } from './scipy/sobel';
export { standardDeviation } from './scipy/standard-deviation';
export { uniformFilter, type UniformFilterOptions } from './scipy/uniform-filter';
export { uniformFilter1d, type UniformFilter1dOptions } from './scipy/uniform-filter1d';
export { variance } from './scipy/variance';
export { whiteTophat, type WhiteTophatOptions } from './scipy/white-tophat';
export { zoom, type ZoomOptions } from './scipy/zoom';
export { type Measurable } from './measure/picture-samples';
export { type PerRegion, type RegionIndex, type RegionOptions } from './measure/regions';
export { type OnnxData, type OnnxTensor, type OnnxTensors } from './inference/onnx-tensor';
export { type PictureInput } from './inference/picture-input';
export { type PicturePlace } from './inference/picture-tensor';
export { mosaic, type MosaicOptions } from './layouts/mosaic';
export {
  pictureInPicture,
  type Corner,
  type PictureInPictureOptions,
} from './layouts/picture-in-picture';
export { sideBySide } from './layouts/side-by-side';
export { topBottom } from './layouts/top-bottom';
export { anaglyph, type AnaglyphOptions } from './stereo/anaglyph';
export { greyPair, type GreyPairOptions } from './stereo/grey-pair';
export { packStereo } from './stereo/pack-stereo';
export { unpackStereo } from './stereo/unpack-stereo';
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
export { onnx, type OnnxOptions, type OnnxPostprocess, type OnnxPreprocess } from './video/onnx';
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
export { unsharpMask, type UnsharpMaskOptions } from './video/unsharp-mask';
export { type BoundaryMode, type BoundaryOptions } from './arrays/boundary';
export { type PerAxis } from './arrays/per-axis';
export { type DType, type SampleArray, type TypedArray } from './arrays/sample-array';
export { type ArrayFilter, type Given, type OutputOption } from './define-filter';
export { type DerivativeOptions, type SignedValues } from './derivatives/derivative-options';
export { type GradientOptions } from './derivatives/gradient-spec';
export { type ExecutionOptions } from './execution/operator-for';
export { type GaussianDerivativesOptions } from './gaussian/gaussian-derivatives';
export {
  type GaussianAccuracyOptions,
  type GaussianAxesOptions,
  type GaussianPrecision,
  type GaussianRounding,
} from './gaussian/gaussian-options';
export { type FrameLayout } from './layouts/define-layout';
export { type FitOption } from './layouts/in-a-row';
export { type Fit } from './layouts/layout-spec';
export { type AnaglyphMethod } from './stereo/anaglyph-matrices';
export {
  type PackedVideo,
  type PackedVideoOptions,
  type SwapOption,
} from './stereo/stereo-options';
export { type WeightsOptions } from './linear/weights-nd-options';
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
