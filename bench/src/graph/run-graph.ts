import { median } from '../median';
import { runContestant } from '../run-contestant';
import { printFigure } from '../table';
import { gstreamerRate } from './gstreamer';

/** What graphs cost: branches, filters, threads and joins. */
export async function runGraph(rounds: number): Promise<void> {
  console.log('\none more branch that does nothing, a 1080p frame');
  const branch = await figures('idle-branch');
  printFigure('time a frame', branch['micros'] ?? NaN, { most: 30 }, 'µs');

  console.log('\n1 source, 8 filters, 4 branches, 64×64 frames');
  const all: Readonly<Record<string, number>>[] = [];
  const peer: number[] = [];
  for (let round = 0; round < Math.ceil(rounds / 2); round += 1) {
    all.push(await figures('graph-rate'));
    const gstreamer = gstreamerRate();
    if (gstreamer !== undefined) peer.push(gstreamer);
  }
  const of = (name: string): number => median(all.map((each) => each[name] ?? NaN));
  printFigure('branches at the pace of the source', of('ours'), { least: 20_000 }, 'frames/s');
  printFigure('times as fast as plain RxJS', of('ours') / of('plain'), { least: 0.5 }, 'x');
  printFigure('branches with a pace of their own', of('oursQueued'), { least: 20_000 }, 'frames/s');
  const queued = of('oursQueued') / of('plainQueued');
  printFigure('times as fast as RxJS with observeOn', queued, { least: 0.5 }, 'x');
  if (peer.length === 0) {
    console.log(
      '  GStreamer: skipped, not installed (Debian: gstreamer1.0-tools gstreamer1.0-plugins-base)',
    );
  } else {
    printFigure('the same, pictures drawn too', of('oursMade'), {}, 'frames/s');
    printFigure('GStreamer, which draws them too', median(peer), {}, 'frames/s');
    printFigure('times as fast as GStreamer', of('oursMade') / median(peer), {}, 'x');
  }

  console.log('\na filter of 20 ms in worker threads');
  const workers = await figures('parallel-workers');
  printFigure('two threads against one', workers['ratio'] ?? NaN, { least: 1.8 }, 'x');

  console.log('\nadded latency of a branch with an empty queue, 1080p at 60 frames/s');
  const latency = await figures('branch-latency');
  printFigure('median', latency['p50'] ?? NaN, {}, 'ms');
  printFigure('99th percentile', latency['p99'] ?? NaN, { most: 1 }, 'ms');

  console.log('\n4 sources at 60 frames/s, 10,000 sets by time (three minutes)');
  const sync = await figures('synchronised');
  printFigure('sets', sync['sets'] ?? NaN, { least: 10_000 }, '');
  printFigure('frames dropped', sync['dropped'] ?? NaN, { most: 0 }, '');
  printFigure('most frames out at once', sync['blocks'] ?? NaN, {}, '');
  printFigure('growth of that after 1,000 sets', sync['blockGrowth'] ?? NaN, { most: 0 }, 'frames');
  printFigure('growth of memory after 2,000 sets', sync['memoryGrowth'] ?? NaN, { most: 5 }, 'MB');
}

async function figures(name: string): Promise<Readonly<Record<string, number>>> {
  const { extra = {} } = await runContestant({ name, kind: 'node', args: [name] });
  return extra;
}
