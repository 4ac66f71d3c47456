/* eslint-disable @typescript-eslint/no-deprecated -- RxJS offers no other base for an operator's subscriber; version 7
   is the peer dependency, and a new major one will be tried before it is allowed. */
import { Subscriber, type OperatorFunction } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame';
import type { StageStats } from '../stats';
import { stageMakerOf } from './frame-operator';
import { VideoStream } from './video-stream';

type Operator = OperatorFunction<VideoFrame, VideoFrame>;

/**
 * Runs one operator after the other on a stream: the next begins when the last has given all that it had. Frames that come
 * meanwhile wait as loans, so the budget of the source bounds them. Operators of ours count here what they do; for those of
 * others it is counted what goes in and comes out.
 */
export class SwapSubscriber extends Subscriber<VideoFrame> {
  readonly #first: () => Operator;
  readonly #stats: StageStats;
  readonly #see: ((frame: VideoFrame) => void) | undefined;
  // Where the operator that is there now takes frames in; none while the last one finishes.
  #inlet: Subscriber<VideoFrame> | undefined;
  #next: Operator | undefined;
  #hasBegun = false;
  // Whether the operator that is there counts by itself.
  #isCounted = false;
  #isDelivering = false;
  readonly #waiting: VideoFrame[] = [];
  // How the stream ended above; carried out when the frames that wait are through.
  #ending: ((inlet: Subscriber<VideoFrame>) => void) | undefined;

  /**
   * @param outlet - Gets what the operators make.
   * @param first - Gives the operator to begin with; what it throws ends the stream.
   * @param stats - Where to count.
   * @param see - Hears of each frame that comes.
   */
  constructor(
    outlet: Subscriber<VideoFrame>,
    first: () => Operator,
    stats: StageStats,
    see?: (frame: VideoFrame) => void,
  ) {
    super(outlet);
    this.#first = first;
    this.#stats = stats;
    this.#see = see;
    this.add(() => this.#abandon());
  }

  /** Puts the first operator in place. */
  begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    try {
      this.#install(this.#first());
    } catch (error) {
      super._error(error);
    }
  }

  /** Puts another operator in place, from the next frame on. */
  swap(operator: Operator): void {
    // One that has not begun asks for the first itself.
    if (this.closed || !this.#hasBegun) return;
    this.#next = operator;
    // In the middle of a frame the operator has yet to make something of it.
    if (!this.#isDelivering) this.#retire();
  }

  protected override _next(frame: VideoFrame): void {
    this.#see?.(frame);
    this.begin();
    if (this.closed) return;
    if (this.#inlet === undefined || this.#isDelivering) {
      frame.hold();
      this.#stats.queue();
      this.#waiting.push(frame);
      return;
    }
    this.#deliver(this.#inlet, frame);
    this.#deliverWaiting();
  }

  protected override _error(error: unknown): void {
    this.#end((inlet) => inlet.error(error));
  }

  protected override _complete(): void {
    this.#end((inlet) => inlet.complete());
  }

  #end(ending: (inlet: Subscriber<VideoFrame>) => void): void {
    this.begin();
    this.#ending = ending;
    this.#deliverWaiting();
  }

  #deliver(inlet: Subscriber<VideoFrame>, frame: VideoFrame): void {
    this.#isDelivering = true;
    if (!this.#isCounted) this.#stats.enter(frame.shape.byteLength);
    inlet.next(frame);
    this.#isDelivering = false;
    if (this.#next !== undefined) this.#retire();
  }

  #deliverWaiting(): void {
    while (this.#inlet !== undefined && !this.#isDelivering) {
      const frame = this.#waiting.shift();
      if (frame === undefined) {
        this.#ending?.(this.#inlet);
        return;
      }
      this.#stats.unqueue();
      this.#deliver(this.#inlet, frame);
      frame.release();
    }
  }

  /** Lets the operator finish what it has; the next begins when it has. */
  #retire(): void {
    const inlet = this.#inlet;
    this.#inlet = undefined;
    inlet?.complete();
  }

  #install(operator: Operator): void {
    this.#next = undefined;
    const outlet = new Subscriber<VideoFrame>({
      next: (frame: VideoFrame) => {
        if (!isCounted) this.#stats.framesOut += 1;
        this.destination.next(frame);
      },
      error: (error: unknown) => super._error(error),
      complete: () => this.#finished(),
    });
    this.add(outlet);
    const makeStage = stageMakerOf(operator);
    const isCounted = makeStage !== undefined;
    this.#isCounted = isCounted;
    try {
      if (makeStage !== undefined) {
        const inlet = makeStage(outlet, this.#stats);
        inlet.begin?.();
        this.#connect(inlet);
      } else {
        operator(new VideoStream((inlet) => this.#connect(inlet))).subscribe(outlet);
      }
    } catch (error) {
      super._error(error);
    }
  }

  #connect(inlet: Subscriber<VideoFrame>): void {
    this.#inlet = inlet;
    if (this.#next !== undefined) this.#retire();
  }

  /** An operator has given all that it had. */
  #finished(): void {
    const next = this.#next;
    if (next === undefined || this.closed) {
      super._complete();
      return;
    }
    this.#install(next);
    this.#deliverWaiting();
  }

  #abandon(): void {
    for (const frame of this.#waiting.splice(0)) {
      this.#stats.enter(frame.shape.byteLength);
      this.#stats.framesDropped += 1;
      this.#stats.unqueue();
      frame.release();
    }
  }
}
