import type { ArrayShape } from '../arrays/sample-array';
import type { Job, Phase, Plan } from '../plans/plan';
import type { WindowBlock } from './window-block';
import type { WindowStage } from './window-plan';

/** A picture that a stage reads or writes. */
type Picture = 'src' | 'dst' | 'scratch';

/** A stage, from where to where. */
export interface PlacedStage {
  readonly stage: WindowStage | undefined;
  readonly from: Picture;
  readonly to: Picture;
}

/**
 * A plan of several kernels one after the other, with a picture between them.
 *
 * @param output - The output.
 * @param stages - The kernels.
 * @param difference - Two pictures, the second of which is subtracted from the first at the end; numbers wrap around.
 * @returns `undefined` unless kernels can do all stages.
 */
export function morphologyPlan(
  output: ArrayShape,
  stages: readonly PlacedStage[],
  difference?: readonly [Picture, Picture],
): Plan | undefined {
  const blocks: WindowBlock[] = [];
  const phases: Phase[] = [];
  let localBytes = 0;
  let length = 0;
  for (const { stage, from, to } of stages) {
    if (stage === undefined) return undefined;
    const { kernel, block } = stage;
    const { rowBytes, picture } = block;
    const at = length;
    blocks.push(block);
    length += alignTo64(block.bytes.length);
    localBytes = Math.max(localBytes, stage.localBytes);
    phases.push({
      rows: picture.rows,
      run(kernels, job, first, last) {
        const { constants, local } = job;
        const srcStride = strideOf(job, from, rowBytes);
        const dstStride = strideOf(job, to, rowBytes);
        kernels[kernel](
          job[from],
          srcStride,
          job[to],
          dstStride,
          constants + at,
          local,
          first,
          last,
        );
      },
    });
  }
  const constants = new Uint8Array(length);
  let at = 0;
  for (const block of blocks) {
    constants.set(block.bytes, at);
    at += alignTo64(block.bytes.length);
  }
  const { rowBytes = 0, picture: { rows = 0 } = {} } = blocks[0] ?? {};
  if (difference !== undefined) phases.push(differencePhase(rows, rowBytes, output, difference));
  return { constants, localBytes, scratchBytes: alignTo64(rows * rowBytes + 64), phases };
}

function differencePhase(
  rows: number,
  rowBytes: number,
  output: ArrayShape,
  [a, b]: readonly [Picture, Picture],
): Phase {
  const subtract = output.dtype === 'uint8' ? 'subtractRowsU8' : 'subtractRowsU16';
  return {
    rows,
    run(kernels, job, from, to) {
      const aStride = strideOf(job, a, rowBytes);
      const bStride = strideOf(job, b, rowBytes);
      const { dst, dstStride } = job;
      kernels[subtract](job[a], aStride, job[b], bStride, dst, dstStride, rowBytes, from, to);
    },
  };
}

function strideOf(job: Job, picture: Picture, rowBytes: number): number {
  if (picture === 'scratch') return rowBytes;
  return picture === 'src' ? job.srcStride : job.dstStride;
}

function alignTo64(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
