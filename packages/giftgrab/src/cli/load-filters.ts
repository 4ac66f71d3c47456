import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  filter,
  InvalidOptionError,
  type FilterFunction,
  type FrameOperator,
} from '@giftgrab/core';
import { addSaturating, invert, swapChannels } from '@giftgrab/filters';

const BUILT_IN: ReadonlyMap<string, () => FrameOperator> = new Map([
  ['invert', () => invert()],
  ['swap-channels', () => swapChannels()],
  ['brighten', () => addSaturating({ value: 32 })],
]);

/** Names of the filters that need no file. */
export function builtInFilters(): readonly string[] {
  return [...BUILT_IN.keys()];
}

/**
 * The filter that a name or a file means.
 *
 * @param wish - A built-in name, or the path of a JavaScript module that exports a function `filter(frame)`.
 * @throws {@link InvalidOptionError} when there is no such filter, or the module has none.
 */
export async function loadFilter(wish: string): Promise<FrameOperator> {
  const builtIn = BUILT_IN.get(wish);
  if (builtIn !== undefined) return builtIn();
  if (!/[\\/.]/.test(wish)) throw unknownFilter(wish);
  let module: { filter?: unknown };
  try {
    module = (await import(pathToFileURL(resolve(wish)).href)) as { filter?: unknown };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidOptionError('--filter', 'a JavaScript file that can be loaded', wish, reason);
  }
  if (typeof module.filter !== 'function') {
    const remedy = 'Write: exports.filter = (frame) => frame;';
    throw new InvalidOptionError(
      '--filter',
      'a file that exports a function "filter"',
      wish,
      remedy,
    );
  }
  return filter(module.filter as FilterFunction);
}

function unknownFilter(wish: string): InvalidOptionError {
  return new InvalidOptionError(
    '--filter',
    `one of ${builtInFilters().join(', ')}, or the path of a JavaScript file`,
    wish,
  );
}
