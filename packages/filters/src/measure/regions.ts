import { InvalidOptionError } from '@giftgrab/core';
import { isSameShape, type SampleArray } from '../arrays/sample-array';
import { valuesOf } from './picture-samples';

/** Which samples are measured. */
export type RegionIndex = number | readonly number[] | undefined;

/** Options of the functions that measure regions of an array. */
export interface RegionOptions<Index extends RegionIndex = RegionIndex> {
  /** A number for each sample, of the measured array's shape, such as `label` gives. @defaultValue all samples are one region */
  readonly labels?: SampleArray;
  /**
   * Which labels to measure: one for one result, a list for a list of results.
   *
   * @defaultValue all that are above 0, together
   */
  readonly index?: Index;
}

/** One result, or a list of them where the index is a list. */
export type PerRegion<T, Index extends RegionIndex> = Index extends readonly number[] ? T[] : T;

/** Regions of an array, numbered from 0. */
export interface Regions {
  /** How many regions there are. */
  readonly count: number;
  /** The region of each sample, last axis fastest, negative for none; `undefined` where all are in one. */
  readonly of: Int32Array | undefined;
}

/** Stands for samples that are not measured. */
const NONE = -1;

/**
 * The regions that options speak of.
 *
 * @param array - What is measured.
 * @param options - Labels and index.
 * @throws {@link InvalidOptionError} for labels of another shape, or an index that is no number or list of numbers, or has no labels.
 */
export function regionsOf(array: SampleArray, { labels, index }: RegionOptions): Regions {
  if (index !== undefined && ![index].flat().every((each) => typeof each === 'number')) {
    throw new InvalidOptionError('index', 'a number or a list of numbers', index);
  }
  if (labels === undefined) {
    if (index === undefined) return { count: 1, of: undefined };
    throw new InvalidOptionError('labels', 'given where there is an index', labels);
  }
  if (!isSameShape(labels.shape, array.shape)) {
    const shape = array.shape.join(', ');
    throw new InvalidOptionError('labels', `an array of shape [${shape}]`, labels.shape);
  }
  const values = valuesOf(labels);
  if (index === undefined) return { count: 1, of: Int32Array.from(values, aboveZero) };
  const distinct = distinctOf(index);
  const of = new Int32Array(values.length);
  // Neighbours often have the same label.
  let label = Number.NaN;
  let region = NONE;
  for (let i = 0; i < of.length; i += 1) {
    const value = values[i] ?? 0;
    if (value !== label) {
      label = value;
      region = distinct.get(value) ?? NONE;
    }
    of[i] = region;
  }
  return { count: distinct.size, of };
}

function aboveZero(value: number): number {
  return value > 0 ? 0 : NONE;
}

/** Numbers of the labels of an index, each of which may be there twice. */
function distinctOf(index: number | readonly number[]): Map<number, number> {
  const labels = new Set([index].flat());
  return new Map([...labels].map((label, region) => [label, region]));
}

/**
 * What was found out of each region, as the index asks for it.
 *
 * @param index - One label, a list, or none.
 * @param results - One for each region.
 */
export function perRegion<T, Index extends RegionIndex>(
  index: Index,
  results: readonly T[],
): PerRegion<T, Index> {
  if (!Array.isArray(index)) return results[0] as PerRegion<T, Index>;
  const distinct = distinctOf(index as readonly number[]);
  const list = (index as readonly number[]).map((label) => results[distinct.get(label) ?? 0]);
  return list as PerRegion<T, Index>;
}
