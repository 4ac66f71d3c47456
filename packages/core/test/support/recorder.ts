import type { FrameObserver } from '../../src/graph/branch-guard';
import type { VideoFrame } from '../../src/frames/video-frame';
import { Deferred } from '../../src/deferred';

/** An observer that writes down what it hears. */
export class Recorder implements FrameObserver {
  /** Numbers of the frames, in the order they came. */
  readonly indexes: number[] = [];
  /** The first byte of each frame. */
  readonly firstBytes: number[] = [];
  /** How it ended. */
  ending: 'complete' | { readonly error: unknown } | undefined;
  readonly #ended = new Deferred<void>();
  readonly #onFrame: ((frame: VideoFrame) => void) | undefined;

  constructor(onFrame?: (frame: VideoFrame) => void) {
    this.#onFrame = onFrame;
  }

  /** Resolves when the stream has completed or failed. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** What it failed with, if it did. */
  get failure(): unknown {
    return typeof this.ending === 'object' ? this.ending.error : undefined;
  }

  next(frame: VideoFrame): void {
    this.indexes.push(frame.index);
    this.firstBytes.push(frame.data()[0] ?? -1);
    this.#onFrame?.(frame);
  }

  error(error: unknown): void {
    this.ending = { error };
    this.#ended.resolve();
  }

  complete(): void {
    this.ending = 'complete';
    this.#ended.resolve();
  }
}
