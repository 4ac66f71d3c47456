import { open, rm, type FileHandle } from 'node:fs/promises';
import type { VideoFrame } from '@giftgrab/core';

// So many lines wait at most for the disk: a minute of video.
const MAX_WAITING = 4096;

/** Beside a recording: a line of JSON for each frame, with its number, its time, when it was captured, and what was lost before it. */
export class TimestampsFile {
  readonly path: string;
  readonly #file: FileHandle;
  #lines: string[] = [];
  #writing: Promise<void> | undefined;
  #lastIndex: number | undefined;
  #failure: Error | undefined;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Makes the file.
   *
   * @param path - Its path; replaced if it is there, since it belongs to a recording that is not.
   */
  static async open(path: string): Promise<TimestampsFile> {
    return new TimestampsFile(path, await open(path, 'w'));
  }

  /**
   * Notes a frame.
   *
   * @param frame - It is in the recording.
   * @param shownSeconds - When it is shown in the file.
   */
  async note(frame: VideoFrame, shownSeconds: number): Promise<void> {
    const { index, pts, captured } = frame;
    const droppedBefore = index - (this.#lastIndex ?? index - 1) - 1;
    this.#lastIndex = index;
    const line = {
      index,
      seconds: shownSeconds,
      pts: pts?.seconds,
      captured: new Date(captured.wallMs).toISOString(),
      ...(droppedBefore > 0 && { droppedBefore }),
      ...(frame.ownMeta?.['filled'] !== undefined && { filled: frame.ownMeta['filled'] }),
    };
    this.#lines.push(JSON.stringify(line));
    this.#writing ??= this.#writeAll();
    if (this.#lines.length >= MAX_WAITING) await this.#writing;
  }

  /** Writes what waits, and closes the file. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#writeAll();
    await this.#file.sync().catch((error: unknown) => (this.#failure ??= error as Error));
    await this.#file.close();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Removes the file. */
  async discard(): Promise<void> {
    this.#lines = [];
    await this.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#lines.length > 0) {
        const text = `${this.#lines.join('\n')}\n`;
        this.#lines = [];
        await this.#file.appendFile(text);
      }
    } catch (error) {
      this.#failure ??= error as Error;
    } finally {
      this.#writing = undefined;
    }
  }
}
