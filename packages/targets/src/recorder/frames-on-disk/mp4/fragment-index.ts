import type { FileHandle } from 'node:fs/promises';
import { ReadAhead } from '../read-ahead';
import { boxesIn, boxOf, MAX_HEADER, readBoxHeader, type Box, type BoxHeader } from './box';
import { NumberList, RunLengths } from './number-list';
import { readFragment, readTrackDefaults, type Sample, type SampleDefaults } from './fragment';

// A fragment of half a second has some dozens of samples of 16 bytes each.
const MAX_MOOF = 16 * 1024 * 1024;

/**
 * The samples of a fragmented MP4 file with one track, as far as its fragments are whole. It reads on where it has stopped, so a file that
 * grows is read once.
 */
export class FragmentIndex {
  /** Bytes of each sample. */
  readonly sizes = new NumberList((length) => new Uint32Array(length));
  /** From each sample to the next, in ticks of the track. */
  readonly durations = new RunLengths();
  /** From when each sample is decoded to when it is shown, in ticks. */
  readonly compositionOffsets = new RunLengths();
  /** Numbers, from 1, of samples that need no others. */
  readonly keys = new NumberList((length) => new Uint32Array(length));
  /** Where each run of samples begins, from the beginning of the file. */
  readonly chunks = new NumberList((length) => new Float64Array(length));
  /** From which run on, counted from 1, there are how many samples in each. */
  readonly chunkSamples: number[] = [];
  /** When the first and the last sample are decoded, in ticks. */
  firstTime = 0;
  lastTime = 0;
  /** The earliest and the latest that any sample is shown, in ticks. */
  firstShown = Infinity;
  lastShown = 0;
  #lastDuration = 0;
  /** Where the file's first `moov` box begins, and all of its bytes. */
  moov: { readonly offset: number; readonly bytes: Buffer } | undefined;
  /** Bytes that are free in front of that box. */
  room = 0;
  /** Frames in an ordinary file, which has no fragments; `undefined` for a fragmented one. */
  plainSamples: number | undefined;
  /** The end of the last whole fragment. */
  end = 0;
  #defaults: SampleDefaults | undefined;
  #at = 0;

  /** How long the last sample is shown, in ticks; where nobody says so, as long as the one before. */
  get lastDuration(): number {
    return this.#lastDuration || (this.durations.last ?? 0);
  }

  /** Frames that are in whole fragments, or in an ordinary file. */
  get samples(): number {
    return this.plainSamples ?? this.sizes.length;
  }

  /**
   * Reads what has been added to the file.
   *
   * @param file - The file, open for reading.
   * @throws RangeError when the file is damaged, or none of a recorder's.
   */
  async read(file: FileHandle): Promise<void> {
    const { size } = await file.stat();
    const ahead = new ReadAhead(file, size);
    while (this.#at + 8 <= size) {
      const header = readBoxHeader(await ahead.bytesAt(this.#at, MAX_HEADER));
      // What is at the end may be in the middle of being written.
      if (header === undefined || this.#at + header.size > size) return;
      if (!(await this.#readBox(header, ahead, size))) return;
    }
  }

  /** Answers whether it was whole: of a fragment, with its samples. */
  async #readBox(header: BoxHeader, ahead: ReadAhead, size: number): Promise<boolean> {
    const whole = (): Promise<Buffer> => wholeBox(this.#at, header, ahead);
    switch (header.type) {
      case 'moov':
        if (this.moov === undefined) this.#takeMoov(await whole());
        break;
      case 'free':
        if (this.moov === undefined) this.room = header.size;
        break;
      case 'moof': {
        const moofEnd = this.#at + header.size;
        const mdat = readBoxHeader(await ahead.bytesAt(moofEnd, MAX_HEADER));
        if (mdat === undefined || moofEnd + mdat.size > size) return false;
        this.#takeFragment((await whole()).subarray(header.headerLength));
        this.#at = moofEnd + mdat.size;
        this.end = this.#at;
        return true;
      }
      default:
        if (this.moov === undefined) this.room = 0;
    }
    this.#at += header.size;
    return true;
  }

  #takeMoov(bytes: Buffer): void {
    this.moov = { offset: this.#at, bytes };
    this.end = this.#at + bytes.length;
    const moov = boxesIn(bytes.subarray(8));
    const mvex = moov.find(({ type }) => type === 'mvex');
    if (mvex === undefined) this.plainSamples = sampleCount(moov);
    else this.#defaults = readTrackDefaults(boxOf(boxesIn(mvex.body), 'trex').body);
  }

  #takeFragment(moof: Buffer): void {
    if (this.#defaults === undefined) throw new RangeError('a fragment before its moov box');
    const { decodeTime, runs } = readFragment(moof, this.#defaults);
    let time = decodeTime;
    for (const { offset, samples } of runs) {
      this.chunks.push(this.#at + offset);
      if (this.chunkSamples.at(-1) !== samples.length) {
        this.chunkSamples.push(this.chunks.length, samples.length);
      }
      for (const sample of samples) {
        this.#take(sample, time);
        time += sample.duration;
      }
    }
  }

  #take({ size, duration, compositionOffset, isKey }: Sample, time: number): void {
    if (this.sizes.length === 0) this.firstTime = time;
    else this.durations.push(time - this.lastTime);
    this.sizes.push(size);
    if (isKey) this.keys.push(this.sizes.length);
    this.compositionOffsets.push(compositionOffset);
    this.lastTime = time;
    this.firstShown = Math.min(this.firstShown, time + compositionOffset);
    this.lastShown = Math.max(this.lastShown, time + compositionOffset);
    this.#lastDuration = duration;
  }
}

/** Of the first track. */
function sampleCount(moov: readonly Box[]): number {
  const tables = ['trak', 'mdia', 'minf', 'stbl'].reduce(
    (boxes, type) => boxesIn(boxOf(boxes, type).body),
    moov,
  );
  return boxOf(tables, 'stsz').body.readUInt32BE(8);
}

async function wholeBox(at: number, { type, size }: BoxHeader, ahead: ReadAhead): Promise<Buffer> {
  if (size > MAX_MOOF) throw new RangeError(`a ${type} box of ${size} bytes`);
  return ahead.bytesAt(at, size);
}
