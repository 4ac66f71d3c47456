import { defineLayout, type FrameLayout } from './define-layout';
import { inARow, type FitOption } from './in-a-row';

/**
 * Puts pictures one above the other, in one as wide as the first. Others become as wide, and as high as their proportions want.
 *
 * @example
 * ```ts
 * import { topBottom } from '@giftgrab/filters';
 *
 * const compare = topBottom();
 * console.log(compare.stats.framesIn); // syncByTime([before, after], { toleranceMs: 5 }).pipe(compare)
 * ```
 * @throws {@link InvalidOptionError} when an option breaks its rule, there is no picture, or `fit` does not allow its size; in a stream
 * that is the cause of a {@link FilterError}.
 * @see ffmpeg's `vstack`
 */
export const topBottom: FrameLayout<FitOption> = defineLayout(inARow('topBottom', false));
