import { setTimeout as delay } from 'node:timers/promises';
import { describe, TargetError, warn, type VideoFrame } from '@giftgrab/core';
import { RecordingSegment, type RecordingSegmentPlan } from './recording-segment';
import { segmentPath } from './segment-names';
import { isStorageFailure } from './storage-failure';
import { UnsafeFrames } from './unsafe-frames';

/** What is encoded, and who hears of its mishaps. */
export interface SafeEncodingPlan extends RecordingSegmentPlan {
  /** Hears that the encoder has died and was replaced, and how many frames the new one was given again. */
  readonly onRestart: (error: Error, replayed: number) => void;
}

// So many frames are kept for an encoder that may have to begin anew; more than any holds back.
const MAX_UNSAFE = 96;
// An encoder that has written nothing in so long will not because it is waited for.
const MAX_WAIT_MS = 2000;
// Who stops a recording does not wait for one encoder after the other that hangs.
const MAX_FINISHES = 2;
// Who ends a recording waits so long for an encoder that does nothing.
const HURRIED_MS = 1500;
const HURRIED_ATTEMPTS = 2;
// Encoders in a row that write not one frame.
const MAX_FRUITLESS = 5;

/**
 * Encodes frames into a file by one encoder after the other, should they die: each frame is kept until it is on the disk, and given to
 * the next one otherwise.
 */
export class SafeEncoding {
  /** How often the encoder died and was replaced. */
  restarts = 0;
  readonly #plan: SafeEncodingPlan;
  readonly #unsafe = new UnsafeFrames();
  /** Of encoders that died. */
  readonly #salvaged: RecordingSegment[] = [];
  #segment: RecordingSegment;
  #opened = 1;
  #fruitless = 0;
  /** When the frame that was taken last is shown, in seconds, and its time in its source. */
  #last: { readonly shown: number; readonly time: number | undefined } | undefined;
  #isCut = false;
  #isHurried = false;
  #hasWarned = false;
  #hasToldOfDisk = false;
  /** Why the frames that are not on the disk are not, once no more can be written. */
  #loss: Error | undefined;
  /** Whether no more can be written where it is. */
  #isOver = false;
  #isFinished = false;

  private constructor(plan: SafeEncodingPlan, segment: RecordingSegment) {
    this.#plan = plan;
    this.#segment = segment;
  }

  /**
   * Begins a file.
   *
   * @param plan - What is encoded; `path` is the final one.
   * @param first - The first frame; it is not written yet.
   * @throws {@link TargetError} when it cannot be written.
   */
  static async open(plan: SafeEncodingPlan, first: VideoFrame): Promise<SafeEncoding> {
    const path = segmentPath(plan.path, 1, 0);
    return new SafeEncoding(plan, await RecordingSegment.open({ ...plan, path }, first, 0));
  }

  /** What each encoder wrote, or writes; none that wrote nothing. */
  get segments(): readonly RecordingSegment[] {
    const isSalvaged = this.#isOver || this.#salvaged.includes(this.#segment);
    return isSalvaged ? this.#salvaged : [...this.#salvaged, this.#segment];
  }

  /** Its size, a moment ago. */
  get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Frames in it, those that were shown once more included. */
  get frames(): number {
    return this.segments.reduce((sum, { frames }) => sum + frames, 0);
  }

  /** Frames that it was given, and that no encoder can bring to this disk any more. */
  get lost(): number {
    return this.#loss === undefined ? 0 : this.#unsafe.length;
  }

  /** From its first frame to the end of the last. */
  get durationSeconds(): number {
    const last = this.segments.at(-1);
    return last === undefined ? 0 : last.offset + last.file.durationSeconds;
  }

  /** The next frame follows the last as if no time had passed between them. */
  cut(): void {
    this.#isCut = true;
  }

  /**
   * Encodes a frame. When the encoder dies, another takes its place.
   *
   * @returns When it is shown, in seconds from the first; `undefined` where there is no place for it.
   * @throws What the disk failed with, or {@link TargetError} when no encoder writes anything. The frames that are not on the disk are
   * there to be taken then.
   */
  async write(frame: VideoFrame): Promise<number | undefined> {
    const isCut = this.#isCut;
    this.#isCut = false;
    const before = this.#segment.file.written;
    try {
      if (isCut) this.#segment.file.timer.cut();
      await this.#segment.file.write(frame);
    } catch (error) {
      if (!this.#segment.file.isDead) throw error;
      this.#isCut = isCut;
      await this.#restart(error as Error, frame);
      return this.write(frame);
    }
    const { written } = this.#segment.file;
    if (written === before) return undefined;
    const shown = this.#segment.lastShown;
    this.#last = { shown, time: frame.pts?.seconds };
    this.#unsafe.keep(frame, { shown, isCut, written });
    await this.#keepFew();
    return shown;
  }

  /** Its end is waited for: an encoder that does nothing is given up sooner, in the middle of a frame as well, and replaced less often. */
  hurry(): void {
    this.#isHurried = true;
    this.#fruitless = Math.max(this.#fruitless, MAX_FRUITLESS - HURRIED_ATTEMPTS);
    this.#segment.file.hurry(HURRIED_MS);
  }

  /**
   * Looks whether the disk takes what is written; where it does not, that is a warning.
   *
   * @param isFatal - Whether it is an error instead, because there is another disk to go on at.
   * @throws {@link TargetError} then.
   */
  checkDisk(isFatal: boolean): void {
    const { failure } = this.#segment;
    if (failure === undefined) return;
    const what = `What is written to ${describe(this.#plan.path)} cannot be brought to its disk: ${failure.message}.`;
    if (isFatal) throw new TargetError(what, { code: 'TARGET_NOT_WRITABLE', cause: failure });
    if (this.#hasToldOfDisk) return;
    this.#hasToldOfDisk = true;
    const remedy = 'The recording goes on. Name another disk with { fallbackPath }.';
    warn('RECORDING_UNSAFE', `${what} ${remedy}`);
  }

  /**
   * Ends it: all that was written is on the disk. A second call does nothing more.
   *
   * @throws {@link TargetError} when some of it is not, and is not taken; the rest is.
   */
  async finish(): Promise<void> {
    if (this.#loss !== undefined && this.lost > 0) throw this.#loss;
    for (let attempt = 1; !this.#isOver && !this.#isFinished; attempt += 1) {
      const segment = this.#segment;
      try {
        await segment.finish();
        this.#isFinished = true;
      } catch (error) {
        if (attempt === MAX_FINISHES) await this.#giveUp(error as Error);
        else await this.#restart(error as Error, undefined);
        // All that it was given is on the disk.
        this.#isFinished = this.#segment === segment;
      }
    }
    if (this.#isFinished) this.#unsafe.clear();
  }

  async #giveUp(cause: Error): Promise<void> {
    await this.#salvage(cause);
    this.#isOver = true;
    if (this.#unsafe.length > 0) throw this.#lose(this.#lastLost(cause), cause);
  }

  #lose(message: string, cause: Error): Error {
    this.#loss = new TargetError(message, { cause });
    return this.#loss;
  }

  #lastLost({ message }: Error): string {
    const { length } = this.#unsafe;
    const frames = length === 1 ? 'frame' : `${length} frames`;
    return `The last ${frames} of ${describe(this.#plan.path)} could not be recorded: ${message}`;
  }

  /**
   * Ends it as far as its disk allows.
   *
   * @returns The frames that are not on the disk, or of which nobody knows, oldest first: whoever takes them releases them.
   */
  async endEarly(): Promise<readonly VideoFrame[]> {
    const doubtful = this.#segment.failure === undefined ? [] : this.takeUnsafe();
    // There may be room yet for what the encoder holds back.
    await this.finish().catch(() => undefined);
    return [...doubtful, ...this.takeUnsafe()];
  }

  /** Ends it at once, and leaves no file: not one frame was written. */
  async discard(): Promise<void> {
    this.#isOver = true;
    await this.#segment.salvage();
  }

  /** Gives away the frames that are not on the disk, oldest first: whoever takes them releases them. */
  takeUnsafe(): readonly VideoFrame[] {
    return this.#unsafe.take();
  }

  /** Forgets those frames. */
  forgetUnsafe(): void {
    this.#unsafe.clear();
  }

  /** Waits for the disk rather than keep more frames: whoever gives them faster than time passes has to wait for the encoder anyway. */
  async #keepFew(): Promise<void> {
    this.#unsafe.forget(this.#segment.durable);
    const untilMs = performance.now() + MAX_WAIT_MS;
    while (this.#unsafe.length > MAX_UNSAFE && !this.#segment.file.isDead) {
      if (performance.now() > untilMs) {
        this.#warn();
        this.#unsafe.forgetOldest();
        return;
      }
      await this.#segment.look();
      this.#unsafe.forget(this.#segment.durable);
      if (this.#unsafe.length > MAX_UNSAFE) await delay(5);
    }
  }

  #warn(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    warn(
      'RECORDING_UNSAFE',
      `The encoder of ${describe(this.#plan.path)} holds back more than ${MAX_UNSAFE} frames: if it dies, some of them are lost. ` +
        'Choose a faster preset, or another encoder.',
    );
  }

  async #restart(error: Error, next: VideoFrame | undefined): Promise<void> {
    for (let cause = error; ;) {
      await this.#salvage(cause);
      const replayed = this.#unsafe.length;
      const first = this.#unsafe.first?.frame ?? next;
      if (first === undefined) return;
      await delay(this.#fruitless === 0 || this.#isHurried ? 0 : 100 * 2 ** this.#fruitless);
      try {
        await this.#openSegment(first);
        await this.#replay();
        this.restarts += 1;
        this.#plan.onRestart(cause, replayed);
        return;
      } catch (failure) {
        if (!this.#segment.file.isDead) throw failure;
        cause = failure as Error;
      }
    }
  }

  /** Keeps what the dead encoder has brought to the disk. */
  async #salvage(cause: Error): Promise<void> {
    const segment = this.#segment;
    const isUseful = await segment.salvage();
    this.#unsafe.forget(segment.durable);
    if (isUseful) this.#salvaged.push(segment);
    this.#fruitless = isUseful ? 0 : this.#fruitless + 1;
    if (isStorageFailure(cause)) {
      this.#isOver = true;
      this.#loss = cause;
      throw cause;
    }
    if (this.#fruitless < MAX_FRUITLESS) return;
    this.#isOver = true;
    const message = this.#isHurried
      ? this.#lastLost(cause)
      : `${describe(this.#plan.path)} is not recorded any more: ${MAX_FRUITLESS} encoders in a row died before they had written a frame. ` +
        `What was recorded before is kept. The last said: ${cause.message}`;
    throw this.#lose(message, cause);
  }

  async #openSegment(first: VideoFrame): Promise<void> {
    this.#opened += 1;
    const offset = this.#unsafe.first?.shown ?? this.#timeOf(first);
    const path = segmentPath(this.#plan.path, this.#opened, offset);
    this.#segment = await RecordingSegment.open({ ...this.#plan, path }, first, offset);
    if (this.#isHurried) this.#segment.file.hurry(HURRIED_MS);
  }

  /** When a frame is shown that comes after the last, as the encoder that died would have shown it. */
  #timeOf({ pts }: VideoFrame): number {
    if (this.#last === undefined) return 0;
    const { shown, time } = this.#last;
    const usual = this.#plan.frameRate.inverse.value;
    const sinceLast = pts === undefined || time === undefined ? usual : pts.seconds - time;
    return shown + (this.#isCut || sinceLast <= 0 ? usual : sinceLast);
  }

  async #replay(): Promise<void> {
    const { file } = this.#segment;
    for (const unsafe of this.#unsafe.all) {
      // Before the first of them there is nothing.
      if (unsafe.isCut) file.timer.cut();
      await file.write(unsafe.frame);
      unsafe.written = file.written;
    }
  }
}
