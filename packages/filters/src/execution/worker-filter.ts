// What core's worker threads load for `execution: 'workers'`.
import type { FilterFunction } from '@giftgrab/core';
import { FrameFilter } from '../filter-frame';
import '../index';
import { filterNamed } from '../registry';

/** Which filter, and how. */
interface Settings {
  readonly filter: string;
  readonly options: object;
}

/** Makes the filter of this thread. */
export function createFilter(settings: Settings): FilterFunction {
  const frameFilter = new FrameFilter(filterNamed(settings.filter), settings.options);
  return (frame) => frameFilter.apply(frame);
}
