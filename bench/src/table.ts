import type { Comparison } from './comparisons';
import { median } from './median';
import type { Contestant, Run } from './run-contestant';

/**
 * Prints a comparison: medians, and how many times as fast ours is.
 *
 * @param work - What was done.
 * @param ours - Ours.
 * @param peers - The others, and what shall be reached.
 * @param runs - What was measured of each.
 */
export function printComparison(
  work: string,
  ours: Contestant,
  peers: Comparison['peers'],
  runs: ReadonlyMap<Contestant, readonly Run[]>,
): void {
  const rateOf = (contestant: Contestant): number =>
    median((runs.get(contestant) ?? []).map(({ frames, seconds }) => frames / seconds));
  const own = rateOf(ours);
  console.log(`\n${work}`);
  console.log(
    `  ${'who'.padEnd(26)}${'1/s'.padStart(9)}${'CPU s'.padStart(8)}${'MB'.padStart(7)}${'MB all'.padStart(8)}   ours is`,
  );
  for (const contestant of [ours, ...peers.map((peer) => peer.contestant)]) {
    const of = (figure: (run: Run) => number): number =>
      median((runs.get(contestant) ?? []).map(figure));
    const reach = peers.find((peer) => peer.contestant === contestant)?.reach;
    const ratio = own / rateOf(contestant);
    const verdict =
      reach === undefined
        ? ''
        : `${ratio.toFixed(2)}x, to reach ${reach.toFixed(2)}x: ${ratio >= reach ? 'yes' : 'NO'}`;
    console.log(
      `  ${contestant.name.padEnd(26)}${rateOf(contestant).toFixed(1).padStart(9)}` +
        `${of((run) => run.cpuSeconds)
          .toFixed(2)
          .padStart(8)}${of((run) => run.peakMb)
          .toFixed(0)
          .padStart(7)}` +
        `${of((run) => run.peakAllMb)
          .toFixed(0)
          .padStart(8)}   ${verdict}`,
    );
  }
}

/**
 * Prints one figure and whether it is good enough.
 *
 * @param name - What it is.
 * @param value - The figure.
 * @param limit - The most it may be, or the least.
 * @param unit - Its unit.
 */
export function printFigure(
  name: string,
  value: number,
  limit: { readonly most?: number; readonly least?: number },
  unit: string,
): void {
  const { most, least } = limit;
  const isGood = (most === undefined || value <= most) && (least === undefined || value >= least);
  const bound = most === undefined ? `at least ${least ?? 0}` : `at most ${most}`;
  const isBound = most !== undefined || least !== undefined;
  const verdict = isBound ? `, to be ${bound}: ${isGood ? 'yes' : 'NO'}` : '';
  console.log(`  ${name.padEnd(44)}${value.toFixed(2).padStart(9)} ${unit}${verdict}`);
}
