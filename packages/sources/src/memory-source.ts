import {
  BURST,
  InvalidOptionError,
  isSameShape,
  shapeText,
  VideoSource,
  type Rational,
  type RunTeardown,
  type SourceRun,
  type VideoFrame,
  type VideoSourceOptions,
} from '@giftgrab/core';

/** How {@link fromFrames} plays frames. */
export interface MemorySourceOptions extends VideoSourceOptions {
  /** Frames per second, as the source shall state them; the frames' own times are left as they are. */
  readonly frameRate?: number | Rational;
}

/**
 * Makes a source of frames that are in memory: for tests, for frames made by other programs, for measuring.
 *
 * @param frames - At least one, all of one size and layout. They stay the caller's; filters that edit them in place
 * edit copies.
 * @param options - How to play them.
 * @throws {@link InvalidOptionError} when there are none or they differ in size or layout.
 * @example
 * ```ts
 * import { VideoFrame } from '@giftgrab/core';
 * import { fromFrames } from '@giftgrab/sources';
 *
 * const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 4, rows: 4 });
 * fromFrames([frame]).subscribe((f) => console.log(f.cols, f.rows)); // 4 4
 * ```
 */
export function fromFrames(
  frames: readonly VideoFrame[],
  options: MemorySourceOptions = {},
): MemorySource {
  return new MemorySource(frames, options);
}

/** Frames in memory as a source; made by {@link fromFrames}. */
export class MemorySource extends VideoSource {
  readonly #frames: readonly VideoFrame[];

  /** @internal Use {@link fromFrames}. */
  constructor(frames: readonly VideoFrame[], options: MemorySourceOptions) {
    const [first] = frames;
    if (first === undefined) throw new InvalidOptionError('frames', 'at least one frame', frames);
    const { colour, cols, rows, stereoCount } = first;
    const odd = frames.find((frame) => !isSameShape(frame.shape, first.shape));
    if (odd !== undefined) {
      const expected = `frames of ${shapeText(first.shape)}, all alike`;
      throw new InvalidOptionError('frames', expected, shapeText(odd.shape));
    }
    super({ colour, cols, rows, stereoCount, frameRate: options.frameRate }, options);
    this.#frames = frames;
  }

  protected override start(run: SourceRun): RunTeardown {
    let next = 0;
    // Once anybody keeps frames longer than their call, they count against the budget: so a slow branch slows this source, too.
    let isCounted = false;
    let immediate: NodeJS.Immediate | undefined;
    const burst = (): void => {
      for (let i = 0; i < BURST && !run.ended; i += 1) {
        const frame = this.#frames[next];
        if (frame === undefined) {
          run.complete();
          return;
        }
        if (isCounted && !run.budget.hasRoom(frame.shape.byteLength)) {
          run.whenRoom(frame.shape.byteLength, again);
          return;
        }
        next += 1;
        run.emit(isCounted ? frame.lease(run.budget) : frame.share());
        isCounted ||= !frame.isExclusive;
      }
      if (!run.ended) again();
    };
    const again = (): void => {
      immediate = setImmediate(burst);
    };
    again();
    return () => clearImmediate(immediate);
  }
}
