import type { VideoFrame } from '../frames/video-frame';
import type { FramePuller } from './frame-puller';

/**
 * What a `for await` loop goes through: pulls frame after frame, each valid until the next is asked for. No generator,
 * because the `return()` of one waits for the frame that it was asked for before, and a camera may never bring it.
 */
export class FrameIterator implements AsyncIterableIterator<VideoFrame>, AsyncDisposable {
  readonly #open: () => FramePuller;
  #puller: FramePuller | undefined;
  #current: VideoFrame | undefined;
  #isOver = false;

  /**
   * @param open - Begins the stream; called when the first frame is asked for.
   */
  constructor(open: () => FramePuller) {
    this.#open = open;
  }

  async next(): Promise<IteratorResult<VideoFrame, undefined>> {
    this.#turn(undefined);
    if (this.#isOver) return { done: true, value: undefined };
    try {
      const frame = await (this.#puller ??= this.#open()).pull();
      this.#turn(frame);
      if (frame !== undefined) return { done: false, value: frame };
    } catch (error) {
      await this.return();
      throw error;
    }
    return this.return();
  }

  async return(): Promise<IteratorResult<VideoFrame, undefined>> {
    this.#isOver = true;
    this.#turn(undefined);
    await this.#puller?.close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #turn(frame: VideoFrame | undefined): void {
    this.#current?.release();
    this.#current = frame;
  }
}
