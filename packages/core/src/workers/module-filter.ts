import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { InvalidOptionError } from '../errors';
import type { VideoFrame } from '../frames/video-frame';
import type { FilterResult } from '../graph/filter';
import { framesOf } from '../graph/filter-result';
import type { FilterRun } from '../graph/filter-subscriber';
import { FilterThread } from './filter-thread';

/** What a {@link moduleFilter} needs to know. */
export interface ModuleFilterOptions {
  /** The module's URL; see {@link moduleUrl}. */
  readonly module: string;
  /** For its `createFilter`. */
  readonly settings: unknown;
  /** How many threads work on frames. */
  readonly threads: number;
}

/**
 * Starts worker threads that filter frames with a module's function.
 *
 * @param options - Which module, and how many.
 * @returns The filter, whose end is the threads' end.
 */
export function moduleFilter({ module, settings, threads }: ModuleFilterOptions): FilterRun {
  const all = Array.from({ length: threads }, () => new FilterThread(module, settings));
  const run = (frame: VideoFrame): Promise<FilterResult> => {
    const idlest = all.reduce((a, b) => (b.load < a.load ? b : a));
    return frame.address === undefined ? runOnCopy(idlest, frame) : idlest.run(frame);
  };
  return {
    run,
    end: () => {
      for (const thread of all) thread.stop();
    },
  };
}

/** Frames in ordinary memory are out of the threads' reach. */
async function runOnCopy(thread: FilterThread, frame: VideoFrame): Promise<FilterResult> {
  const copy = frame.pooledCopy();
  let result: FilterResult = null;
  try {
    result = await thread.run(copy);
    return result;
  } finally {
    // What is returned is released by whoever gets it.
    if (!framesOf(result).includes(copy)) copy.release();
  }
}

/**
 * The URL of a module that a user named.
 *
 * @param name - A URL, or a path from the working directory.
 * @throws {@link InvalidOptionError} when there is no such file.
 */
export function moduleUrl(name: string | URL): string {
  const url = name instanceof URL ? name : urlOf(name);
  if (url.protocol !== 'file:' || !existsSync(fileURLToPath(url))) {
    throw new InvalidOptionError(
      'run',
      'a function, or the path or file: URL of a module that exists,',
      url.href,
    );
  }
  return url.href;
}

function urlOf(name: string): URL {
  return name.startsWith('file:') ? new URL(name) : pathToFileURL(resolve(name));
}
