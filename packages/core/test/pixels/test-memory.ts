import type { Colorimetry, ColourSpace } from '../../src/frames/colour-space';
import { pictureLayout, pixelFormat } from '../../src/frames/pixel-formats';
import { convertPixels } from '../../src/pixels/convert-pixels';
import { type Kernels, loadKernels } from '../../src/pixels/kernels';
import { webAssembly } from '../../src/web-assembly';

const PAGE = 65536;
const GUARD = 64;
const GUARD_BYTE = 0xa5;
const SCRATCH = 8 * PAGE;

/** The bytes of a picture. */
export function byteLengthOf(colour: ColourSpace, cols: number, rows: number): number {
  return pictureLayout(pixelFormat(colour), cols, rows).byteLength;
}

/** What {@link convertIn} converts. */
export interface Conversion {
  readonly from: ColourSpace;
  readonly to: ColourSpace;
  readonly bytes: Uint8Array;
  readonly cols: number;
  readonly rows: number;
  readonly colorimetry: Colorimetry;
  /** Rows at which the picture is split; ascending. */
  readonly splits?: readonly number[];
  /** Makes addresses odd. */
  readonly misalign?: number;
}

/** Kernels on a memory of their own, of `pages` pages. */
export function testKernels(pages = 32): Kernels {
  const memory = new webAssembly.Memory({ initial: pages, maximum: 1024, shared: true });
  return loadKernels(memory, (bytes) => {
    if (bytes > SCRATCH) throw new Error(`${bytes} bytes of scratch are more than expected`);
    return 0;
  });
}

/**
 * Converts a picture whose source ends 32 bytes before the end of memory, so that reading on traps.
 *
 * @returns The destination.
 * @throws when bytes beside the destination were changed.
 */
export function convertIn(kernels: Kernels, conversion: Conversion): Uint8Array {
  const { from, to, bytes, cols, rows, colorimetry, splits = [], misalign = 0 } = conversion;
  const all = new Uint8Array(kernels.memory.buffer);
  const source = all.length - 32 - bytes.length;
  const length = byteLengthOf(to, cols, rows);
  const target = SCRATCH + GUARD + misalign;
  if (target + length + GUARD > source) throw new Error('The test memory is too small.');
  all.set(bytes, source);
  all.fill(GUARD_BYTE, target - GUARD, target + length + GUARD);
  const ends = [...splits, rows];
  let top = 0;
  for (const bottom of ends) {
    convertPixels(
      kernels,
      { colour: from, cols, rows, ptr: source },
      { colour: to, cols, rows, ptr: target },
      colorimetry,
      { from: top, to: bottom },
    );
    top = bottom;
  }
  const before = all.subarray(target - GUARD, target);
  const after = all.subarray(target + length, target + length + GUARD);
  if ([...before, ...after].some((byte) => byte !== GUARD_BYTE)) {
    throw new Error(`${from} to ${to} at ${cols}x${rows} wrote outside its destination.`);
  }
  return Uint8Array.from(all.subarray(target, target + length));
}
