export { addSaturating, type AddSaturatingOptions } from './video/add-saturating';
export { convertColour, type ConvertColourOptions } from './video/convert-colour';
export { invert } from './video/invert';
export { swapChannels, type SwapChannelsOptions } from './video/swap-channels';
export { correlate1d, type Correlate1dOptions } from './scipy/correlate1d';
export { convolve1d, type Convolve1dOptions } from './scipy/convolve1d';
export { gaussianFilter, type GaussianFilterOptions } from './scipy/gaussian-filter';
export { gaussianFilter1d, type GaussianFilter1dOptions } from './scipy/gaussian-filter1d';
export {
  gaussianGradientMagnitude,
  type GaussianGradientMagnitudeOptions,
} from './scipy/gaussian-gradient-magnitude';
export { gaussianLaplace, type GaussianLaplaceOptions } from './scipy/gaussian-laplace';
export { type ArrayFilter, type OutputOption } from './define-filter';
export { type ExecutionOptions } from './execution/operator-for';
export { type BoundaryMode, type BoundaryOptions } from './arrays/boundary';
export { type PerAxis } from './arrays/per-axis';
export { type DType, type SampleArray, type TypedArray } from './arrays/sample-array';
export type { GaussianDerivativesOptions } from './gaussian/gaussian-derivatives';
export type {
  GaussianAccuracyOptions,
  GaussianAxesOptions,
  GaussianPrecision,
  GaussianRounding,
} from './gaussian/gaussian-options';
export type { Weights1dOptions } from './linear/weights-options';
export { medianFilter, type MedianFilterOptions } from './scipy/median-filter';
export { percentileFilter, type PercentileFilterOptions } from './scipy/percentile-filter';
export { rankFilter, type RankFilterOptions } from './scipy/rank-filter';
export { minimumFilter, type MinimumFilterOptions } from './scipy/minimum-filter';
export { maximumFilter, type MaximumFilterOptions } from './scipy/maximum-filter';
export { greyErosion, type GreyErosionOptions } from './scipy/grey-erosion';
export { greyDilation, type GreyDilationOptions } from './scipy/grey-dilation';
export { greyOpening, type GreyOpeningOptions } from './scipy/grey-opening';
export { greyClosing, type GreyClosingOptions } from './scipy/grey-closing';
export {
  morphologicalGradient,
  type MorphologicalGradientOptions,
} from './scipy/morphological-gradient';
export { whiteTophat, type WhiteTophatOptions } from './scipy/white-tophat';
export { blackTophat, type BlackTophatOptions } from './scipy/black-tophat';
export type { BoundaryMode, BoundaryOptions } from './arrays/boundary';
export type { PerAxis } from './arrays/per-axis';
export type { Nested } from './windows/nested';
export type { WindowOptions } from './windows/window';
export type { MorphologyOptions } from './windows/morphology';
export type { ArrayFilter, OutputOption } from './define-filter';
export type { DType, SampleArray, TypedArray } from './arrays/sample-array';
export { uniformFilter, type UniformFilterOptions } from './scipy/uniform-filter';
export { uniformFilter1d, type UniformFilter1dOptions } from './scipy/uniform-filter1d';
export { minimumFilter1d, type MinimumFilter1dOptions } from './scipy/minimum-filter1d';
export { maximumFilter1d, type MaximumFilter1dOptions } from './scipy/maximum-filter1d';
export type { LineOptions } from './windows/one-axis';
export type { BoxOptions } from './windows/box-spec';
