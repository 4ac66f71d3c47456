import type { Rational } from '@giftgrab/core';
import { fileWriter, type Codec, type FileWriter, type FileWriterOptions } from '@giftgrab/targets';

/**
 * Makes targets, by the names that GIFT-Grab gave them. {@link fileWriter} does the same without a factory.
 *
 * @example
 * ```ts
 * import { Codec, VideoTargetFactory } from 'giftgrab';
 *
 * const writer = VideoTargetFactory.getInstance().createFileWriter(Codec.HEVC, 'out.mp4', 30);
 * console.log(writer.path); // out.mp4
 * ```
 * @see GIFT-Grab's `VideoTargetFactory` (T1)
 */
export class VideoTargetFactory {
  static readonly #instance = new VideoTargetFactory();

  /** The one factory of this process. */
  static getInstance(): VideoTargetFactory {
    return VideoTargetFactory.#instance;
  }

  /**
   * Makes a writer of a video file; the file is begun with the first frame.
   *
   * @param codec - The codec.
   * @param filename - The file; its extension says which container.
   * @param frameRate - Frames per second; a reader's `frameRate` fits.
   * @param options - More, as {@link fileWriter} takes it.
   * @throws As {@link fileWriter} does.
   * @see GIFT-Grab's `create_file_writer` (T2)
   */
  createFileWriter(
    codec: Codec,
    filename: string,
    frameRate: number | Rational | undefined,
    options: Omit<FileWriterOptions, 'codec' | 'frameRate'> = {},
  ): FileWriter {
    return fileWriter(filename, { ...options, codec, frameRate });
  }
}
