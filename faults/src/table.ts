import type { FaultCase } from './fault-case';
import type { Verdict } from './run-case';

/** Prints the head of a case: what is done, and what has to hold. */
export function printCase({ name, done, holds }: FaultCase): void {
  console.log(`\n${name}: ${done}\n  must hold: ${holds}`);
}

/** Prints a row: what it was run with, frames in and recovered, and the verdict. */
export function printVerdict({ per }: FaultCase, verdict: Verdict): void {
  const { run, seconds, skipped, wrong } = verdict;
  const { codec, build } = run.setting;
  const isBundled = build.path !== 'ffmpeg';
  const columns = [
    (per === 'codec' ? `${codec}/${run.extension}` : '').padEnd(10),
    (per === 'once' ? '' : isBundled ? 'bundled' : 'system').padEnd(8),
    run.given === undefined ? ''.padEnd(10) : `${String(run.given).padStart(7)} in`,
    run.recovered === undefined ? ''.padEnd(17) : `${String(run.recovered).padStart(7)} recovered`,
    `${seconds.toFixed(1).padStart(7)} s`,
    skipped === undefined ? (wrong.length === 0 ? ' ok' : ' FAILED') : ` skipped: ${skipped}`,
  ];
  console.log(`  ${columns.join('')}${remarks([...wrong, ...run.notes])}`);
}

function remarks(lines: readonly string[]): string {
  return lines.map((line) => `\n      ${line}`).join('');
}
