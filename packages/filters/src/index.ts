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
