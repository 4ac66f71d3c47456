import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/**
 * Sees to it that what another process has written to a file is on the disk, not only in the memory of the system: what a power cut
 * takes is then what was written since. It never keeps the event loop waiting.
 */
export class DurableFile {
  /** Size of the file when it was looked at last. */
  bytes = 0;
  /** Why what was written could not be brought to the disk, the first time that it could not. */
  failure: Error | undefined;
  readonly #file: FileHandle;
  readonly #onGrown: (file: FileHandle) => Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #working: Promise<void> | undefined;

  private constructor(
    file: FileHandle,
    everyMs: number,
    onGrown: (file: FileHandle) => Promise<void>,
  ) {
    this.#file = file;
    this.#onGrown = onGrown;
    this.#timer = setInterval(() => void this.look(), everyMs);
    this.#timer.unref();
  }

  /**
   * Begins to watch a file.
   *
   * @param path - The file; it is there.
   * @param everyMs - How often to write it to the disk.
   * @param onGrown - Reads on in what is there by then.
   */
  static async open(
    path: string,
    everyMs: number,
    onGrown: (file: FileHandle) => Promise<void> = () => Promise.resolve(),
  ): Promise<DurableFile> {
    return new DurableFile(await open(path, constants.O_RDWR), everyMs, onGrown);
  }

  /** Looks at the file now, and not only when its time has come. */
  look(): Promise<void> {
    return (this.#working ??= this.#work());
  }

  /** Stops, after a last time. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
    await this.#work();
    await this.#file.close();
  }

  async #work(): Promise<void> {
    try {
      const { size } = await this.#file.stat();
      const hasGrown = size !== this.bytes;
      this.bytes = size;
      if (!hasGrown) return;
      if (await this.#isDurable()) await this.#onGrown(this.#file);
    } catch {
      // Who finishes the file reads it all once more, and fails.
    } finally {
      this.#working = undefined;
    }
  }

  /** Brings it to the disk. After a failure, which is told, nobody waits for a disk that fails again. */
  async #isDurable(): Promise<boolean> {
    const hasFailed = this.failure !== undefined;
    try {
      await this.#file.datasync();
      return true;
    } catch (error) {
      this.failure ??= error as Error;
      return hasFailed;
    }
  }
}
