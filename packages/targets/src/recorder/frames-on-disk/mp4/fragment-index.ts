import type { FileHandle } from 'node:fs/promises';
import { boxesIn, boxOf, MAX_HEADER, readBoxHeader, type Box, type BoxHeader } from './box';
import { readFragment, readTrackDefaults, type Sample, type SampleDefaults } from './fragment';

/** A run of samples in the file. */
export interface Chunk {
  /** Where its first byte is, from the beginning of the file. */
  readonly offset: number;
  readonly samples: number;
}

// Most headers of fragments are shorter, so that one read gets header and all.
const READ_AHEAD = 4096;
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

  /** Frames that are in whole fragments. */
  get samples(): number {
    return this.sizes.length;
  }

  /**
   * Reads what has been added to the file.
   *
   * @param file - The file, open for reading.
   * @throws RangeError when the file is damaged, or none of a recorder's.
   */
  async read(file: FileHandle): Promise<void> {
    const { size } = await file.stat();
    while (this.#at + 8 <= size) {
      const ahead = await bytesAt(file, this.#at, READ_AHEAD, size);
      const header = readBoxHeader(ahead);
      // What is at the end may be in the middle of being written.
      if (header === undefined || this.#at + header.size > size) return;
      if (!(await this.#readBox(file, header, ahead, size))) return;
    }
  }

  /** Answers whether it was whole: of a fragment, with its samples. */
  async #readBox(
    file: FileHandle,
    header: BoxHeader,
    ahead: Buffer,
    size: number,
  ): Promise<boolean> {
    const whole = (): Promise<Buffer> => wholeBox(file, this.#at, header, ahead, size);
    switch (header.type) {
      case 'moov':
        if (this.moov === undefined) this.#takeMoov(await whole());
        break;
      case 'moof': {
        const moofEnd = this.#at + header.size;
        const mdat = readBoxHeader(await bytesAt(file, moofEnd, MAX_HEADER, size));
        if (mdat === undefined || moofEnd + mdat.size > size) return false;
        this.#takeFragment((await whole()).subarray(header.headerLength));
        this.#at = moofEnd + mdat.size;
        this.end = this.#at;
        return true;
      }
      default:
        break;
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

async function wholeBox(
  file: FileHandle,
  at: number,
  { type, size }: BoxHeader,
  ahead: Buffer,
  fileSize: number,
): Promise<Buffer> {
  if (size > MAX_MOOF) throw new RangeError(`a ${type} box of ${size} bytes`);
  return size <= ahead.length ? ahead.subarray(0, size) : bytesAt(file, at, size, fileSize);
}

async function bytesAt(
  file: FileHandle,
  at: number,
  length: number,
  fileSize: number,
): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(length, fileSize - at)));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
  return bytes.subarray(0, bytesRead);
}
