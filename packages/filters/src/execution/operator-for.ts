import { availableParallelism } from 'node:os';
import {
  checkOneOf,
  checkPositiveInteger,
  deferFilter,
  filter,
  type FrameOperator,
} from '@giftgrab/core';
import type { ArrayFilterSpec } from '../array-filter';
import { FrameFilter } from '../filter-frame';
import { RowThreads } from './row-threads';

/** On which threads an operator works. The pictures are the same, bit by bit. */
export interface ExecutionOptions {
  /**
   * - `'inline'`: in the thread that the frames come in, at once. Right for filters that take little of a frame's time.
   * - `'workers'`: each frame in one of several worker threads, several frames at once, in order: the most frames a second.
   * - `'rows'`: the rows of each frame shared among several threads: each frame in the least time.
   *
   * @defaultValue `'inline'`
   */
  readonly execution?: 'inline' | 'workers' | 'rows' | undefined;
  /** Threads for `'workers'` and `'rows'`. @defaultValue the number of processor cores */
  readonly threads?: number | undefined;
}

const WORKER_MODULE = require.resolve('./worker-filter');

/**
 * Makes an operator of a filter on arrays.
 *
 * @param spec - The filter.
 * @param options - Checked options.
 * @param execution - Where it works.
 */
export function operatorFor<Options extends object>(
  spec: ArrayFilterSpec<Options>,
  options: Options,
  { execution = 'inline', threads = availableParallelism() }: ExecutionOptions,
): FrameOperator {
  checkOneOf('execution', execution, ['inline', 'workers', 'rows']);
  checkPositiveInteger('threads', threads, 256);
  // It reads: a frame that others see is not copied first, because the result goes to another one.
  const access = 'read';
  switch (execution) {
    case 'inline': {
      const frameFilter = new FrameFilter(spec, options);
      return filter((frame) => frameFilter.apply(frame), { access });
    }
    case 'workers': {
      const settings = { filter: spec.name, options };
      return filter(WORKER_MODULE, { mode: 'parallel', concurrency: threads, access, settings });
    }
    case 'rows':
      return deferFilter(
        () => {
          const rowThreads = new RowThreads(threads - 1);
          const frameFilter = new FrameFilter(spec, options, rowThreads.runPhases);
          return { run: (frame) => frameFilter.apply(frame), end: () => rowThreads.stop() };
        },
        { access },
      );
  }
}
