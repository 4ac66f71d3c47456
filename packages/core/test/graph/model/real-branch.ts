import type { Subscription } from 'rxjs';
import { branch } from '../../../src/graph/branch';
import { filter } from '../../../src/graph/filter';
import type { FrameOperator } from '../../../src/graph/frame-operator';
import { swappable } from '../../../src/graph/swappable';
import { tapTo } from '../../../src/graph/tap-to';
import type { Attachment } from '../../../src/graph/video-stream';
import type { VideoFrame } from '../../../src/frames/video-frame';
import { SlowRecorder } from '../../support/recorder';
import type { BranchModel, Trap } from './graph-model';
import type { StepSource } from './step-source';

/** A filter that writes its version into the second byte. */
const version = (n: number): FrameOperator =>
  filter((frame) => {
    frame.data()[1] = n;
    return frame;
  });

const broken = filter(() => {
  throw new Error('no light');
});

/** A branch as it is. */
export class RealBranch {
  /** What the observer was given: `index:version of the filter`. */
  readonly received: string[] = [];
  /** Whether it ever saw a picture that another branch has spoilt. */
  hasSeenSpoilt = false;
  readonly #stage = swappable(version(0));
  readonly #queue: FrameOperator;
  readonly #hasFilter: boolean;
  readonly #observer: SlowRecorder;
  readonly #source: StepSource;
  readonly #subscription: Subscription;
  #version = 0;
  trap: Trap | undefined;

  /**
   * @param source - What it hangs on.
   * @param model - What it ought to be.
   * @param detachOther - Detaches another branch.
   */
  constructor(source: StepSource, model: BranchModel, detachOther: (other: number) => void) {
    const { kind, frames, policy } = model.spec;
    this.#source = source;
    this.#hasFilter = model.hasFilter;
    this.#queue = branch({ frames, policy });
    this.#observer = new SlowRecorder((frame) => this.#take(frame, detachOther));
    this.#observer.open();
    const observer = this.#observer;
    switch (kind) {
      case 'attached':
        this.#subscription = source.attach(observer);
        break;
      case 'attached with a queue':
        this.#subscription = source.attach(observer, { frames, policy });
        break;
      case 'filtered':
        this.#subscription = source.pipe(this.#stage).subscribe(observer);
        break;
      case 'queued and filtered':
        this.#subscription = source.pipe(this.#queue, this.#stage).subscribe(observer);
        break;
      case 'tapped':
        this.#subscription = source
          .pipe(tapTo(observer, { frames, policy }), version(9))
          .subscribe({ error: () => undefined });
        break;
    }
  }

  get ending(): 'complete' | 'error' | undefined {
    const { ending } = this.#observer;
    return typeof ending === 'object' ? 'error' : ending;
  }

  /** Frames that its own queue has dropped, where that can be seen. */
  get dropped(): number | undefined {
    const stats = (this.#subscription as Partial<Attachment>).branchStats;
    return (stats ?? (this.#queue.stats.framesIn > 0 ? this.#queue.stats : undefined))
      ?.framesDropped;
  }

  pause(): void {
    this.#observer.shut();
  }

  resume(): void {
    this.#observer.open();
  }

  swap(): void {
    this.#version += 1;
    this.#stage.swap(version(this.#version));
  }

  breakFilter(): void {
    this.#stage.swap(broken);
  }

  detach(): void {
    if (this.#source.attached(this.#observer)) void this.#source.detach(this.#observer);
    else this.#subscription.unsubscribe();
  }

  #take(frame: VideoFrame, detachOther: (other: number) => void): void {
    const [first = -1, second = -1] = frame.data();
    if (first !== (frame.index & 127)) this.hasSeenSpoilt = true;
    if (!this.#hasFilter && second !== first) this.hasSeenSpoilt = true;
    this.received.push(`${frame.index}:${this.#hasFilter ? second : 0}`);
    const { trap } = this;
    this.trap = undefined;
    if (trap?.do === 'throw') throw new Error('no disk');
    if (trap?.do === 'swap') this.swap();
    if (trap?.do === 'detach') detachOther(trap.other);
  }
}
