import { InvalidOptionError } from '../errors';
import { VideoFrame, type FrameInit } from '../frames/video-frame';

/**
 * A picture as a test writes it: a frame, or rows of numbers. Rows of numbers are GRAY8; rows of pixels with three numbers are RGB24, with
 * four BGRA.
 */
export type TestPicture = VideoFrame | readonly (readonly (number | readonly number[])[])[];

/**
 * A picture as a frame in ordinary memory.
 *
 * @param picture - A frame, which is returned as it is, or rows.
 * @param index - Number of the frame.
 * @throws {@link InvalidOptionError} when rows or pixels are not all equally long, or there are none.
 */
export function frameOf(picture: TestPicture, index: number): VideoFrame {
  if (picture instanceof VideoFrame) return picture;
  const cols = picture[0]?.length ?? 0;
  const samples = picture.flat(2);
  const channels = samples.length / (picture.length * cols);
  const colour = ({ 1: 'GRAY8', 3: 'RGB24', 4: 'BGRA' } as const)[channels];
  const isEven = picture.every(
    (row) => row.length === cols && row.every((pixel) => lengthOf(pixel) === channels),
  );
  if (colour === undefined || !isEven) {
    throw new InvalidOptionError(
      'picture',
      'rows of equal length, of 1, 3 or 4 numbers a pixel,',
      picture,
    );
  }
  const init: FrameInit = { colour, cols, rows: picture.length, index };
  return VideoFrame.wrap(Uint8Array.from(samples), init);
}

function lengthOf(pixel: number | readonly number[]): number {
  return typeof pixel === 'number' ? 1 : pixel.length;
}
