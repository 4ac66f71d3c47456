import { InvalidOptionError } from '@giftgrab/core';
import type { ArrayFilter } from '../define-filter';
import { definePointwise } from '../pointwise/define-pointwise';

/** The table of {@link lookupTable}. */
export interface LookupTableOptions {
  /**
   * The new value for each value: 256 for bytes, 1024 for I420P10, 65536 for GRAY16. A sample beyond the end of the table takes
   * its last value. Copied.
   */
  readonly table: ArrayLike<number>;
}

/**
 * Replaces every sample by what a table holds for it, in place. Alpha and chroma are left alone.
 *
 * @example
 * ```ts
 * import { lookupTable } from '@giftgrab/filters';
 *
 * const posterise = Uint8Array.from({ length: 256 }, (_, value) => value & 0xc0);
 * const operator = lookupTable({ table: posterise });
 * console.log(operator.stats.framesIn); // 0
 * ```
 * @throws {@link InvalidOptionError} when the table is no list of 1 to 65536 numbers.
 * @see OpenCV's `LUT`
 */
export const lookupTable: ArrayFilter<LookupTableOptions> = definePointwise<LookupTableOptions>({
  name: 'lookupTable',
  optionNames: ['table'],
  check: ({ table }) => {
    const given: unknown = table;
    const isList = Array.isArray(given) || (ArrayBuffer.isView(given) && 'length' in given);
    if (isList && table.length >= 1 && table.length <= 65_536) {
      if (Array.from(table).every((value) => typeof value === 'number')) return;
    }
    throw new InvalidOptionError('table', 'a list of 1 to 65536 numbers', given);
  },
  own: ({ table }) => ({ table: Array.from(table) }),
  curve: ({ table }, { scale: { role } }) => {
    if (role === 'alpha' || role === 'chroma') return undefined;
    const last = table.length - 1;
    return (sample) => table[Math.min(last, Math.max(0, Math.floor(sample)))] ?? 0;
  },
});
