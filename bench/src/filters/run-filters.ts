import type { SampleArray } from '@giftgrab/filters';
import { median } from '../median';
import { filterCases, type FilterCase } from './cases';
import { makePictures } from './pictures';
import { PythonPeers, type PeerName } from './python-peers';

/**
 * Each filter and its peers in turn, on the same 1080p pictures, one thread each: medians of processor time.
 *
 * @param rounds - How often; the first is not counted.
 */
export async function runFilters(rounds: number): Promise<void> {
  const pictures = makePictures();
  const peers = new PythonPeers(pictures.folder);
  const installed = await peers.installed();
  for (const name of ['scipy', 'opencv'] as const) {
    if (!installed.includes(name)) {
      console.log(`  ${name}: skipped, not installed (Debian: python3-${name})`);
    }
  }
  console.log('\nfilters on 1080p, one thread, processor time of a frame in milliseconds');
  console.log(
    `  ${'filter'.padEnd(34)}${'ours'.padStart(8)}${'SciPy'.padStart(9)}${'OpenCV'.padStart(9)}   ours is`,
  );
  try {
    for (const each of filterCases(pictures)) await compare(each, peers, installed, rounds);
  } finally {
    peers.close();
    pictures.release();
  }
}

async function compare(
  each: FilterCase,
  peers: PythonPeers,
  installed: readonly PeerName[],
  rounds: number,
): Promise<void> {
  const own: number[] = [];
  const others = new Map<PeerName, number[]>(installed.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    // The first time until the optimising compiler has had its turn.
    const cpuMs = timeOurs(each, round === 0 ? 400 : 60);
    if (round > 0) own.push(cpuMs);
    for (const [name, times] of others) {
      const time = await peers.run(each.name, name);
      if (round > 0 && time !== undefined) times.push(time);
    }
  }
  const times = (name: PeerName): number => median(others.get(name) ?? []);
  const verdicts = (['scipy', 'opencv'] as const).flatMap((name) => {
    const reach = each.reach[name];
    const ratio = times(name) / median(own);
    if (reach === undefined || Number.isNaN(ratio)) return [];
    const isReached = ratio >= reach;
    return [
      `${ratio.toFixed(ratio < 10 ? 2 : 0)}x ${name} (${reach}x: ${isReached ? 'yes' : 'NO'})`,
    ];
  });
  if (each.tolerance !== undefined && installed.includes('scipy')) {
    const largest = largestDifference(each.run(), await peers.result(each.name, 'scipy'));
    verdicts.push(
      `differs by ${largest} (${each.tolerance}: ${largest <= each.tolerance ? 'yes' : 'NO'})`,
    );
  }
  const figure = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(2));
  console.log(
    `  ${each.title.padEnd(34)}${figure(median(own)).padStart(8)}${figure(times('scipy')).padStart(9)}` +
      `${figure(times('opencv')).padStart(9)}   ${verdicts.join(', ')}`,
  );
}

/** As often as takes some time: the clock of processor time is coarse. */
function timeOurs({ run }: FilterCase, milliseconds: number): number {
  const before = process.cpuUsage();
  let count = 0;
  let spent = 0;
  while (spent < milliseconds * 1000) {
    run();
    count += 1;
    const { user, system } = process.cpuUsage(before);
    spent = user + system;
  }
  return spent / count / 1000;
}

function largestDifference(ours: SampleArray | undefined, theirs: Uint8Array): number {
  const data = ours?.data;
  if (data === undefined || data.byteLength !== theirs.byteLength) return Number.POSITIVE_INFINITY;
  const Type = data.constructor as new (
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
  ) => Uint8Array;
  const copy = theirs.slice();
  const samples = new Type(copy.buffer, 0, data.length);
  let largest = 0;
  for (let i = 0; i < data.length; i += 1) {
    largest = Math.max(largest, Math.abs((data[i] ?? 0) - (samples[i] ?? 0)));
  }
  return largest;
}
