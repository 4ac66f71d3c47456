import { checkOneOf, UnsupportedFormatError } from '@giftgrab/core';
import { bytesOf, copyArray } from '../arrays/sample-array';
import { defineFilter, type ArrayFilter } from '../define-filter';
import { pictureShape } from '../plans/plan';

/** Which way {@link flip} turns the picture over. */
export interface FlipOptions {
  /**
   * `'horizontal'` swaps left and right, `'vertical'` top and bottom, `'both'` is half a turn.
   *
   * @defaultValue `'horizontal'`
   */
  readonly axis?: 'horizontal' | 'vertical' | 'both';
}

/** What frames add: whether columns are pairs that share chroma. */
interface OnPlane extends FlipOptions {
  readonly isPaired?: boolean;
}

/**
 * Mirrors the picture: of frames all planes and views, of arrays rows and columns.
 *
 * @example
 * ```ts
 * import { flip } from '@giftgrab/filters';
 *
 * const mirrored = flip({ axis: 'horizontal' });
 * console.log(mirrored.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} for another axis; the stream fails with a {@link FilterError} on UYVY of odd width, whose
 * last column shares its chroma with none, unless the flip is vertical.
 */
export const flip: ArrayFilter<FlipOptions> = defineFilter<OnPlane>({
  name: 'flip',
  optionNames: ['axis'],
  check: ({ axis = 'horizontal' }) => checkOneOf('axis', axis, ['horizontal', 'vertical', 'both']),
  isPointwise: true,
  frameSize: (size, { axis }, { colour }) => {
    if (colour === 'UYVY' && size.cols % 2 === 1 && axis !== 'vertical') {
      throw new UnsupportedFormatError(
        `flip cannot turn UYVY frames of ${size.cols} columns over, an odd number. ` +
          'Crop a column first, or put convertColour() before it.',
      );
    }
    return size;
  },
  forPlane: ({ axis = 'horizontal' }, { columnMultiple }) => ({
    axis,
    isPaired: columnMultiple === 2,
  }),
  plan: (input, output, { axis, isPaired = false }) => {
    const picture = pictureShape(input);
    if (picture === undefined || input.dtype !== output.dtype) return undefined;
    const { rows } = picture;
    const bytes = bytesOf(input.dtype);
    const width = picture.width * bytes;
    const isUpright = axis === 'vertical' || axis === 'both';
    return {
      phases: [
        {
          rows,
          run: (kernels, { src, srcStride, dst, dstStride }, from, to) => {
            const first = isUpright ? rows - 1 - from : from;
            const place = [
              src + first * srcStride,
              isUpright ? -srcStride : srcStride,
              dst + from * dstStride,
              dstStride,
              width,
              to - from,
            ] as const;
            if (axis === 'vertical') kernels.copyRows(...place);
            else kernels.reverseRows(...place, isPaired ? 0 : picture.channels * bytes);
          },
        },
      ],
    };
  },
  reference: (input, output, { axis = 'horizontal' }) => {
    copyArray(input.step(axis === 'horizontal' ? 1 : -1, axis === 'vertical' ? 1 : -1), output);
  },
});
