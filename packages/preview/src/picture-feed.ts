import {
  branch,
  pipelineOf,
  type AdjustableNode,
  type FrameObserver,
  type FrameOperator,
  type PipelineStats,
  type VideoFrame,
} from '@giftgrab/core';
import type { Observable, Subscription } from 'rxjs';
import { ConnectionWatch, type ConnectionState } from './connection-watch';
import { encodePicture } from './encode-picture';
import { PictureMaker } from './picture-maker';
import { WidestAsked } from './widest-asked';

/** How the pictures of a {@link PictureFeed} are made. */
export interface PictureFeedOptions {
  readonly maxFrameRate: number;
  readonly maxSize: number;
  readonly quality: number;
}

/** What has become of a stream. */
export interface FeedState {
  readonly name: string;
  /** `'waiting'` until the first frame. */
  readonly state: 'waiting' | 'running' | 'ended' | 'failed';
  /** Why it has failed. */
  readonly reason?: string;
  /** How the connections of its sources are, of those that have something to tell. */
  readonly connections: readonly ConnectionState[];
}

/** The pictures of one stream, on a branch of its own that slows nobody. */
export class PictureFeed implements FrameObserver {
  readonly name: string;
  /** Pictures of the size they are shown at. */
  readonly live: PictureMaker;
  /** Pictures as large as the frames are, without loss. */
  readonly still = new PictureMaker((frame) => encodePicture(frame, { format: 'png' }), 0);
  readonly #branch: FrameOperator;
  readonly #widest = new WidestAsked();
  readonly #subscription: Subscription;
  readonly #connections: ConnectionWatch;
  #state: FeedState['state'] = 'waiting';
  #reason: string | undefined;

  /**
   * Begins to look at a stream.
   *
   * @param name - What the page calls it.
   * @param stream - The stream.
   * @param options - How pictures are made.
   */
  constructor(name: string, stream: Observable<VideoFrame>, options: PictureFeedOptions) {
    const { maxFrameRate, maxSize, quality } = options;
    this.name = name;
    this.live = new PictureMaker((frame) => {
      const longest = Math.min(this.#widest.now(), maxSize);
      return encodePicture(frame, { format: 'jpeg', quality, longest });
    }, 1000 / maxFrameRate);
    this.#branch = branch({ frames: 1, policy: 'dropOldest', name: 'preview' });
    this.#subscription = stream.pipe(this.#branch).subscribe(this);
    this.#connections = new ConnectionWatch(pipelineOf(this.#branch).sources);
  }

  /** What has become of the stream. */
  get state(): FeedState {
    const { name } = this;
    const reason = this.#reason;
    const connections = this.#connections.states;
    return { name, state: this.#state, connections, ...(reason !== undefined && { reason }) };
  }

  /** Counters of the pipeline that the stream is part of. */
  get stats(): PipelineStats {
    return pipelineOf(this.#branch).stats;
  }

  /** The stages of that pipeline whose options can be changed. */
  get adjustables(): readonly AdjustableNode[] {
    return pipelineOf(this.#branch).adjustables;
  }

  /** Hears how large a viewer shows the pictures, in pixels of the longer side. */
  showAt(size: number): void {
    this.#widest.ask(size);
  }

  next(frame: VideoFrame): Promise<unknown> | undefined {
    this.#state = 'running';
    const live = this.live.offer(frame);
    const still = this.still.offer(frame);
    if (live === undefined) return still;
    return still === undefined ? live : Promise.all([live, still]);
  }

  error(error: unknown): void {
    this.#state = 'failed';
    this.#reason = error instanceof Error ? error.message : String(error);
    void this.#endPictures();
  }

  complete(): void {
    this.#state = 'ended';
    void this.#endPictures();
  }

  /**
   * Leaves the stream alone.
   *
   * @returns Resolves when no frame is in use any more.
   */
  close(): Promise<void> {
    this.#subscription.unsubscribe();
    this.#connections.close();
    return this.#endPictures();
  }

  async #endPictures(): Promise<void> {
    await Promise.all([this.live.close(), this.still.close()]);
  }
}
