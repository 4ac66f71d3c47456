// The kernels of packages/filters, on raw addresses, without state.
//
// Addresses need no alignment. Sources may be read up to 32 bytes past their end; destinations are
// written exactly. Rows are given by the address of the first and the distance from one to the next.
export * from './rows';
export * from './pyramid-down';
export * from './pyramid-up';
export * from './fir';
export * from './direct-fir';
export * from './exact-fir';
export * from './gather';
export { median3U8, median3U16, median5U8, median5U16 } from './median';
export { maximumU16, maximumU8, minimumU16, minimumU8 } from './extremum';
export { sharpenRowsU8 } from './sharpen';
export { subtractRowsU16, subtractRowsU8 } from './subtract';
export { uniformU8 } from './uniform';
export { correlateI16, correlateU8 } from './correlate';
export { gradientU8 } from './derivatives';
export { laplaceU8 } from './laplace';
export {
  maximumOfTapsU16,
  maximumOfTapsU8,
  minimumOfTapsU16,
  minimumOfTapsU8,
} from './extremum-taps';
export { rankU8 } from './rank';
export * from './geometry';
export * from './curves';
export { sumOfBytes } from './measure';
export * from './pointwise';
export * from './temporal';
export * from './two-inputs';
export { affineRows } from './affine';
export { halveRowsAndCols } from './halve';
export { resampleRows } from './resample';
