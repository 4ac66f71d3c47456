import type { FileHandle } from 'node:fs/promises';
import { ReadAhead } from '../read-ahead';
import { boxesIn, boxOf, MAX_HEADER, readBoxHeader, type Box, type BoxHeader } from './box';
import { readFragment, readTrackDefaults, type Sample, type SampleDefaults } from './fragment';

/** A run of samples in the file. */
export interface Chunk {
  /** Where its first byte is, from the beginning of the file. */
  readonly offset: number;
  readonly samples: number;
}

// A fragment of half a second has some dozens of samples of 16 bytes each.
const MAX_MOOF = 16 * 1024 * 1024;

/**
 * The samples of a fragmented MP4 file with one track, as far as its fragments are whole. It reads on where it has stopped, so a file that
 * grows is read once.
 */
export class FragmentIndex {
  readonly sizes: number[] = [];
  /** When each sample is decoded, in ticks of the track. */
  readonly decodeTimes: number[] = [];
  readonly compositionOffsets: number[] = [];
  /** Numbers, from 0, of samples that need no others. */
  readonly keys: number[] = [];
  readonly chunks: Chunk[] = [];
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
    const times = this.decodeTimes;
    return this.#lastDuration || (times.at(-1) ?? 0) - (times.at(-2) ?? 0);
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
      this.chunks.push({ offset: this.#at + offset, samples: samples.length });
      for (const sample of samples) {
        this.#take(sample, time);
        time += sample.duration;
      }
    }
  }

  #take({ size, duration, compositionOffset, isKey }: Sample, time: number): void {
    if (isKey) this.keys.push(this.sizes.length);
    this.sizes.push(size);
    this.decodeTimes.push(time);
    this.compositionOffsets.push(compositionOffset);
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
