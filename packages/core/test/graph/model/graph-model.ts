import type { QueuePolicy } from '../../../src/graph/frame-queue';

/** Frames that a branch has worked on below it at once, by default. */
const IN_FLIGHT = 2;

/** How a branch hangs on the source. */
export type BranchKind =
  /** `attach(observer)` */
  | 'attached'
  /** `attach(observer, { frames, policy })` */
  | 'attached with a queue'
  /** `pipe(stage).subscribe(observer)` */
  | 'filtered'
  /** `pipe(branch({ frames, policy }), stage).subscribe(observer)` */
  | 'queued and filtered'
  /** `pipe(tapTo(observer, { frames, policy }), stage).subscribe(nobody)` */
  | 'tapped';

/** What a branch is made with. */
export interface BranchSpec {
  readonly kind: BranchKind;
  readonly frames: number;
  readonly policy: QueuePolicy;
}

/** What is to happen inside the observer when it is given its next frame. */
export type Trap =
  | { readonly do: 'throw' }
  | { readonly do: 'swap' }
  | { readonly do: 'detach'; readonly other: number };

/** A branch as it ought to be: simple lists, and nothing that happens by itself. */
export class BranchModel {
  /** What the observer was given: `index:version of the filter`. */
  readonly received: string[] = [];
  /** How it heard the end. */
  ending: 'complete' | 'error' | undefined;
  /** Frames that the branch's own queue has dropped. */
  dropped = 0;
  version = 0;
  isPaused = false;
  isDetached = false;
  trap: Trap | undefined;
  /** Whether the filter throws at the next frame. */
  isFilterBroken = false;
  #queue: number[] = [];
  #inFlight = 0;
  #end: 'complete' | 'error' | undefined;

  constructor(readonly spec: BranchSpec) {}

  get hasQueue(): boolean {
    return this.spec.kind !== 'attached' && this.spec.kind !== 'filtered';
  }

  get hasFilter(): boolean {
    return this.spec.kind === 'filtered' || this.spec.kind === 'queued and filtered';
  }

  /** Whether frames still come to it. */
  get isLive(): boolean {
    return !this.isDetached && this.ending === undefined && this.#end === undefined;
  }

  /** Whether it may keep the source waiting, even after its end: what it is at work on is out. */
  get mayBlock(): boolean {
    return this.isPaused && (!this.hasQueue || this.spec.policy === 'block');
  }

  /** The source has sent a frame. */
  take(index: number): Trap | undefined {
    if (!this.isLive) return undefined;
    if (!this.hasQueue) return this.#give(index);
    const { frames, policy } = this.spec;
    if (this.#queue.length >= frames && policy !== 'block') {
      if (policy === 'error') {
        this.dropped += 1;
        this.#fail();
        return undefined;
      }
      this.dropped += 1;
      if (policy === 'dropNewest') return undefined;
      this.#queue.shift();
    }
    this.#queue.push(index);
    return undefined;
  }

  /** The event loop has turned: what can go goes. */
  settle(): void {
    while (this.#queue.length > 0 && !this.isDetached && this.ending === undefined) {
      if (this.isPaused && this.#inFlight >= IN_FLIGHT) return;
      this.#give(this.#queue.shift() ?? -1);
    }
    const isDone = this.#end !== undefined && this.#inFlight === 0 && !this.isDetached;
    if (isDone) this.ending ??= this.#end;
  }

  /** Another filter is there, and one that was broken is not. */
  swap(): void {
    this.version += 1;
    this.isFilterBroken = false;
  }

  resume(): void {
    this.isPaused = false;
    this.#inFlight = 0;
  }

  finish(ending: 'complete' | 'error'): void {
    if (this.isLive) this.#end = ending;
  }

  detach(): void {
    if (this.isDetached || this.ending !== undefined) return;
    // It has been told of the end and takes its time to hear it. A stream that has ended leaves what taps it in peace.
    const isOver = this.#queue.length === 0 || this.spec.kind === 'tapped';
    if (this.#end !== undefined && isOver) return;
    this.isDetached = true;
    this.dropped += this.#queue.length;
    this.#queue = [];
  }

  #give(index: number): Trap | undefined {
    if (this.hasFilter && this.isFilterBroken) {
      this.#fail();
      return undefined;
    }
    this.received.push(`${index}:${this.version}`);
    const { trap } = this;
    this.trap = undefined;
    if (trap?.do === 'throw') {
      this.#fail();
      // Of a failure of its own it hears at once, whatever it is still at work on.
      this.ending = 'error';
      return undefined;
    }
    if (trap?.do === 'swap') this.swap();
    if (this.isPaused) this.#inFlight += 1;
    return trap;
  }

  /** What waits goes with it; the observer hears of it when it has done its work. */
  #fail(): void {
    this.dropped += this.#queue.length;
    this.#queue = [];
    this.#end = 'error';
  }
}
