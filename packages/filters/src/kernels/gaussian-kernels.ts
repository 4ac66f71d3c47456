/** Kernels of the Gaussian; see pyramid-*.ts, the *fir.ts and gather.ts in assembly/. */
export interface GaussianKernels {
  halveByteRows(
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    dst: number,
    n: number,
  ): void;
  widenRow(src: number, dst: number, n: number, shift: number): void;
  gatherPixels(
    src: number,
    dst: number,
    indices: number,
    count: number,
    bytes: number,
    constant: number,
  ): void;
  halveRows(a: number, b: number, c: number, d: number, e: number, dst: number, n: number): void;
  halveCols(src: number, dst: number, count: number, channels: number): void;
  doubleCols(src: number, dst: number, count: number, channels: number): void;
  doubleRows(a: number, b: number, c: number, even: number, odd: number, n: number): void;
  doubleRowsToBytes(
    a: number,
    b: number,
    c: number,
    even: number,
    odd: number,
    n: number,
    zero: number,
  ): void;
  narrowRow(src: number, dst: number, n: number, zero: number): void;
  filterSymmetric(
    src: number,
    tap: number,
    dst: number,
    n: number,
    weights: number,
    pairs: number,
    shift: number,
  ): void;
  rowAddresses(
    src: number,
    stride: number,
    indices: number,
    count: number,
    constantRow: number,
    addresses: number,
  ): void;
  filterByteRows(
    rows: number,
    dst: number,
    n: number,
    weights: number,
    pairs: number,
    tail: boolean,
  ): void;
  filterToBytes(
    src: number,
    tap: number,
    dst: number,
    n: number,
    weights: number,
    pairs: number,
    tail: boolean,
    half: number,
  ): void;
  filterBytesExactly(
    addresses: number,
    middle: number,
    dst: number,
    n: number,
    weights: number,
    pairs: number,
    shift: number,
    offset: number,
    margin: number,
    exact: number,
    radius: number,
  ): void;
}
