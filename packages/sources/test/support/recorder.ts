import { Deferred, type FrameObserver, type VideoFrame } from '@giftgrab/core';

/** An observer that writes down what it hears. */
export class Recorder implements FrameObserver {
  /** Numbers of the frames, in the order they came. */
  readonly indexes: number[] = [];
  /** The first byte of each frame. */
  readonly firstBytes: number[] = [];
  /** How it ended. */
  ending: 'complete' | { readonly error: unknown } | undefined;
  readonly #ended = new Deferred<void>();
  readonly #onFrame: ((frame: VideoFrame) => unknown) | undefined;

  constructor(onFrame?: (frame: VideoFrame) => unknown) {
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

  next(frame: VideoFrame): unknown {
    this.indexes.push(frame.index);
    this.firstBytes.push(frame.data()[0] ?? -1);
    return this.#onFrame?.(frame);
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

/** A recorder that is done with a frame only when it is told to be. */
export class SlowRecorder extends Recorder {
  readonly #gates: Deferred<void>[] = [];
  #isOpen = false;

  override next(frame: VideoFrame): unknown {
    super.next(frame);
    if (this.#isOpen) return undefined;
    const gate = new Deferred<void>();
    this.#gates.push(gate);
    return gate.promise;
  }

  /** Takes its time again, from the next frame on. */
  shut(): void {
    this.#isOpen = false;
  }

  /** Is done with all that it has, and with whatever comes at once. */
  open(): void {
    this.#isOpen = true;
    for (const gate of this.#gates.splice(0)) gate.resolve();
  }
}
