import type { Plan } from '../plans/plan';
import type { PlannedPicture } from './planned-picture';
import { pyramidLayout } from './pyramid-layout';
import { extendLine } from './extend-line';
import { rowBytes, SAMPLE } from './stages';

/** Levels times two to this power lie between the two directions. */
const SAMPLE_BITS = 6;

/** What a level is in the sums that bytes are made of. */
const LEVEL = 2 ** 21;

/** Equal weights of the sample itself, at distance 0, leave it alone. */
const IDENTITY = Int16Array.of(16_384, 16_384);

/**
 * Filters bytes with narrow filters: each row is made of its neighbours above and below, and filtered along itself while it is
 * still in the cache.
 *
 * @param picture - The picture; its axes are never halved.
 */
export function directPlan(picture: PlannedPicture): Plan {
  const layout = pyramidLayout(picture, [IDENTITY]);
  const { shape, rows, cols, rowFilter, colFilter } = layout;
  const { width, channels } = shape;
  const pixel = channels * SAMPLE;
  const lineBytes = rowBytes((cols.reduced[0] ?? 0) * channels);
  const before = cols.before * pixel;
  const extended = { ...layout.line, constant: layout.cval << SAMPLE_BITS };
  const along = colFilter ?? { weights: layout.extra[0] ?? 0, pairs: 1, hasTail: false };
  const tap = colFilter === undefined ? 0 : pixel;
  const half = LEVEL / 2 - Math.round(picture.darker * LEVEL);
  return {
    phases: [
      {
        rows: shape.rows,
        run(kernels, job, from, to) {
          const line = job.local;
          const inside = line + before;
          const addresses = job.local + lineBytes;
          const constantRow = job.constants + layout.constantRow;
          for (let y = from; y < to; y += 1) {
            if (rowFilter === undefined) {
              kernels.widenRow(job.src + y * job.srcStride, inside, width, SAMPLE_BITS);
            } else {
              const indices = job.constants + layout.rowIndices + 4 * y;
              const count = 2 * rowFilter.radius + 1;
              kernels.rowAddresses(job.src, job.srcStride, indices, count, constantRow, addresses);
              const { weights, pairs, hasTail } = rowFilter;
              kernels.filterByteRows(
                addresses,
                inside,
                width,
                job.constants + weights,
                pairs,
                hasTail,
              );
            }
            extendLine(kernels, job, extended, line);
            const result = job.dst + y * job.dstStride;
            kernels.filterToBytes(
              inside,
              tap,
              result,
              width,
              job.constants + along.weights,
              along.pairs,
              along.hasTail,
              half,
            );
          }
        },
      },
    ],
    constants: layout.constants,
    localBytes: lineBytes + 4 * rows.indices.length,
  };
}
