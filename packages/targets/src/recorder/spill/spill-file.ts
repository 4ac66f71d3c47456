import { open, rm, type FileHandle } from 'node:fs/promises';
import { pixelFormat, Rational, VideoFrame, type FrameShape } from '@giftgrab/core';
import { NutWriter } from '@giftgrab/ffmpeg';
import { writeAt } from '../frames-on-disk/write-at';

// Microseconds: when frames arrived, for whoever opens the file by itself.
const TIME_BASE = new Rational(1, 1_000_000);

/** A frame in a file, and what it carries besides its pixels. */
export interface SpilledFrame {
  readonly file: SpillFile;
  /** Where its pixels are. */
  readonly position: number;
  readonly time: Pick<VideoFrame, 'index' | 'pts' | 'capturedMs' | 'colorimetry' | 'constantRate'>;
  readonly meta: Readonly<Record<string, unknown>> | undefined;
}

/** Raw frames of one size and layout in a NUT file, which any player opens that ffmpeg is in. */
export class SpillFile {
  readonly path: string;
  readonly shape: FrameShape;
  /** Its size. */
  bytes = 0;
  /** Frames that nobody has taken out yet. */
  waiting = 0;
  readonly #file: FileHandle;
  readonly #nut: NutWriter;
  #startMs: number | undefined;
  #lastTicks = -1;

  private constructor(path: string, shape: FrameShape, file: FileHandle) {
    const { colour, cols, rows, stereoCount } = shape;
    this.path = path;
    this.shape = shape;
    this.#file = file;
    this.#nut = new NutWriter({
      fourcc: pixelFormat(colour).fourcc,
      width: cols,
      height: rows * stereoCount,
      timeBase: TIME_BASE,
    });
  }

  /**
   * Begins a file.
   *
   * @param path - Its path; nothing is there.
   * @param shape - Size and layout of all of its frames.
   */
  static async create(path: string, shape: FrameShape): Promise<SpillFile> {
    const spill = new SpillFile(path, shape, await open(path, 'wx+'));
    try {
      await spill.#write(spill.#nut.header());
      return spill;
    } catch (error) {
      await spill.remove();
      throw error;
    }
  }

  /**
   * Adds a frame.
   *
   * @param frame - Valid until the promise settles.
   * @throws What the disk failed with: half a frame is then behind the last, and players pass over it.
   */
  async add(frame: VideoFrame): Promise<SpilledFrame> {
    this.#startMs ??= frame.capturedMs;
    const ticks = Math.round((frame.capturedMs - this.#startMs) * 1000);
    // The times of NUT have to rise.
    this.#lastTicks = Math.max(this.#lastTicks + 1, ticks);
    const pixels = frame.bytes;
    const end = this.bytes;
    try {
      await this.#write(this.#nut.frameHeader(this.#lastTicks, pixels.length));
      const position = this.bytes;
      await this.#write(pixels);
      this.waiting += 1;
      const { index, pts, capturedMs, colorimetry, constantRate } = frame;
      const time = { index, pts, capturedMs, colorimetry, constantRate };
      return { file: this, position, time, meta: frame.ownMeta };
    } catch (error) {
      this.bytes = end;
      throw error;
    }
  }

  /**
   * Takes a frame out.
   *
   * @param spilled - One of this file.
   * @returns A loan: the caller releases it.
   */
  async take({ position, time, meta }: SpilledFrame): Promise<VideoFrame> {
    const frame = VideoFrame.lend(this.shape, time);
    try {
      const { bytes } = frame;
      for (let done = 0; done < bytes.length;) {
        const length = bytes.length - done;
        const { bytesRead } = await this.#file.read(bytes, done, length, position + done);
        if (bytesRead === 0) throw new RangeError(`${this.path} ends in the middle of a frame.`);
        done += bytesRead;
      }
      if (meta !== undefined) Object.assign(frame.meta, meta);
      this.waiting -= 1;
      return frame;
    } catch (error) {
      frame.release();
      throw error;
    }
  }

  /** Counts the next frame as taken out: nobody needs it. */
  pass(): void {
    this.waiting -= 1;
  }

  /** Closes it. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Closes and removes it. */
  async remove(): Promise<void> {
    await this.#file.close();
    await rm(this.path, { force: true });
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await writeAt(this.#file, bytes, this.bytes);
    this.bytes += bytes.length;
  }
}
