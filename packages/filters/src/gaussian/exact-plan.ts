import { CONSTANT, extendedIndices, type BoundaryMode } from '../arrays/boundary';
import type { FilterKernels } from '../kernels/kernels';
import { ConstantsBuilder } from '../plans/constants-builder';
import type { Job, PictureShape, Plan } from '../plans/plan';
import { exactFilter } from './exact-filter';
import { extendLine } from './extend-line';

/** Symmetric weights for an axis. */
export interface WeightedAxis {
  /** At least 0, adding up to one. */
  readonly weights: Float64Array;
  /** What lies beyond the edge. */
  readonly mode: BoundaryMode;
}

/** A picture of bytes and the filters of its axes. */
export interface WeightedPicture {
  readonly shape: PictureShape;
  /** Filters samples in a column, first; left out to leave them alone. */
  readonly rows?: WeightedAxis | undefined;
  /** Filters samples in a row; left out to leave them alone. */
  readonly cols?: WeightedAxis | undefined;
  /** The constant beyond the edge, a whole number from 0 to 255. */
  readonly cval: number;
}

/** Rows may be read or written this many bytes beyond their end in a thread's own room. */
const SLACK = 32;

/** Leaves an axis alone. */
const IDENTITY: WeightedAxis = { weights: Float64Array.of(1), mode: 'nearest' };

/**
 * Filters bytes as SciPy does: double precision in its order, fractions cut off after each axis.
 *
 * @param picture - The picture and its filters.
 */
export function exactBytePlan({ shape, rows, cols, cval }: WeightedPicture): Plan {
  const constants = new ConstantsBuilder();
  const down = placeAxis(constants, rows ?? IDENTITY, shape.rows);
  const along = placeAxis(constants, cols ?? IDENTITY, shape.cols);
  const hasConstantRow = down.extended.includes(CONSTANT);
  const constantRow = constants.add(
    new Uint8Array(hasConstantRow ? shape.width + SLACK : 0).fill(cval),
  );
  const steps = constants.add(Int32Array.from({ length: along.count }, (_, i) => i));
  const { width, channels } = shape;
  const line = {
    cols: shape.cols,
    pixel: channels,
    before: along.before,
    length: along.extended.length,
    indices: along.indices,
    constant: cval * 257,
  };
  const lineBytes = Math.ceil((along.extended.length * channels + SLACK) / 16) * 16;
  return {
    phases: [
      {
        rows: shape.rows,
        run(kernels, job, from, to) {
          const start = job.local;
          const inside = start + along.before * channels;
          const pixels = start + lineBytes;
          const neighbours = pixels + 4 * along.count;
          const table = job.constants + steps;
          kernels.rowAddresses(start, channels, table, along.count, 0, pixels);
          for (let y = from; y < to; y += 1) {
            kernels.rowAddresses(
              job.src,
              job.srcStride,
              job.constants + down.indices + 4 * y,
              down.count,
              job.constants + constantRow,
              neighbours,
            );
            down.run(kernels, job, neighbours, inside, width);
            extendLine(kernels, job, line, start);
            along.run(kernels, job, pixels, job.dst + y * job.dstStride, width);
          }
        },
      },
    ],
    constants: constants.bytes(),
    localBytes: lineBytes + 4 * (along.count + down.count),
  };
}

function placeAxis(
  constants: ConstantsBuilder,
  { weights, mode }: WeightedAxis,
  length: number,
): PlacedAxis {
  const filter = exactFilter(weights);
  const { shift, offset, margin, radius } = filter;
  const before = filter.weights.length - 1;
  const extended = extendedIndices(length, before, before, mode);
  const fixed = constants.add(filter.weights);
  const exact = constants.add(filter.exact);
  const pairs = filter.weights.length / 2;
  return {
    before,
    extended,
    count: 2 * before + 1,
    indices: constants.add(extended),
    run(kernels, job, addresses, dst, samples) {
      kernels.filterBytesExactly(
        addresses,
        before,
        dst,
        samples,
        job.constants + fixed,
        pairs,
        shift,
        offset,
        margin,
        job.constants + exact,
        radius,
      );
    },
  };
}

interface PlacedAxis {
  /** How many samples the axis is extended by on each side. */
  readonly before: number;
  /** The samples of the extended axis. */
  readonly extended: Int32Array;
  /** How many samples one is made of. */
  readonly count: number;
  /** Where the extended axis lies in the constants, in bytes. */
  readonly indices: number;
  run(kernels: FilterKernels, job: Job, addresses: number, dst: number, samples: number): void;
}
