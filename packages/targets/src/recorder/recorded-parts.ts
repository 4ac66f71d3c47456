import type { RecorderEvent } from './recorder-events';
import type { RecordingPart, RecordingPartReport } from './recording-part';
import { isStorageFailure } from './storage-failure';

/** What {@link RecordedParts} leave to the recorder. */
export interface RecordedPartsOptions {
  /** Hears what becomes of the files. */
  readonly onEvent: (event: RecorderEvent) => void;
  /**
   * Records on another disk what its own had no room for.
   *
   * @returns The file, which is yet to be finished; `undefined`, and the frames are left, where there is no other disk.
   */
  readonly recordElsewhere: (
    part: RecordingPart,
    error: Error,
  ) => Promise<RecordingPart | undefined>;
}

/** The files of a recording that get no more frames: those that are being finished, and what is known of the others. */
export class RecordedParts {
  /** Bytes in them. */
  bytes = 0;
  /** Why the first of them that could not be finished could not. */
  failure: Error | undefined;
  readonly #options: RecordedPartsOptions;
  /** For each part, in the order they were begun in, its file, and that of what there was no room for in it. */
  readonly #reports: RecordingPartReport[][] = [];
  readonly #finishing = new Map<RecordingPart, Promise<void>>();

  constructor(options: RecordedPartsOptions) {
    this.#options = options;
  }

  /** The files that are finished, in the order they were begun in. */
  get reports(): readonly RecordingPartReport[] {
    return this.#reports.flat();
  }

  /** The files that are being finished. */
  get finishing(): readonly RecordingPart[] {
    return [...this.#finishing.keys()];
  }

  /** Finishes a file while the next one is begun. */
  finish(part: RecordingPart): void {
    this.bytes += part.encoding.bytes;
    const reports: RecordingPartReport[] = [];
    this.#reports.push(reports);
    const finishing = this.#finish(part, reports).finally(() => this.#finishing.delete(part));
    this.#finishing.set(part, finishing);
  }

  /** Waits until all are finished. */
  async settled(): Promise<void> {
    while (this.#finishing.size > 0) await Promise.all(this.#finishing.values());
  }

  async #finish(part: RecordingPart, reports: RecordingPartReport[]): Promise<void> {
    const rest = await this.#recordRest(part);
    try {
      if (part.encoding.frames === 0 && part.encoding.lost === 0) {
        await part.discard();
      } else {
        const report = await part.finish();
        reports.push(report);
        this.#options.onEvent({ type: 'partFinished', report });
      }
    } catch (error) {
      this.#fail(part, error as Error);
    }
    if (rest !== undefined) await this.#finish(rest, reports);
  }

  /** Ends the encoder, and lets what it finds no room for be recorded elsewhere. */
  async #recordRest(part: RecordingPart): Promise<RecordingPart | undefined> {
    const error = await part.encoding.finish().catch((failure: unknown) => failure as Error);
    if (!isStorageFailure(error)) return undefined;
    try {
      return await this.#options.recordElsewhere(part, error as Error);
    } catch (failure) {
      this.#fail(part, failure as Error);
      return undefined;
    }
  }

  #fail({ path }: RecordingPart, error: Error): void {
    this.failure ??= error;
    this.#options.onEvent({ type: 'partFailed', path, error });
  }
}
