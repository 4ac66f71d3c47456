import { defineLayout, type FrameLayout } from './define-layout';
import { inARow, type FitOption } from './in-a-row';

/**
 * Puts pictures side by side, in one as high as the first. Others become as high, and as wide as their proportions want.
 *
 * @example
 * ```ts
 * import { sideBySide } from '@giftgrab/filters';
 *
 * const compare = sideBySide();
 * console.log(compare.stats.framesIn); // syncByTime([before, after], { toleranceMs: 5 }).pipe(compare)
 * ```
 * @throws {@link InvalidOptionError} when an option breaks its rule, there is no picture, or `fit` does not allow its size; in a stream
 * that is the cause of a {@link FilterError}.
 * @see ffmpeg's `hstack`
 */
export const sideBySide: FrameLayout<FitOption> = defineLayout(inARow('sideBySide', true));
