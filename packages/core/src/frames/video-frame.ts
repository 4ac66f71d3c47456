import { type NdArray } from 'ndarray';
import { FrameReleasedError, InvalidOptionError, OutOfRangeError } from '../errors';
import { fillBlack } from '../pixels/fill-black';
import type { Rational } from '../rational';
import type { Timestamp } from '../timestamp';
import { DEFAULT_COLORIMETRY, type ColourSpace, type Colorimetry } from './colour-space';
import { pictureArray, planeArrays, samplesOf, type Samples } from './frame-array';
import type { FrameBudget } from './frame-budget';
import type { MemoryBlock } from './frame-memory';
import { FrameStorage, forgotten } from './frame-storage';
import { frameShape, shapeText, type FrameShape, type FrameSpec } from './frame-shape';

/** When a frame arrived in this process. */
export interface CaptureTime {
  /** Milliseconds on the monotonic clock, comparable to `performance.now()`. */
  readonly monotonicMs: number;
  /** Milliseconds since 1970, comparable to `Date.now()`. */
  readonly wallMs: number;
}

/** What a frame carries besides its pixels. */
export interface FrameTime {
  /** Frame number in its source, from 0; a gap means lost frames. @defaultValue 0 */
  readonly index?: number;
  /** Presentation time in the stream; absent when the stream has none. */
  readonly pts?: Timestamp | undefined;
  /** Arrival, in milliseconds on the monotonic clock. @defaultValue now */
  readonly capturedMs?: number;
  /** How YUV samples are to be read as colours. @defaultValue unspecified matrix, limited range */
  readonly colorimetry?: Colorimetry;
  /** Frames per second, where all frames of the stream follow each other at just this rate. */
  readonly constantRate?: Rational | undefined;
}

/** What a frame carries besides its pixels, made once for all handles on it. */
type FrameStamp = Required<Omit<FrameTime, 'pts' | 'constantRate'>> &
  Pick<VideoFrame, 'pts' | 'constantRate'>;

function stampOf({ index, pts, capturedMs, colorimetry, constantRate }: FrameTime): FrameStamp {
  return {
    index: index ?? 0,
    pts,
    capturedMs: capturedMs ?? performance.now(),
    colorimetry: colorimetry ?? DEFAULT_COLORIMETRY,
    constantRate,
  };
}

/** A size, a layout and what a frame carries besides its pixels. */
export interface FrameInit extends FrameSpec, FrameTime {}

/**
 * Whose handle a frame is: its emitter's, a user's own by `retain()`, a filter's by `derive()`, or that of ordinary
 * memory. Those of users and filters are watched by the garbage collector.
 */
type Holder = 'emitter' | 'user' | 'filter' | 'owner';

/**
 * One picture (or several views of one moment) with its time: a typed view on memory.
 *
 * **A frame is a loan.** Inside the `next()` or filter call that brings it, do anything with it. To use it
 * later, `retain()` it and `release()` what that returned, or `clone()` it. After the loan has ended
 * every access throws {@link FrameReleasedError}. To change pixels of a frame that other branches may
 * also see, call {@link writable} first (filters get frames that are writable already).
 *
 * Memory: rows without gaps, top row first; planes one after the other; views one after the other.
 *
 * @example
 * ```ts
 * import { VideoFrame } from '@giftgrab/core';
 *
 * const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 640, rows: 480 }); // black
 * frame.array().set(10, 20, 2, 255); // row 10, column 20, red
 * console.log(frame.dataLength(), frame.data().length); // 1228800 1228800
 * ```
 * @see GIFT-Grab's `VideoFrame` (F1–F16)
 */
export class VideoFrame {
  readonly #shape: FrameShape;
  readonly #holder: Holder;
  readonly #stamp: FrameStamp;
  #storage: FrameStorage | undefined;
  #holds = 1;
  #isForEdit = false;
  #meta: Record<string, unknown> | undefined;

  // Runs for every frame and branch: what it is given must cost nothing to make.
  private constructor(
    shape: FrameShape,
    storage: FrameStorage,
    holder: Holder,
    stamp: FrameStamp,
    meta?: Record<string, unknown>,
  ) {
    this.#shape = shape;
    this.#holder = holder;
    this.#stamp = stamp;
    this.#storage = storage;
    this.#meta = meta === undefined ? undefined : { ...meta };
    if (holder === 'user' || holder === 'filter') this.#watch(storage);
  }

  /**
   * Makes a black frame in ordinary memory, yours for ever.
   *
   * @param init - Size, layout, and what else the frame shall carry.
   * @throws {@link InvalidOptionError} when a size is not a positive integer or the colour is unknown.
   * @see GIFT-Grab's `VideoFrame(colour, cols, rows, stereo_count)` (F2), whose black was green in I420
   */
  static alloc(init: FrameInit): VideoFrame {
    const shape = frameShape(init);
    const bytes = new Uint8Array(shape.byteLength);
    const frame = new VideoFrame(
      shape,
      new FrameStorage(bytes, undefined, undefined),
      'owner',
      stampOf(init),
    );
    frame.#fillBlack();
    return frame;
  }

  /**
   * Makes a frame of bytes that you have, without copying them. The memory stays yours.
   *
   * @param data - All views, one after the other, rows without gaps.
   * @param init - Size, layout, and what else the frame shall carry.
   * @throws {@link InvalidOptionError} when the length is not what size and layout need, or 16-bit samples lie at an odd address.
   * @see GIFT-Grab's `init_from_specs` (F1, F4), which trusted its caller
   */
  static wrap(data: Uint8Array, init: FrameInit): VideoFrame {
    const shape = frameShape(init);
    if (!(data instanceof Uint8Array) || data.length !== shape.byteLength) {
      throw new InvalidOptionError(
        'data',
        `a Uint8Array of ${shape.byteLength} bytes (${shapeText(shape)})`,
        data instanceof Uint8Array ? `${data.length} bytes` : data,
      );
    }
    if (data.byteOffset % shape.format.bytesPerSample !== 0) {
      throw new InvalidOptionError(
        'data',
        'an even byteOffset for 16-bit samples',
        data.byteOffset,
      );
    }
    return new VideoFrame(
      shape,
      new FrameStorage(data, undefined, undefined),
      'owner',
      stampOf(init),
    );
  }

  /**
   * Takes a frame from the pool; whoever calls must release it. For authors of sources.
   *
   * @param shape - Size and layout, from {@link frameShape}.
   * @param time - What the frame carries.
   * @param budget - The account it counts against until its last loan ends.
   * @returns A frame whose pixels are undefined until the caller has written all of them.
   */
  static lend(shape: FrameShape, time: FrameTime, budget?: FrameBudget): VideoFrame {
    const storage = FrameStorage.pooled(shape.byteLength, budget);
    return new VideoFrame(shape, storage, 'emitter', stampOf(time));
  }

  /** Frame number in its source, from 0. A gap means that frames were lost, and they are counted. */
  get index(): number {
    return this.#stamp.index;
  }

  /** How YUV samples are to be read as colours; of no meaning for BGRA, RGB24 and grey. */
  get colorimetry(): Colorimetry {
    return this.#stamp.colorimetry;
  }

  /** Presentation time in the stream's own time base; `undefined` when the stream has none. Never invented. */
  get pts(): Timestamp | undefined {
    return this.#stamp.pts;
  }

  /**
   * Frames per second, where all frames of the stream are known to follow each other at just this rate: lets
   * writers put them on an exact grid. `undefined` when the rate varies or nobody knows.
   */
  get constantRate(): Rational | undefined {
    return this.#stamp.constantRate;
  }

  /** Layout of the samples. */
  get colour(): ColourSpace {
    return this.#shape.colour;
  }

  /** Pixels a row. */
  get cols(): number {
    return this.#shape.cols;
  }

  /** Rows. */
  get rows(): number {
    return this.#shape.rows;
  }

  /** Views: 1 for an ordinary frame, 2 for a stereo pair. */
  get stereoCount(): number {
    return this.#shape.stereoCount;
  }

  /** Size and layout, with what follows from them. */
  get shape(): FrameShape {
    return this.#shape;
  }

  /** When the frame arrived in this process. */
  get captured(): CaptureTime {
    const monotonicMs = this.#stamp.capturedMs;
    return { monotonicMs, wallMs: performance.timeOrigin + monotonicMs };
  }

  /** @internal As {@link captured}, without an object for it. */
  get capturedMs(): number {
    return this.#stamp.capturedMs;
  }

  /** A bag for what filters learn of the frame. Kept by filters; each branch has its own. */
  get meta(): Record<string, unknown> {
    return (this.#meta ??= {});
  }

  /** Whether the loan has ended, so that every access throws. */
  get released(): boolean {
    return this.#storage === undefined;
  }

  /** `"frame 12, 1920×1080 BGRA, at 0.4 s"`; what `console.log()` shows, too. */
  toString(): string {
    const at = this.pts === undefined ? '' : `, at ${this.pts.seconds} s`;
    return `frame ${this.index}, ${shapeText(this.#shape)}${at}${this.released ? ', released' : ''}`;
  }

  /**
   * The bytes of one view, without a copy: writing to them writes to the frame. Valid as long as the loan.
   *
   * @param stereoIndex - Which view. @defaultValue 0
   * @throws {@link OutOfRangeError} when there is no such view; {@link FrameReleasedError} after the loan.
   * @see GIFT-Grab's `data` (F5, F12)
   */
  data(stereoIndex = 0): Uint8Array {
    const { bytes } = this.#pixels();
    if (this.#shape.stereoCount === 1 && stereoIndex === 0) return bytes;
    const length = this.#shape.layout.byteLength;
    const start = this.#checkStereoIndex(stereoIndex) * length;
    return bytes.subarray(start, start + length);
  }

  /**
   * The samples of one view: the bytes themselves, or 16-bit numbers where a sample has two bytes.
   *
   * @param stereoIndex - Which view. @defaultValue 0
   * @throws As {@link data} does.
   */
  samples(stereoIndex = 0): Samples {
    return samplesOf(this.data(stereoIndex), this.#shape.format);
  }

  /**
   * Bytes of one view.
   *
   * @param stereoIndex - Which view; all are equally long. @defaultValue 0
   * @throws {@link OutOfRangeError} when there is no such view.
   * @see GIFT-Grab's `data_length` (F6)
   */
  dataLength(stereoIndex = 0): number {
    this.#checkStereoIndex(stereoIndex);
    return this.#shape.layout.byteLength;
  }

  /**
   * One view as an ndarray of shape `[rows, cols, channels]`, without a copy.
   * Channels are the bytes of a pixel in memory order: blue, green, red, alpha for BGRA; chroma, luma for UYVY.
   *
   * @param stereoIndex - Which view. @defaultValue 0
   * @throws {@link UnsupportedFormatError} for formats with several planes, which have no such array; use {@link planes}.
   * @see GIFT-Grab's `data(True)` (F13), which knew BGRA only
   */
  array(stereoIndex = 0): NdArray<Samples> {
    return pictureArray(this.data(stereoIndex), this.#shape);
  }

  /**
   * The planes of one view as ndarrays of shape `[rows, cols, channels]`, without a copy: Y, U, V for
   * I420 (U and V smaller); one plane for packed formats.
   *
   * @param stereoIndex - Which view. @defaultValue 0
   * @throws As {@link data} does.
   */
  planes(stereoIndex = 0): readonly NdArray<Samples>[] {
    return planeArrays(this.data(stereoIndex), this.#shape);
  }

  /**
   * Keeps the picture beyond the call that brought it: a second handle on the same memory, which stays
   * valid until you release **it**.
   *
   * @returns Your own handle. What happens to this one no longer matters to it.
   * @throws {@link FrameReleasedError} when this loan has ended already.
   * @example
   * ```ts
   * import { VideoFrame } from '@giftgrab/core';
   *
   * let last: VideoFrame | undefined;
   * function next(frame: VideoFrame): void {
   *   last?.release();
   *   last = frame.retain();
   * }
   * next(VideoFrame.alloc({ colour: 'GRAY8', cols: 2, rows: 2 }));
   * ```
   */
  retain(): VideoFrame {
    return this.#anotherHandle('user');
  }

  /**
   * Ends the loan. The memory goes back to the pool with the last of them. A second call does nothing;
   * frames made by {@link alloc}, {@link wrap} and {@link clone} are yours for ever and ignore it.
   */
  release(): void {
    const storage = this.#storage;
    if (storage === undefined || this.#holder === 'owner') return;
    this.#holds -= 1;
    if (this.#holds > 0) return;
    this.#storage = undefined;
    const isUser = this.#holder === 'user';
    if (isUser || this.#holder === 'filter') forgotten.unregister(this);
    storage.dropLoan(isUser);
  }

  /** Releases the frame at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.release();
  }

  /**
   * Copies the frame to ordinary memory: yours for ever, no release needed.
   *
   * @throws {@link FrameReleasedError} when the loan has ended already.
   */
  clone(): VideoFrame {
    const storage = this.#live().ownCopy();
    return new VideoFrame(this.#shape, storage, 'owner', this.#stamp, this.#meta);
  }

  /**
   * Makes sure that nobody else sees what you write: copies the pixels first if another branch or a
   * retained handle looks at them, does nothing otherwise. Views taken earlier by {@link data} may then
   * show the old pixels: take them anew.
   *
   * @returns This frame.
   * @throws {@link FrameReleasedError} when the loan has ended already.
   */
  writable(): this {
    const storage = this.#live();
    if (storage.isExclusive) return this;
    const isUser = this.#holder === 'user';
    const copy = this.#holder === 'owner' ? storage.ownCopy() : storage.pooledCopy(isUser);
    this.#storage = copy;
    if (isUser || this.#holder === 'filter') {
      forgotten.unregister(this);
      this.#watch(copy);
    }
    storage.dropLoan(isUser);
    return this;
  }

  /**
   * Makes a black frame of another size or layout at the same time, with the same `index` and `meta`: what a
   * filter returns when it cannot work in place. It counts against the budget of this frame's source.
   *
   * @param change - What shall differ.
   * @returns A loan: whoever emits it releases it; a filter hands it on by returning it.
   * @throws {@link InvalidOptionError} for an impossible size or layout.
   */
  derive(change: Partial<FrameInit> = {}): VideoFrame {
    const frame = this.#derive(change, 'filter');
    frame.#fillBlack();
    return frame;
  }

  /**
   * @internal As {@link derive}, for callers that write every byte. An `'emitter'` releases the frame whatever happens; one that
   * goes to a `'filter'` of somebody else is watched, as those of {@link derive} are.
   */
  deriveUninitialised(
    change: Partial<FrameInit>,
    holder: 'emitter' | 'filter' = 'emitter',
  ): VideoFrame {
    return this.#derive(change, holder);
  }

  /** @internal A loan on a copy in the frame memory, for kernels and other threads to reach; the caller releases it. */
  pooledCopy(): VideoFrame {
    const copy = this.deriveUninitialised({});
    copy.bytes.set(this.bytes);
    return copy;
  }

  /** @internal Whether nobody else looks at the pixels, so that {@link writable} would copy nothing. */
  get isExclusive(): boolean {
    return this.#live().isExclusive;
  }

  /** @internal A handle for one more branch of a fan-out; its emitter releases it. */
  share(): VideoFrame {
    return this.#anotherHandle('emitter');
  }

  /** @internal As {@link share}, with another number and time: its source goes on after another. */
  shareAs(index: number, pts: Timestamp | undefined): VideoFrame {
    const storage = this.#live();
    storage.addLoan(false);
    const stamp = { ...this.#stamp, index, pts };
    return new VideoFrame(this.#shape, storage, 'emitter', stamp, this.#meta);
  }

  /**
   * @internal A handle that counts against another account, or none for now; its emitter releases it. The account of this frame is
   * free as soon as only such handles are left.
   */
  lease(budget?: FrameBudget): VideoFrame {
    const storage = this.#live().lease(budget);
    return new VideoFrame(this.#shape, storage, 'emitter', this.#stamp, this.#meta);
  }

  /** @internal Makes a lease that counted against no account count against one. */
  charge(budget: FrameBudget): void {
    this.#live().charge(budget);
  }

  /** @internal Keeps this very handle valid for one more `release()`, for work that goes on after the call. */
  hold(): void {
    this.#live();
    this.#holds += 1;
  }

  /**
   * @internal As {@link writable}, but copies only when the pixels are asked for: a filter that drops frames or
   * looks at their times costs no copy.
   */
  beginEdit(): this {
    this.#isForEdit = true;
    return this;
  }

  /** @internal Who sees the frame from here on only looks, unless it says otherwise. */
  endEdit(): void {
    this.#isForEdit = false;
  }

  /**
   * @internal A frame on a block that comes from another thread.
   *
   * @param block - The pixels; the frame's from now on.
   * @param shape - Their size and layout.
   * @param time - What the frame carries.
   * @param meta - Its bag.
   * @param budget - The account it counts against.
   */
  static onBlock(
    block: MemoryBlock,
    shape: FrameShape,
    time: FrameTime,
    meta: Record<string, unknown> | undefined,
    budget?: FrameBudget,
  ): VideoFrame {
    const storage = new FrameStorage(block.bytes, block, budget);
    return new VideoFrame(shape, storage, 'emitter', stampOf(time), meta);
  }

  /** @internal The account it counts against. */
  get budget(): FrameBudget | undefined {
    return this.#live().budget;
  }

  /**
   * @internal Ends the loan and keeps the memory out of the pool: it is another thread's from now on.
   *
   * @returns The block; `undefined`, and nothing has happened, where somebody else looks at it too or it is ordinary memory.
   */
  giveAway(): MemoryBlock | undefined {
    const storage = this.#live();
    const isOnlyOurs = storage.loans === 1 && storage.owner === undefined;
    if (!isOnlyOurs || storage.block === undefined) return undefined;
    this.#storage = undefined;
    forgotten.unregister(this);
    return storage.block;
  }

  /** @internal The bytes of all views, one after the other; as {@link data} otherwise. */
  get bytes(): Uint8Array {
    return this.#pixels().bytes;
  }

  /** @internal The bag, if there is one. */
  get ownMeta(): Record<string, unknown> | undefined {
    return this.#meta;
  }

  /** @internal The address of the pixels in {@link frameMemory}; `undefined` for ordinary memory. */
  get address(): number | undefined {
    return this.#pixels().block?.ptr;
  }

  #derive(change: Partial<FrameInit>, holder: Holder): VideoFrame {
    const { colour, cols, rows, stereoCount } = this.#shape;
    const isSameShape =
      (change.colour ?? colour) === colour &&
      (change.cols ?? cols) === cols &&
      (change.rows ?? rows) === rows &&
      (change.stereoCount ?? stereoCount) === stereoCount;
    const shape = isSameShape
      ? this.#shape
      : frameShape({ colour, cols, rows, stereoCount, ...change });
    const storage = FrameStorage.pooled(shape.byteLength, this.#live().budget);
    const stamp = stampOf({ ...this.#stamp, ...change });
    return new VideoFrame(shape, storage, holder, stamp, this.#meta);
  }

  #anotherHandle(holder: Holder): VideoFrame {
    const storage = this.#live();
    storage.addLoan(holder === 'user');
    return new VideoFrame(this.#shape, storage, holder, this.#stamp, this.#meta);
  }

  #watch(storage: FrameStorage): void {
    forgotten.register(this, { storage, isUser: this.#holder === 'user' }, this);
  }

  #pixels(): FrameStorage {
    if (this.#isForEdit) {
      this.writable();
      this.#isForEdit = false;
    }
    return this.#live();
  }

  #live(): FrameStorage {
    if (this.#storage === undefined) {
      throw new FrameReleasedError(
        `Frame ${this.index} was used after its loan had ended. A frame is yours until the call that ` +
          'brought it returns; use what frame.retain() returns to keep it longer, or frame.clone() for a copy.',
      );
    }
    return this.#storage;
  }

  #checkStereoIndex(stereoIndex: number): number {
    const { stereoCount } = this.#shape;
    if (!Number.isInteger(stereoIndex) || stereoIndex < 0 || stereoIndex >= stereoCount) {
      throw new OutOfRangeError(
        `This frame has ${stereoCount} stereo view${stereoCount === 1 ? '' : 's'}, numbered from 0; ` +
          `view ${stereoIndex} was asked for.`,
      );
    }
    return stereoIndex;
  }

  #fillBlack(): void {
    const { format, cols, rows, stereoCount } = this.#shape;
    for (let view = 0; view < stereoCount; view += 1) {
      fillBlack(this.data(view), format, cols, rows, this.colorimetry.range);
    }
  }
}

Object.defineProperty(VideoFrame.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: VideoFrame): string {
    return `VideoFrame { ${this.toString()} }`;
  },
});
