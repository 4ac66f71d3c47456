import { warn } from '../warnings';
import type { FrameBudget } from './frame-budget';
import { frameMemory, type MemoryBlock } from './frame-memory';

/**
 * The memory behind one or more frames, and how many of them look at it. A **lease** is a storage on another's memory: its
 * frames count against an account of their own, so that the first account is free once only leases are left.
 */
export class FrameStorage {
  /** Handles on it, and leases. */
  loans = 1;
  /** Those of them that user code holds by `retain()`. */
  userLoans = 0;
  #leases = 0;

  constructor(
    /** All views. */
    readonly bytes: Uint8Array,
    /** The pooled block; `undefined` for ordinary memory, which the garbage collector owns. */
    readonly block: MemoryBlock | undefined,
    /** The account it counts against, if any. */
    public budget: FrameBudget | undefined,
    /** Whose memory it is, if it is leased. */
    readonly owner?: FrameStorage,
  ) {
    budget?.take(bytes.length);
  }

  /** Whether a single handle looks at the memory. */
  get isExclusive(): boolean {
    return this.loans === 1 && (this.owner === undefined || this.owner.isExclusive);
  }

  /** A block of the pool, with one loan and undefined pixels. */
  static pooled(byteLength: number, budget: FrameBudget | undefined): FrameStorage {
    const block = frameMemory.allocate(byteLength);
    return new FrameStorage(block.bytes, block, budget);
  }

  /** A copy in the pool, with one loan. */
  pooledCopy(isUser: boolean): FrameStorage {
    const copy = FrameStorage.pooled(this.bytes.length, this.budget);
    copy.bytes.set(this.bytes);
    if (isUser) {
      copy.userLoans = 1;
      copy.budget?.countHeld(1);
    }
    return copy;
  }

  /** A copy in ordinary memory. */
  ownCopy(): FrameStorage {
    return new FrameStorage(this.bytes.slice(), undefined, undefined);
  }

  /** A lease of the same memory, with one loan. */
  lease(budget: FrameBudget | undefined): FrameStorage {
    this.loans += 1;
    this.#leases += 1;
    return new FrameStorage(this.bytes, this.block, budget, this);
  }

  /** Counts against an account that it did not count against before; for leases that had none. */
  charge(budget: FrameBudget): void {
    this.budget = budget;
    budget.take(this.bytes.length);
    if (this.#isHeldByUser) budget.countHeld(1);
  }

  /** One more handle looks at it. */
  addLoan(isUser: boolean): void {
    const wasHeld = this.#isHeldByUser;
    this.loans += 1;
    if (isUser) this.userLoans += 1;
    if (this.userLoans > 0) this.#recount(wasHeld);
  }

  /** A handle looks away; the last one gives the memory back. */
  dropLoan(isUser: boolean): void {
    const wasHeld = this.#isHeldByUser;
    this.loans -= 1;
    if (isUser) this.userLoans -= 1;
    if (isUser || this.userLoans > 0) this.#recount(wasHeld);
    if (this.loans > this.#leases) return;
    if (this.loans === 0) this.#free();
    this.budget?.giveBack(this.bytes.length);
  }

  #dropLease(): void {
    this.loans -= 1;
    this.#leases -= 1;
    // With its own last handle the account was settled.
    if (this.loans === 0) this.#free();
  }

  #free(): void {
    if (this.owner !== undefined) this.owner.#dropLease();
    else if (this.block !== undefined) frameMemory.free(this.block);
  }

  get #isHeldByUser(): boolean {
    return this.userLoans > 0 && this.userLoans === this.loans - this.#leases;
  }

  #recount(wasHeld: boolean): void {
    const isHeld = this.#isHeldByUser;
    if (isHeld !== wasHeld) this.budget?.countHeld(isHeld ? 1 : -1);
  }
}

/** What is left of a handle that was forgotten. */
export interface ForgottenLoan {
  /** What it looked at. */
  readonly storage: FrameStorage;
  /** Whether it was made by `retain()`. */
  readonly isUser: boolean;
}

/** Handles that nobody can reach any more were forgotten: their memory comes back, and somebody hears of it. */
export const forgotten = new FinalizationRegistry<ForgottenLoan>(({ storage, isUser }) => {
  if (storage.budget !== undefined) storage.budget.reclaimed += 1;
  const what = isUser ? 'retained' : 'derived from another';
  warn(
    'FRAME_FORGOTTEN',
    `A frame was ${what} and never released; its memory was reclaimed by the garbage collector. ` +
      'Call release() on what retain() and derive() return (or return it from a filter), or use clone() ' +
      'for a copy that needs no release.',
  );
  storage.dropLoan(isUser);
});
