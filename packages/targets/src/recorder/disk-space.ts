import { statfs } from 'node:fs/promises';

/** When a disk counts as full. */
export interface DiskOptions {
  /** Bytes that have to stay free: a recording is ended in order before, or goes on at the `fallbackPath`. @defaultValue 64 MiB */
  readonly minFreeBytes?: number;
  /** Seconds of recording for which there has to be room; a `diskLow` event comes when there are fewer. @defaultValue 60 */
  readonly warnSeconds?: number;
}

/** What there is room for. */
export interface DiskRoom {
  /** Bytes that are free, without those that have to stay so. */
  readonly bytes: number;
  /** Seconds of recording that go into them, as it grew in the last ten seconds; `Infinity` while nobody knows. */
  readonly seconds: number;
}

const UNKNOWN: DiskRoom = { bytes: Infinity, seconds: Infinity };
const EVERY_MS = 1000;
const REMEMBERED = 10;

/** Looks once a second how much room there is for a recording. */
export class DiskSpace {
  readonly #folder: string;
  readonly #minFreeBytes: number;
  readonly #warnSeconds: number;
  readonly #written: () => number;
  readonly #onLow: (room: DiskRoom) => void;
  readonly #samples: { readonly atMs: number; readonly bytes: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #room = UNKNOWN;
  #hasWarned = false;

  /**
   * @param folder - Where the recording goes.
   * @param options - When it counts as full.
   * @param written - Tells how many bytes were written so far.
   * @param onLow - Hears once that there is little room left.
   */
  constructor(
    folder: string,
    { minFreeBytes = 64 * 1024 * 1024, warnSeconds = 60 }: DiskOptions,
    written: () => number,
    onLow: (room: DiskRoom) => void,
  ) {
    this.#folder = folder;
    this.#minFreeBytes = minFreeBytes;
    this.#warnSeconds = warnSeconds;
    this.#written = written;
    this.#onLow = onLow;
  }

  /** What there is room for, a moment ago. */
  get room(): DiskRoom {
    return this.#room;
  }

  /** Looks now, and from now on. */
  async start(): Promise<void> {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.#look(), EVERY_MS);
    this.#timer.unref();
    await this.#look();
  }

  /** Looks no more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#samples.length = 0;
    this.#room = UNKNOWN;
  }

  async #look(): Promise<void> {
    // Whatever is wrong with the folder, those who write in it will say.
    const stats = await statfs(this.#folder).catch(() => undefined);
    if (stats === undefined || this.#timer === undefined) return;
    const bytes = Math.max(0, stats.bavail * stats.bsize - this.#minFreeBytes);
    this.#room = { bytes, seconds: bytes / this.#bytesPerSecond() };
    if (this.#hasWarned || this.#room.seconds >= this.#warnSeconds) return;
    this.#hasWarned = true;
    this.#onLow(this.#room);
  }

  #bytesPerSecond(): number {
    const now = { atMs: performance.now(), bytes: this.#written() };
    this.#samples.push(now);
    if (this.#samples.length > REMEMBERED) this.#samples.shift();
    const [oldest = now] = this.#samples;
    const seconds = (now.atMs - oldest.atMs) / 1000;
    return seconds === 0 ? 0 : (now.bytes - oldest.bytes) / seconds;
  }
}
