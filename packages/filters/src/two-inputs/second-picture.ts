import { InvalidOptionError, VideoFrame, type FrameShape, type StageStats } from '@giftgrab/core';
import { isObservable, type Observable, type Observer, type Subscription } from 'rxjs';
import {
  copyArray,
  isSampleArray,
  isSameShape,
  shapeOf,
  zeros,
  type SampleArray,
} from '../arrays/sample-array';

/** The other picture of a filter of two: one for all frames, or a stream of which the newest is taken. */
export type SecondPicture = VideoFrame | SampleArray | Observable<VideoFrame>;

/** A copy of a picture, which its owner may change or release afterwards; streams are what they are. */
export function ownPicture(picture: SecondPicture): SecondPicture {
  if (picture instanceof VideoFrame) return picture.clone();
  if (isObservable(picture)) return picture;
  const copy = zeros(shapeOf(picture));
  copyArray(picture, copy);
  return copy;
}

/** Throws unless a value is a picture or a stream of pictures. */
export function checkPicture(picture: unknown): void {
  if (picture instanceof VideoFrame || isObservable(picture) || isSampleArray(picture)) return;
  throw new InvalidOptionError('with', 'a frame, an ndarray or an Observable of frames', picture);
}

/** The other picture during one subscription, in memory that kernels can read. */
export class SecondInput {
  readonly #subscription: Subscription | undefined;
  #picture: VideoFrame | SampleArray | undefined;
  // A loan of our own.
  #frame: VideoFrame | undefined;

  /**
   * @param picture - The picture, which nobody else changes, or a stream.
   * @param fail - Hears why the stream failed.
   * @param stats - The filter's counters, by which its pipeline knows that the stream leads to it.
   */
  constructor(picture: SecondPicture, fail: (error: unknown) => void, stats: StageStats) {
    if (!isObservable(picture)) {
      this.#picture = picture;
      return;
    }
    const observer: Partial<Observer<VideoFrame>> & { readonly stats: StageStats } = {
      stats,
      next: (frame) =>
        this.#replace(frame.address === undefined ? frame.pooledCopy() : frame.retain()),
      error: fail,
    };
    this.#subscription = picture.subscribe(observer);
  }

  /**
   * The picture as a frame like another.
   *
   * @param frame - The first picture.
   * @returns `undefined` while a stream has had none.
   * @throws {@link InvalidOptionError} when it has another size or layout.
   */
  pictureFor(frame: VideoFrame): VideoFrame | undefined {
    if (this.#picture !== undefined && this.#frame === undefined) {
      this.#frame = frameOf(this.#picture, frame);
    }
    if (this.#frame !== undefined) checkAlike(this.#frame.shape, frame.shape);
    return this.#frame;
  }

  /** Lets the picture go. */
  dispose(): void {
    this.#subscription?.unsubscribe();
    this.#picture = undefined;
    this.#replace(undefined);
  }

  #replace(frame: VideoFrame | undefined): void {
    this.#frame?.release();
    this.#frame = frame;
  }
}

/**
 * A picture as a frame in memory that kernels can read.
 *
 * @param picture - A frame, or an array of the only plane of `like`.
 * @param like - The frame that it shall be like.
 * @returns A loan.
 * @throws {@link InvalidOptionError} when it has another size or layout.
 */
export function frameOf(picture: VideoFrame | SampleArray, like: VideoFrame): VideoFrame {
  if (picture instanceof VideoFrame) {
    checkAlike(picture.shape, like.shape);
    return picture.address === undefined ? picture.pooledCopy() : picture.share();
  }
  const { rows, cols, shape } = like;
  const wanted = [rows, cols, shape.format.planes[0]?.channels ?? 1];
  const isFlat = picture.shape.length === 2 && wanted[2] === 1;
  if (
    shape.layout.planes.length > 1 ||
    !isSameShape(picture.shape, isFlat ? [rows, cols] : wanted)
  ) {
    const expected =
      shape.layout.planes.length > 1
        ? `a frame, because ${shape.colour} has several planes,`
        : `an array of shape [${wanted.join(', ')}]`;
    throw new InvalidOptionError('with', expected, picture.shape);
  }
  const frame = like.deriveUninitialised({ stereoCount: 1 });
  const target = frame.array() as SampleArray;
  copyArray(picture, isFlat ? target.pick(null, null, 0) : target);
  return frame;
}

function checkAlike(second: FrameShape, first: FrameShape): void {
  const isAlike =
    second.rows === first.rows &&
    second.cols === first.cols &&
    second.colour === first.colour &&
    (second.stereoCount === first.stereoCount || second.stereoCount === 1);
  if (isAlike) return;
  throw new InvalidOptionError(
    'with',
    `a picture of ${inWords(first)}, as the frame is,`,
    inWords(second),
  );
}

function inWords({ cols, rows, colour, stereoCount }: FrameShape): string {
  const views = stereoCount === 1 ? '' : ` with ${stereoCount} views`;
  return `${cols}×${rows} ${colour}${views}`;
}
