import { Option } from 'commander';
import { ColourSpace } from '@giftgrab/core';

/** The flag `--colour` of commands with filters. */
export function colourOption(): Option {
  return new Option('--colour <name>', 'layout of the frames that filters get').choices(
    Object.values(ColourSpace),
  );
}

/**
 * The layout that filters get unless they are told another: what every filter can do, at every size, is BGRA.
 *
 * @param filters - The filters.
 * @param without - The layout where there are none.
 */
export function colourFor(filters: readonly string[], without: ColourSpace = 'I420'): ColourSpace {
  return filters.length === 0 ? without : 'BGRA';
}
