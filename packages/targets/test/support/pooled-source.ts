import {
  frameShape,
  Timestamp,
  VideoFrame,
  VideoSource,
  type FrameShape,
  type RunTeardown,
  type SourceRun,
  type VideoSourceOptions,
  type VideoSourceSpec,
} from '@giftgrab/core';

/** What a {@link PooledSource} gives. */
export interface PooledSourceOptions extends VideoSourceSpec, VideoSourceOptions {
  /** Frames in a run. @defaultValue it never ends */
  readonly frames?: number;
  /** What it fails with after the last. */
  readonly failure?: Error;
}

/** A source of frames in pooled memory with bytes that differ from frame to frame; it waits for room, as files do. */
export class PooledSource extends VideoSource {
  /** Frames given so far. */
  given = 0;
  readonly #shape: FrameShape;
  readonly #options: PooledSourceOptions;

  constructor(options: PooledSourceOptions) {
    super({ frameRate: 25, ...options }, options);
    this.#shape = frameShape(options);
    this.#options = options;
  }

  /** The bytes of the first so many frames, one after the other. */
  bytes(count: number): Buffer {
    const frames = Array.from({ length: count }, (_, index) => {
      const bytes = Buffer.alloc(this.#shape.byteLength);
      fill(bytes, index);
      return bytes;
    });
    return Buffer.concat(frames);
  }

  protected override start(run: SourceRun): RunTeardown {
    const { frames = Infinity, failure } = this.#options;
    let index = 0;
    let immediate: NodeJS.Immediate | undefined;
    const step = (): void => {
      if (index < frames) run.whenRoom(this.#shape.byteLength, send);
      else if (failure === undefined) run.complete();
      else run.error(failure);
    };
    const send = (): void => {
      const pts = this.frameRate && new Timestamp(index, this.frameRate.inverse);
      const frame = VideoFrame.lend(this.#shape, { index, pts }, run.budget);
      fill(frame.bytes, index);
      index += 1;
      this.given += 1;
      run.emit(frame);
      immediate = setImmediate(step);
    };
    immediate = setImmediate(step);
    return () => clearImmediate(immediate);
  }
}

function fill(bytes: Uint8Array, index: number): void {
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = (i * 7 + (i >> 6) + index * 31) & 255;
}
