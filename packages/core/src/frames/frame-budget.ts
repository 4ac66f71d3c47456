import { InvalidOptionError } from '../errors';

/** How many frames may be out at once; see {@link FrameBudget}. */
export interface FrameBudgetOptions {
  /** Frames; at least 2. @defaultValue 8 */
  readonly frames?: number;
  /** Bytes; two frames are allowed however large they are. @defaultValue 268435456 (256 MiB) */
  readonly bytes?: number;
}

/** What a budget is where nobody says otherwise. */
export const DEFAULT_BUDGET = { frames: 8, bytes: 256 * 1024 * 1024 } as const;

/**
 * Throws unless a {@link FrameBudget} can be made of these options.
 *
 * @param options - The limits.
 */
export function checkFrameBudget({ frames, bytes }: FrameBudgetOptions): void {
  if (frames !== undefined && (!Number.isInteger(frames) || frames < 2)) {
    throw new InvalidOptionError('budget.frames', 'an integer of at least 2', frames);
  }
  if (bytes !== undefined && !(bytes > 0)) {
    throw new InvalidOptionError('budget.bytes', 'a positive number', bytes);
  }
}

/**
 * Counts the frames that a source has out on loan, those derived from them included. Loans are the
 * flow control: a file source waits while its budget is spent, and so ffmpeg waits at its pipe.
 */
export class FrameBudget {
  /** Most frames out at once. */
  readonly frames: number;
  /** Most bytes out at once. */
  readonly bytes: number;
  /** Frames that were never released and that the garbage collector brought back. */
  reclaimed = 0;
  #framesOut = 0;
  #bytesOut = 0;
  #userHeld = 0;
  #mostAtWork = Number.POSITIVE_INFINITY;
  #onRoom: (() => void) | undefined;

  /**
   * @param options - The limits.
   * @throws {@link InvalidOptionError} when a limit is not positive, or `frames` is below 2.
   */
  constructor(options: FrameBudgetOptions = {}) {
    checkFrameBudget(options);
    this.frames = options.frames ?? DEFAULT_BUDGET.frames;
    this.bytes = options.bytes ?? DEFAULT_BUDGET.bytes;
  }

  /** Frames out now. */
  get framesOut(): number {
    return this.#framesOut;
  }

  /** Bytes out now. */
  get bytesOut(): number {
    return this.#bytesOut;
  }

  /** Whether every frame that is out is held by a `retain()`, so that only its holder can end the wait. */
  get isHeldByUser(): boolean {
    return this.#framesOut > 0 && this.#userHeld >= this.#framesOut;
  }

  /** @internal Lets at most so many frames be out that nobody holds by `retain()`: those are being worked on. */
  limitAtWork(frames: number): void {
    this.#mostAtWork = frames;
  }

  /** @internal Something works on so many frames at once; it shall not have to wait for them. */
  allowAtWork(frames: number): void {
    if (frames <= this.#mostAtWork) return;
    this.#mostAtWork = frames;
    this.#tellOfRoom();
  }

  /** Whether one more frame may go out. */
  hasRoom(byteLength: number): boolean {
    if (this.#framesOut - this.#userHeld >= this.#mostAtWork) return false;
    if (this.#framesOut < 2) return true;
    return this.#framesOut < this.frames && this.#bytesOut + byteLength <= this.bytes;
  }

  /**
   * Calls back once, as soon as a frame comes back.
   *
   * @param callback - Replaces the one that waits, if any; a budget serves one source.
   */
  whenRoom(callback: (() => void) | undefined): void {
    this.#onRoom = callback;
  }

  /** @internal */
  take(byteLength: number): void {
    this.#framesOut += 1;
    this.#bytesOut += byteLength;
  }

  /** @internal */
  giveBack(byteLength: number): void {
    this.#framesOut -= 1;
    this.#bytesOut -= byteLength;
    this.#tellOfRoom();
  }

  /** @internal Counts memory blocks that a `retain()` holds. */
  countHeld(change: 1 | -1): void {
    this.#userHeld += change;
    if (change > 0) this.#tellOfRoom();
  }

  #tellOfRoom(): void {
    const callback = this.#onRoom;
    if (callback === undefined) return;
    this.#onRoom = undefined;
    callback();
  }
}
