import { frameShape, Timestamp, Rational, VideoFrame, VideoSource } from '@giftgrab/core';
import type { ColourSpace, RunTeardown, SourceRun } from '@giftgrab/core';

/** What a {@link CrankedSource} shall be. */
export interface CrankedOptions {
  readonly colour?: ColourSpace;
  readonly cols?: number;
  readonly rows?: number;
  readonly stereoCount?: number;
  /** Frames that come by themselves as soon as it runs. @defaultValue 1 */
  readonly first?: number;
}

/** A source whose frames come when the test says so, whether there is room or not. */
export class CrankedSource extends VideoSource {
  /** Runs that are under way. */
  running = 0;
  readonly #options: Required<CrankedOptions>;
  #run: SourceRun | undefined;
  #index = 0;

  constructor(options: CrankedOptions = {}) {
    const { colour = 'BGRA', cols = 8, rows = 4, stereoCount = 1, first = 1 } = options;
    super({ colour, cols, rows, stereoCount, frameRate: 25 });
    this.#options = { colour, cols, rows, stereoCount, first };
  }

  /** Sends so many frames, each filled with its number. */
  crank(count = 1, change: Partial<CrankedOptions> = {}): void {
    for (let i = 0; i < count; i += 1) {
      const index = this.#index;
      this.#index += 1;
      const pts = new Timestamp(index, new Rational(1, 25));
      const frame = VideoFrame.lend(frameShape({ ...this.#options, ...change }), { index, pts });
      frame.data().fill(index & 255);
      this.#run?.emit(frame);
    }
  }

  /** Ends as a device does that is unplugged. */
  unplug(error?: Error): void {
    if (error === undefined) this.#run?.complete();
    else this.#run?.error(error);
  }

  protected override start(run: SourceRun): RunTeardown {
    this.#run = run;
    this.running += 1;
    const immediate = setImmediate(() => this.crank(this.#options.first));
    return () => {
      clearImmediate(immediate);
      this.running -= 1;
    };
  }
}
