import { forEachLine } from '../arrays/lines';
import { zeros, type SampleArray } from '../arrays/sample-array';
import { Components } from '../measure/components';
import { samplesOf, type Measurable } from '../measure/picture-samples';
import { precedingNeighbours } from '../measure/structure';
import type { Nested } from '../windows/nested';

/** What {@link label} takes for neighbours. */
export interface LabelOptions {
  /**
   * Which neighbours belong together: lists in lists, three samples along each axis, the same from both sides.
   *
   * @defaultValue a cross: those that differ by one along one axis
   */
  readonly structure?: Nested<number | boolean>;
}

/** What {@link label} finds. */
export interface Labelled {
  /** An `int32` array of the same shape: the number of each sample's feature from 1, 0 where there is none. */
  readonly labels: SampleArray;
  /** How many features there are. */
  readonly count: number;
}

/**
 * Finds the features of an array: samples other than 0 that touch each other. They are numbered in the order of their first samples.
 *
 * @param picture - An array, or a frame of one plane, whose first view counts.
 * @param options - Which neighbours touch.
 * @throws {@link InvalidOptionError} for a structure that is not three samples long along each axis, or not the same from both sides;
 * {@link UnsupportedFormatError} for frames of several planes: label their `planes()`.
 * @example
 * ```ts
 * import ndarray from 'ndarray';
 * import { label } from '@giftgrab/filters';
 *
 * const array = ndarray(Uint8Array.of(1, 1, 0, 0, 0, 1), [2, 3]);
 * const { labels, count } = label(array);
 * console.log(count, [...labels.data]); // 2 [1, 1, 0, 0, 0, 2]
 * ```
 * @see scipy.ndimage.label
 */
export function label(picture: Measurable, { structure }: LabelOptions = {}): Labelled {
  const array = samplesOf(picture);
  const { data, shape, stride } = array;
  // With a rim of zeros, so that no neighbour lies beyond an edge.
  const rimmed = zeros({ dtype: 'int32', shape: shape.map((length) => length + 2) });
  const inner = rimmed.lo(...shape.map(() => 1)).hi(...shape);
  const before = precedingNeighbours(structure, rimmed.stride);
  const last = shape.length - 1;
  const length = shape[last] ?? 1;
  const step = stride[last] ?? 0;
  const ids = rimmed.data;
  const components = new Components();
  forEachLine(array, inner, last, (from, to) => {
    for (let i = 0; i < length; i += 1) {
      if (data[from + i * step] === 0) continue;
      const at = to + i;
      let id = 0;
      for (let k = 0; k < before.length; k += 1) {
        const other = ids[at - (before[k] ?? 0)] ?? 0;
        if (other !== 0 && other !== id) id = id === 0 ? other : components.join(id, other);
      }
      ids[at] = id === 0 ? components.add() : id;
    }
  });
  const { of, count } = components.numbers();
  const labels = zeros({ dtype: 'int32', shape });
  forEachLine(inner, labels, last, (from, to) => {
    for (let i = 0; i < length; i += 1) labels.data[to + i] = of[ids[from + i] ?? 0] ?? 0;
  });
  return { labels, count };
}
