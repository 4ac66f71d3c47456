import {
  checkIntegerIn,
  checkOptionNames,
  checkPositiveInteger,
  deferFilter,
  liveOptions,
  type FrameOperator,
  type Live,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';

/** Which frames {@link everyNth} keeps. */
export interface EveryNthOptions {
  /** One frame of so many: 1 keeps all. Range: whole numbers, from 1. */
  readonly n: number;
  /** How many frames come before the first that is kept: below `n`. Range: whole numbers, from 0. @defaultValue 0 */
  readonly offset?: number;
}

/**
 * Makes an operator that keeps one frame of every `n` and drops the others, which `stats` counts. Frames keep their index and
 * time.
 *
 * @param options - Which.
 * @returns Fewer frames. Each subscription counts for itself.
 * @throws {@link InvalidOptionError} when `n` is no positive whole number or the offset not below it.
 * @example
 * ```ts
 * import { everyNth } from '@giftgrab/filters';
 *
 * const half = everyNth({ n: 2 });
 * console.log(half.stats.framesDropped); // 0
 * ```
 */
export function everyNth(options: Live<EveryNthOptions>): FrameOperator {
  if (isObservable(options)) return liveOptions(options, everyNth);
  checkOptionNames('everyNth', options, ['n', 'offset']);
  const { n, offset = 0 } = options;
  checkPositiveInteger('n', n);
  checkIntegerIn('offset', offset, 0, n - 1);
  return deferFilter(
    () => {
      let count = 0;
      return {
        run: (frame) => {
          const isKept = count === offset;
          count = (count + 1) % n;
          return isKept ? frame : null;
        },
      };
    },
    { name: 'everyNth', access: 'read' },
  );
}
