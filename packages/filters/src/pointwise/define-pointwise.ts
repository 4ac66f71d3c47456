import type { ColourSpace } from '@giftgrab/core';
import type { ArrayFilterSpec } from '../array-filter';
import { dtypeOf, type DType, type SampleArray } from '../arrays/sample-array';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { pictureShape } from '../plans/plan';
import { finished, mapSamples, type Curve } from './map-samples';
import { planTables } from './plan-tables';
import { arrayScale, planeScales, type SampleScale } from './sample-scale';

/** A filter that makes each sample of the same sample alone. */
export interface PointwiseSpec<Options extends object> extends Pick<
  ArrayFilterSpec<Options>,
  'name' | 'optionNames' | 'check' | 'own'
> {
  /**
   * What becomes of the samples of a channel.
   *
   * @returns `undefined` for a channel that is left alone.
   */
  curve(options: Options, channel: PointwiseChannel): Curve | undefined;
}

/** A channel of a frame's plane, or of an array. */
export interface PointwiseChannel {
  /** What its numbers mean. */
  readonly scale: SampleScale;
  /** Its number in memory order. */
  readonly index: number;
  /** How many there are. */
  readonly count: number;
  /** Layout of the frame; `undefined` for arrays. */
  readonly colour: ColourSpace | undefined;
}

/** The plane that options are for, where they are for one. */
interface OnPlane {
  readonly plane?: { readonly colour: ColourSpace; readonly scales: readonly SampleScale[] };
}

/**
 * Makes the public function of a filter that makes each sample of the same sample alone. Bytes are looked up, or computed by
 * kernels that give the same; all else is computed.
 *
 * @param spec - The filter.
 */
export function definePointwise<Options extends object>(
  spec: PointwiseSpec<Options>,
): ArrayFilter<Options> {
  type Given = Options & OnPlane;
  const curveOf = (
    options: Given,
    dtype: DType,
    index: number,
    count: number,
  ): readonly [Curve, SampleScale] => {
    const { plane } = options;
    const scale = plane?.scales[index] ?? arrayScale(dtype);
    const channel = { scale, index, count, colour: plane?.colour };
    return [spec.curve(options, channel) ?? ((value) => value), scale];
  };
  return defineFilter<Given>({
    name: spec.name,
    optionNames: spec.optionNames,
    check: (options) => spec.check(options),
    own: (options) => ({ ...options, ...spec.own?.(options) }),
    isPointwise: true,
    isReferenceInPlace: true,
    forPlane: (options, plane, format, range) => ({
      ...options,
      plane: { colour: format.colour, scales: planeScales(plane, format, range) },
    }),
    plan: (input, output, options) => {
      const picture = pictureShape(input);
      if (picture === undefined || input.dtype !== 'uint8' || output.dtype !== 'uint8') {
        return undefined;
      }
      const tables = Array.from({ length: picture.channels }, (_, index) => {
        const [curve, scale] = curveOf(options, 'uint8', index, picture.channels);
        const value = finished(curve, scale, 'uint8', 'uint8');
        return Uint8Array.from({ length: 256 }, (_sample, i) => value(i));
      });
      return planTables(picture, tables);
    },
    reference: (input, output, options) => {
      const [from, to] = [dtypeOf(input.data), dtypeOf(output.data)];
      const count = channelsOf(input);
      for (let index = 0; index < count; index += 1) {
        const [curve, scale] = curveOf(options, from, index, count);
        const pick = (array: SampleArray): SampleArray =>
          array.shape.length === 3 ? array.pick(null, null, index) : array;
        mapSamples(pick(input), pick(output), finished(curve, scale, from, to));
      }
    },
  });
}

/** Samples side by side for each column: arrays of three axes are rows, columns and channels. */
function channelsOf({ shape }: SampleArray): number {
  return shape.length === 3 ? (shape[2] ?? 0) : 1;
}
