import type { ColourSpace } from '@giftgrab/core';
import { openFile, type FileSource, type FileSourceOptions } from '@giftgrab/sources';

/**
 * Makes sources, by the names that GIFT-Grab gave them. {@link openFile} does the same without a factory.
 *
 * @example
 * ```ts
 * import { ColourSpace, VideoSourceFactory } from 'giftgrab';
 *
 * async function play(path: string): Promise<void> {
 *   const reader = await VideoSourceFactory.getInstance().createFileReader(path, ColourSpace.BGRA);
 *   reader.subscribe((frame) => console.log(frame.index));
 *   await reader.finished;
 * }
 * ```
 * @see GIFT-Grab's `VideoSourceFactory` (V1)
 */
export class VideoSourceFactory {
  static readonly #instance = new VideoSourceFactory();

  /** The one factory of this process. */
  static getInstance(): VideoSourceFactory {
    return VideoSourceFactory.#instance;
  }

  /**
   * Opens a video file to be played at its own pace, as GIFT-Grab does. No frame is left out: where work downstream is slower,
   * the file waits.
   *
   * @param path - The file.
   * @param colour - Layout of the frames.
   * @param options - More, as {@link openFile} takes it; `{ pace: 'asap' }` reads as fast as it can.
   * @returns The reader; it starts with its first observer.
   * @throws As {@link openFile} does.
   * @see GIFT-Grab's `create_file_reader` (V5)
   */
  createFileReader(
    path: string,
    colour: ColourSpace,
    options: Omit<FileSourceOptions, 'colour'> = {},
  ): Promise<FileSource> {
    return openFile(path, { pace: 'realtime', ...options, colour });
  }
}
