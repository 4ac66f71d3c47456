import { median } from '../median';
import { percentile } from '../percentile';
import type { Contestant, Run } from '../run-contestant';
import { printFigure } from '../table';
import { RATE } from './picture-code';

const INTERVAL_MS = 1000 / RATE;

/** In milliseconds. */
interface Delays {
  readonly p50: number;
  readonly p99: number;
  /** 99th percentile of the time from the encoder to the observer. */
  readonly beyond: number;
  /** 99th percentile of the time in the encoder. */
  readonly encoder: number;
}

/**
 * Prints how long frames were on their way: of each run the percentiles, of those the medians.
 *
 * @param runs - What was measured; ours is the first.
 * @param rivals - Who ours shall be no slower than.
 * @param encodedMicros - When each frame left the encoder.
 */
export function printDelays(
  runs: ReadonlyMap<Contestant, readonly Run[]>,
  rivals: readonly Contestant[],
  encodedMicros: readonly number[],
): void {
  const header = ['p50 ms', 'p99 ms', 'p99 beyond encoder', 'CPU s', 'MB', 'MB all'];
  const widths = [9, 9, 20, 8, 7, 8];
  const line = (name: string, cells: readonly string[], verdict: string): void => {
    const row = cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('');
    console.log(`  ${name.padEnd(20)}${row}   ${verdict}`);
  };
  line('who', header, 'ours is');
  let own: Delays | undefined;
  for (const [contestant, measured] of runs) {
    const delays = delaysOf(measured, encodedMicros);
    const of = (figure: (run: Run) => number): number => median(measured.map(figure));
    const cells = [
      delays.p50.toFixed(1),
      delays.p99.toFixed(1),
      `${(delays.beyond / INTERVAL_MS).toFixed(2)} intervals`,
      of((run) => run.cpuSeconds).toFixed(2),
      of((run) => run.peakMb).toFixed(0),
      of((run) => run.peakAllMb).toFixed(0),
    ];
    line(
      contestant.name,
      cells,
      own === undefined ? '' : verdictOn(own, delays, rivals.includes(contestant)),
    );
    own ??= delays;
  }
  if (own === undefined) return;
  printFigure("the encoder's own delay, 99th percentile", own.encoder, {}, 'ms');
  printFigure('ours beyond it', own.beyond / INTERVAL_MS, { most: 2 }, 'frame intervals');
}

function verdictOn(own: Delays, peer: Delays, isRival: boolean): string {
  const [ratio50, ratio99] = [own.p50 / peer.p50, own.p99 / peer.p99];
  const ratios = `${ratio50.toFixed(2)}x, ${ratio99.toFixed(2)}x`;
  return isRival
    ? `${ratios}, to be at most 1x: ${ratio50 <= 1 && ratio99 <= 1 ? 'yes' : 'NO'}`
    : ratios;
}

function delaysOf(runs: readonly Run[], encodedMicros: readonly number[]): Delays {
  const each = runs.map(({ samples = [] }) => {
    const encoded = (number: number): number => encodedMicros[number] ?? Number.NaN;
    const all = samples.map(([, sent, arrived]) => arrived - sent);
    const beyond = samples.map(([number, , arrived]) => arrived - encoded(number));
    const encoder = samples.map(([number, sent]) => encoded(number) - sent);
    return {
      p50: percentile(all, 0.5),
      p99: percentile(all, 0.99),
      beyond: percentile(beyond, 0.99),
      encoder: percentile(encoder, 0.99),
    };
  });
  const middle = (figure: (one: Delays) => number): number => median(each.map(figure)) / 1000;
  return {
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    beyond: middle(({ beyond }) => beyond),
    encoder: middle(({ encoder }) => encoder),
  };
}
