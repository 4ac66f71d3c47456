// The kernels of packages/core: pixel-format conversions on raw addresses, without state.
//
// Addresses need no alignment. Sources may be read up to 32 bytes past their end; destinations are
// written exactly. Rows lie tight, as pixel-formats.ts says.
export * from './bgra-to-yuv';
export * from './planes';
export * from './rgb';
export * from './uyvy';
export * from './yuv-to-bgra';
