import { availableParallelism } from 'node:os';
import {
  checkOneOf,
  checkPositiveInteger,
  deferFilter,
  filter,
  InvalidOptionError,
  pixelFormat,
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
  /** Threads for `'workers'` and `'rows'`. Range: whole numbers, 1 to 256. @defaultValue the number of processor cores */
  readonly threads?: number | undefined;
}

/** Nothing that a filter may do to some frame lies outside of this one. */
const LARGEST_SIZE = { rows: 32_768, cols: 32_768 };

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
  checkOnFrames(spec, options);
  // It reads: a frame that others see is not copied first, because the result goes to another one.
  const access = 'read';
  const { name } = spec;
  switch (execution) {
    case 'inline': {
      const frameFilter = new FrameFilter(spec, options);
      return filter((frame) => frameFilter.apply(frame), { name, access });
    }
    case 'workers': {
      const settings = { filter: name, options };
      const workers = { mode: 'parallel', concurrency: threads } as const;
      return filter(WORKER_MODULE, { name, access, settings, ...workers });
    }
    case 'rows':
      return deferFilter(
        () => {
          const rowThreads = new RowThreads(threads - 1);
          const frameFilter = new FrameFilter(spec, options, rowThreads.runPhases);
          return { run: (frame) => frameFilter.apply(frame), end: () => rowThreads.stop() };
        },
        { name, access },
      );
  }
}

/**
 * Throws for options that no frame could make right, such as lists of a wrong length: an array tells how many axes it has, but
 * frames have rows, columns and channels.
 */
function checkOnFrames<Options extends object>(
  spec: ArrayFilterSpec<Options>,
  options: Options,
): void {
  const format = pixelFormat('BGRA');
  const [plane] = format.planes;
  if (plane === undefined) return;
  try {
    spec.forPlane?.(options, plane, format, 'full', LARGEST_SIZE);
  } catch (error) {
    // Whatever else is wrong may be right in another layout.
    if (error instanceof InvalidOptionError) throw error;
  }
}
