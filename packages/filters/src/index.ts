export { addSaturating, type AddSaturatingOptions } from './video/add-saturating';
export { convertColour, type ConvertColourOptions } from './video/convert-colour';
export { invert } from './video/invert';
export { swapChannels, type SwapChannelsOptions } from './video/swap-channels';
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
