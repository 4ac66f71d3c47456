// The kernels of packages/filters, on raw addresses, without state.
//
// Addresses need no alignment. Sources may be read up to 32 bytes past their end; destinations are
// written exactly. Rows are given by the address of the first and the distance from one to the next.
export * from './rows';
export * from './geometry';
export * from './pointwise';
export * from './temporal';
export * from './two-inputs';
