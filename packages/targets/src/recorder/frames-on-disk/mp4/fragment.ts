import { boxesIn, boxOf, type Box } from './box';

/** Values that hold for all samples of a track unless their fragment says otherwise. */
export interface SampleDefaults {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

/** Samples that lie one after the other in the file. */
export interface SampleRun {
  /** Where the first byte is, from the fragment's own first byte. */
  readonly offset: number;
  readonly samples: readonly Sample[];
}

/** An encoded frame. */
export interface Sample {
  readonly size: number;
  /** In ticks of the track. */
  readonly duration: number;
  /** From the time it is decoded at to the time it is shown at, in ticks. */
  readonly compositionOffset: number;
  readonly isKey: boolean;
}

/** What a fragment says of the one track of a recording. */
export interface Fragment {
  /** When its first sample is decoded, in ticks. */
  readonly decodeTime: number;
  readonly runs: readonly SampleRun[];
}

// A fragment of a fifth of a second has a few; a damaged one may claim billions.
const MAX_SAMPLES = 100_000;

// A flag of a sample: it needs others to be decoded.
const IS_NOT_KEY = 0x10000;

/**
 * Reads a fragment's header.
 *
 * @param moof - The body of a `moof` box.
 * @param trackDefaults - What the file says of all fragments, in `trex`.
 * @throws RangeError when it is damaged.
 */
export function readFragment(moof: Buffer, trackDefaults: SampleDefaults): Fragment {
  const traf = boxesIn(boxOf(boxesIn(moof), 'traf').body);
  const defaults = readDefaults(boxOf(traf, 'tfhd').body, trackDefaults);
  const tfdt = boxOf(traf, 'tfdt').body;
  const decodeTime = tfdt[0] === 1 ? Number(tfdt.readBigUInt64BE(4)) : tfdt.readUInt32BE(4);
  const runs = traf.filter(({ type }) => type === 'trun').map((run) => readRun(run, defaults));
  return { decodeTime, runs };
}

/**
 * Reads what a file says of all its fragments.
 *
 * @param trex - The body of a `trex` box.
 */
export function readTrackDefaults(trex: Buffer): SampleDefaults {
  return {
    duration: trex.readUInt32BE(12),
    size: trex.readUInt32BE(16),
    flags: trex.readUInt32BE(20),
  };
}

function readDefaults(tfhd: Buffer, { duration, size, flags }: SampleDefaults): SampleDefaults {
  const has = tfhd.readUInt32BE(0) & 0xffffff;
  let at = 8;
  const next = (): number => {
    at += 4;
    return tfhd.readUInt32BE(at - 4);
  };
  // Offsets are the fragment's own ("default-base-is-moof"), or our files are not.
  if (has & 0x000001) {
    throw new RangeError('a fragment with offsets from the beginning of the file');
  }
  if (has & 0x000002) next();
  return {
    duration: has & 0x000008 ? next() : duration,
    size: has & 0x000010 ? next() : size,
    flags: has & 0x000020 ? next() : flags,
  };
}

function readRun({ body: trun }: Box, defaults: SampleDefaults): SampleRun {
  const has = trun.readUInt32BE(0) & 0xffffff;
  const isSigned = trun[0] === 1;
  const count = trun.readUInt32BE(4);
  let at = 8;
  const next = (): number => {
    at += 4;
    return trun.readUInt32BE(at - 4);
  };
  const offset = has & 0x000001 ? next() : 0;
  const firstFlags = has & 0x000004 ? next() : undefined;
  if (count > MAX_SAMPLES) throw new RangeError(`a fragment of ${count} frames`);
  const samples: Sample[] = [];
  for (let i = 0; i < count; i += 1) {
    const duration = has & 0x000100 ? next() : defaults.duration;
    const size = has & 0x000200 ? next() : defaults.size;
    const own = has & 0x000400 ? next() : defaults.flags;
    const flags = i === 0 && firstFlags !== undefined ? firstFlags : own;
    const composition = has & 0x000800 ? next() : 0;
    samples.push({
      size,
      duration,
      compositionOffset: isSigned ? composition | 0 : composition,
      isKey: (flags & IS_NOT_KEY) === 0,
    });
  }
  return { offset, samples };
}
