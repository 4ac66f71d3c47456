import { FileWriter } from './file-writer';
import type { FileWriterOptions, SeparateFilesOptions } from './file-writer-options';
import { StereoFileWriter } from './stereo-file-writer';

/**
 * Makes a writer of two video files, one for each view of stereo frames: `out.mp4` becomes `out-left.mp4` and `out-right.mp4`. Both
 * show their frames at the same times. If one of them fails, the other is finished, and the error says which.
 *
 * @param path - The files' name without `-left` and `-right`; its extension says which container.
 * @param options - How to write them; `codec`, `frameRate` and `stereo: 'separate'` are required.
 * @throws As for one file, for either of them. Frames of another number of views than two are refused with a {@link TargetError}.
 * @example
 * ```ts
 * import type { VideoSource } from '@giftgrab/core';
 * import { fileWriter } from '@giftgrab/targets';
 *
 * async function record(stereo: VideoSource): Promise<void> {
 *   const frameRate = stereo.frameRate ?? 25;
 *   const target = fileWriter('out.mp4', { codec: 'HEVC', frameRate, stereo: 'separate' });
 *   stereo.attach(target);
 *   const { left, right } = await target.finished;
 *   console.log(left.path, right.path, left.frames === right.frames);
 * }
 * ```
 */
export function fileWriter(path: string, options: SeparateFilesOptions): StereoFileWriter;
/**
 * Makes a writer of a video file. ffmpeg is started with the first frame, which fixes size and layout; it writes the file
 * itself, so that the file is whole even if Node dies.
 *
 * @param path - The file; its extension says which container.
 * @param options - How to write it; `codec` and `frameRate` are required.
 * @throws {@link InvalidOptionError} when an option breaks its rule or the extension does not fit the codec;
 * {@link UnsupportedFormatError} for an unknown codec; {@link TargetError} when the directory is missing or not writable,
 * or the file exists already.
 * @example
 * ```ts
 * import { openFile } from '@giftgrab/sources';
 * import { fileWriter } from '@giftgrab/targets';
 *
 * async function transcode(from: string, to: string): Promise<number> {
 *   await using source = await openFile(from);
 *   await using target = fileWriter(to, { codec: 'HEVC', frameRate: source.frameRate ?? 25 });
 *   source.attach(target);
 *   return (await target.finished).frames;
 * }
 * ```
 * @see GIFT-Grab's `VideoTargetFactory::create_file_writer` (T2, W1, W2)
 */
export function fileWriter(path: string, options: FileWriterOptions): FileWriter;
export function fileWriter(
  path: string,
  options: FileWriterOptions | SeparateFilesOptions,
): FileWriter | StereoFileWriter {
  return options.stereo === 'separate'
    ? new StereoFileWriter(path, options)
    : new FileWriter(path, options);
}
