import type { FilterKernels } from '../kernels/kernels';
import type { RowsJob } from '../kernels/pointwise-kernels';
import type { Job, Plan } from '../plans/plan';
import type { PictureShape } from '../plans/plan';
import { bentCurve } from './bent-curve';
import { patterns, periodOf } from './pattern';

/** `limit((turned over or not) + add)`: what the kernel `addRows` computes. */
interface Sum {
  readonly flip: 0 | 255;
  readonly add: number;
  readonly low: number;
  readonly high: number;
}

/** One value below a threshold, another from there on: what `stepRows` computes. */
interface Step {
  readonly from: number;
  readonly below: number;
  readonly above: number;
  readonly keep: 0 | 255;
}

/**
 * Plans a filter that looks samples up, on the fastest kernel that gives just these values.
 *
 * @param picture - What is filtered; bytes.
 * @param tables - For each channel what becomes of each of the 256 values.
 */
export function planTables(picture: PictureShape, tables: readonly Uint8Array[]): Plan {
  const distinct = tables.every((table) => isSame(table, tables[0])) ? tables.slice(0, 1) : tables;
  if (distinct.every(isIdentity)) {
    return rowsPlan(picture, (kernels, rows, { src, dst }) => {
      if (src !== dst) kernels.copyRows(...rows);
    });
  }
  const period = periodOf(distinct.length);
  const sums = distinct.map(sumOf);
  if (period !== undefined && sums.every((sum) => sum !== undefined)) {
    const constants = patterns(
      sums.map(({ flip }) => flip),
      sums.map(({ add }) => Math.max(0, add)),
      sums.map(({ add }) => Math.max(0, -add)),
      sums.map(({ low }) => low),
      sums.map(({ high }) => high),
    );
    const run: RunRows = (kernels, rows, job) => kernels.addRows(...rows, job.constants, period);
    return { ...rowsPlan(picture, run), constants };
  }
  const steps = distinct.map(stepOf);
  if (period !== undefined && steps.every((step) => step !== undefined)) {
    const constants = patterns(
      steps.map(({ from }) => from),
      steps.map(({ below }) => below),
      steps.map(({ below, above }) => below ^ above),
      steps.map(({ keep }) => keep),
    );
    const run: RunRows = (kernels, rows, job) => kernels.stepRows(...rows, job.constants, period);
    return { ...rowsPlan(picture, run), constants };
  }
  const bent = bentPlan(picture, distinct);
  if (bent !== undefined) return bent;
  const constants = new Uint8Array(distinct.length * 256);
  for (const [channel, table] of distinct.entries()) constants.set(table, channel * 256);
  const run: RunRows = (kernels, rows, job) =>
    kernels.lookUpRows(...rows, job.constants, distinct.length);
  return { ...rowsPlan(picture, run), constants };
}

/** With more parts to look up than this, the kernel that looks all samples up is faster. */
const MOST_PARTS = 10;

/** Plans one curve for some of the channels, where the others stay as they are. */
function bentPlan(picture: PictureShape, tables: readonly Uint8Array[]): Plan | undefined {
  if (periodOf(tables.length) !== 16) return undefined;
  const [table, ...others] = tables.filter((each) => !isIdentity(each));
  if (table === undefined || !others.every((other) => isSame(other, table))) return undefined;
  const stays = tables.map((each) => (isIdentity(each) ? 255 : 0));
  const { constants, parts } = bentCurve(table, patterns(stays).subarray(0, 16));
  if (parts > MOST_PARTS) return undefined;
  const run: RunRows = (kernels, rows, job) => kernels.bendRows(...rows, job.constants, parts);
  return { ...rowsPlan(picture, run), constants };
}

/** Runs a kernel on some rows. */
export type RunRows = (kernels: FilterKernels, rows: RowsJob, job: Job) => void;

/** A plan of one phase, in place or not, that makes each row of bytes of the same row. */
export function rowsPlan({ rows, width }: PictureShape, run: RunRows): Plan {
  return {
    inPlace: true,
    phases: [
      {
        rows,
        run: (kernels, job, from, to) => {
          const { src, srcStride, dst, dstStride } = job;
          const [source, target] = [src + from * srcStride, dst + from * dstStride];
          run(kernels, [source, srcStride, target, dstStride, width, to - from], job);
        },
      },
    ],
  };
}

function isSame(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return a === b || a.every((value, i) => value === b?.[i]);
}

function isIdentity(table: Uint8Array): boolean {
  return table.every((value, i) => value === i);
}

/** The sum that a table stands for, if there is one. */
function sumOf(table: Uint8Array): Sum | undefined {
  const low = Math.min(...table);
  const high = Math.max(...table);
  for (const flip of [0, 255] as const) {
    const turned = table.map((_, i) => table[i ^ flip] ?? 0);
    // A value that no limit has touched tells what was added; where there is none, all of them are one limit.
    const free = turned.findIndex((value) => value > low && value < high);
    const add = free < 0 ? 0 : (turned[free] ?? 0) - free;
    const limited = (i: number): number => Math.min(high, Math.max(low, i + add));
    if (turned.every((value, i) => value === limited(i))) return { flip, add, low, high };
  }
  return undefined;
}

/** The step that a table stands for, if there is one. */
function stepOf(table: Uint8Array): Step | undefined {
  if (isIdentity(table)) return { from: 0, below: 0, above: 0, keep: 255 };
  const below = table[0] ?? 0;
  const above = table[255] ?? 0;
  const first = table.findIndex((value) => value !== below);
  const from = first < 0 ? 0 : first;
  const isStep = table.every((value, i) => value === (i < from ? below : above));
  return isStep ? { from, below, above, keep: 0 } : undefined;
}
