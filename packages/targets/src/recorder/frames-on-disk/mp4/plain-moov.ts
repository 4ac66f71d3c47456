import { box, boxesIn, boxOf, u32, u32Table, u64Table, versionAndFlags, type Box } from './box';
import type { FragmentIndex } from './fragment-index';
import { RunLengths } from './number-list';

/**
 * The `moov` box of an ordinary MP4 file: that of a fragmented one, with tables of all samples instead of the promise of fragments.
 *
 * @param index - The samples; `moov` is known.
 * @param moved - How many bytes nearer to the beginning the samples will be.
 */
export function plainMoov(index: FragmentIndex, moved = 0): Buffer {
  const { moov } = index;
  if (moov === undefined) throw new RangeError('no moov box');
  const boxes = boxesIn(moov.bytes.subarray(8));
  const timing = timingOf(boxes, index);
  const parts = boxes.flatMap(({ type, body }) => {
    if (type === 'mvex') return [];
    if (type === 'mvhd') return [box(type, withDuration(body, timing.movieDuration, MVHD))];
    return [
      type === 'trak' ? box(type, ...trackParts(body, timing, index, moved)) : box(type, body),
    ];
  });
  return box('moov', ...parts);
}

/** How long it is, in ticks of the movie and of the track. */
interface Timing {
  readonly movieDuration: number;
  readonly trackDuration: number;
  /** When the first frame is shown, in ticks of the movie: nothing is shown before. */
  readonly movieStart: number;
  /** When the first frame is shown, in ticks of the track from its own first. */
  readonly firstShown: number;
}

/** Where the duration is in a header of version 0 and of version 1, after the version and flags. */
interface DurationPlace {
  readonly short: number;
  readonly long: number;
}

// Two times and, except in tkhd, the ticks a second, come first; in tkhd a number and a reserved word.
const MVHD: DurationPlace = { short: 16, long: 24 };
const TKHD: DurationPlace = { short: 20, long: 28 };
const MDHD = MVHD;

function timingOf(moov: readonly Box[], index: FragmentIndex): Timing {
  const movieRate = ticksPerSecond(boxOf(moov, 'mvhd').body);
  const mdia = boxesIn(boxOf(boxesIn(boxOf(moov, 'trak').body), 'mdia').body);
  const trackRate = ticksPerSecond(boxOf(mdia, 'mdhd').body);
  const { firstTime: start, lastTime, lastDuration } = index;
  const [firstShown, lastShown] = [index.firstShown - start, index.lastShown - start];
  const toMovie = (ticks: number): number => Math.ceil((ticks * movieRate) / trackRate);
  const movieStart = Math.round((start * movieRate) / trackRate);
  return {
    trackDuration: lastTime - start + lastDuration,
    movieDuration: movieStart + toMovie(lastShown - firstShown + lastDuration),
    movieStart,
    firstShown,
  };
}

function trackParts(
  trak: Buffer,
  timing: Timing,
  index: FragmentIndex,
  moved: number,
): readonly Buffer[] {
  return boxesIn(trak).flatMap(({ type, body }) => {
    switch (type) {
      case 'tkhd':
        return [box(type, withDuration(body, timing.movieDuration, TKHD)), ...editList(timing)];
      case 'edts':
        return [];
      case 'mdia':
        return [box(type, ...mediaParts(body, timing, index, moved))];
      default:
        return [box(type, body)];
    }
  });
}

/** Says when the first frame is shown, where that is not at once. */
function editList({ movieStart, movieDuration, firstShown }: Timing): readonly Buffer[] {
  if (movieStart === 0 && firstShown === 0) return [];
  const once = u32(0x10000);
  const edit = (duration: number, from: number): Buffer =>
    Buffer.concat([u64Table([duration, from]), once]);
  const edits = [
    ...(movieStart > 0 ? [edit(movieStart, -1)] : []),
    edit(movieDuration - movieStart, firstShown),
  ];
  return [box('edts', box('elst', versionAndFlags(1), u32(edits.length), ...edits))];
}

function mediaParts(
  mdia: Buffer,
  timing: Timing,
  index: FragmentIndex,
  moved: number,
): readonly Buffer[] {
  return boxesIn(mdia).map(({ type, body }) => {
    if (type === 'mdhd') return box(type, withDuration(body, timing.trackDuration, MDHD));
    if (type !== 'minf') return box(type, body);
    return box(
      type,
      ...boxesIn(body).map((each) =>
        each.type === 'stbl'
          ? box(
              'stbl',
              box('stsd', boxOf(boxesIn(each.body), 'stsd').body),
              ...sampleTables(index, moved),
            )
          : box(each.type, each.body),
      ),
    );
  });
}

function sampleTables(index: FragmentIndex, moved: number): readonly Buffer[] {
  const { sizes, durations, compositionOffsets, keys, chunks, chunkSamples, lastDuration } = index;
  const allDurations = new RunLengths([...durations.runs]);
  allDurations.push(lastDuration);
  const [, offset = 0] = compositionOffsets.runs;
  const isShownAsDecoded = compositionOffsets.runs.length <= 2 && offset === 0;
  const isAllKeys = keys.length === sizes.length;
  return [
    runsTable('stts', 0, allDurations),
    ...(isShownAsDecoded
      ? []
      : [runsTable('ctts', hasNegative(compositionOffsets) ? 1 : 0, compositionOffsets)]),
    ...(isAllKeys
      ? []
      : [box('stss', versionAndFlags(0), u32(keys.length), u32Table(keys.toArray()))]),
    sampleToChunk(chunkSamples),
    box('stsz', versionAndFlags(0), u32(0, sizes.length), u32Table(sizes.toArray())),
    box(
      'co64',
      versionAndFlags(0),
      u32(chunks.length),
      u64Table(chunks.toArray().map((each) => each - moved)),
    ),
  ];
}

function hasNegative({ runs }: RunLengths): boolean {
  return runs.some((value) => value < 0);
}

/** A table of how often each value follows itself. */
function runsTable(type: string, version: number, { runs }: RunLengths): Buffer {
  return box(type, versionAndFlags(version), u32(runs.length / 2), u32Table(runs));
}

/** From which chunk on how many samples are in a chunk. */
function sampleToChunk(chunkSamples: readonly number[]): Buffer {
  const entries: number[] = [];
  for (let i = 0; i < chunkSamples.length; i += 2) {
    entries.push(chunkSamples[i] ?? 0, chunkSamples[i + 1] ?? 0, 1);
  }
  return box('stsc', versionAndFlags(0), u32(entries.length / 3), u32Table(entries));
}

/** Of a movie or media header. */
function ticksPerSecond(header: Buffer): number {
  return header.readUInt32BE(header[0] === 1 ? 20 : 12);
}

function withDuration(header: Buffer, duration: number, { short, long }: DurationPlace): Buffer {
  const copy = Buffer.from(header);
  if (copy[0] === 1) copy.writeBigUInt64BE(BigInt(duration), long);
  else copy.writeUInt32BE(Math.min(duration, 0xffffffff), short);
  return copy;
}
