import { frameMemory, syncByTime } from '@giftgrab/core';
import { testPattern } from '@giftgrab/sources';
import { measureWork, type WorkResult } from '../work';

const SETS = 10_000;
const SOURCES = 4;

/** Four sources at 60 frames/s, in sets by their times: how memory grows from the first thousand sets to the ten thousandth. */
export function synchronised(): Promise<WorkResult> {
  return measureWork(async () => {
    const sources = Array.from({ length: SOURCES }, () =>
      testPattern({ cols: 320, rows: 240, frameRate: 60, frames: SETS, colour: 'I420' }),
    );
    const stream = syncByTime(sources, { toleranceMs: 8 });
    const blocks: number[] = [];
    const megabytes: number[] = [];
    let sets = 0;
    await new Promise<void>((complete, error) => {
      const next = (): void => {
        sets += 1;
        blocks.push(frameMemory.blocksInUse);
        if (sets % 100 === 0) megabytes.push(process.memoryUsage().rss / 1e6);
      };
      stream.subscribe({ next, complete, error });
    });
    const most = (values: readonly number[]): number => Math.max(...values);
    const { framesDropped: dropped } = stream.stats;
    const early = blocks.slice(0, SETS / 10);
    return {
      frames: sets,
      extra: {
        sets,
        dropped,
        blocks: most(blocks),
        blockGrowth: most(blocks) - most(early),
        // The heap breathes: what counts is whether the last tenth is above the second.
        memoryGrowth: most(megabytes.slice(-10)) - most(megabytes.slice(10, 20)),
      },
    };
  });
}
