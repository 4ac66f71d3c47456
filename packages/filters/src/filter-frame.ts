import {
  pixelFormat,
  UnsupportedFormatError,
  type ColourRange,
  type FrameShape,
  type VideoFrame,
} from '@giftgrab/core';
import type { ArrayFilterSpec } from './array-filter';
import { filterArray, planFor } from './filter-array';
import { planeShape, storedPlane } from './frame-planes';
import type { PhaseRunner, Places, PreparedPlan } from './plans/run-plan';

/** What has to be done on one plane of a frame. */
interface PlaneWork<Options> {
  readonly options: Options;
  readonly plan: PreparedPlan | undefined;
  /** The plane's place in a view; source and destination count from the view's first byte. */
  readonly places: Places;
}

/** What has to be done on each view of frames of one shape. */
interface FrameWork<Options> {
  readonly planes: readonly PlaneWork<Options>[];
  readonly inPlace: boolean;
}

/** Filters frames with one set of options; remembers the plans for the shapes it sees. */
export class FrameFilter<Options extends object> {
  readonly #spec: ArrayFilterSpec<Options>;
  readonly #options: Options;
  readonly #works: Readonly<Record<ColourRange, WeakMap<FrameShape, FrameWork<Options>>>> = {
    limited: new WeakMap(),
    full: new WeakMap(),
  };
  readonly #runPhases: PhaseRunner | undefined;

  /**
   * @param spec - The filter.
   * @param options - Checked options.
   * @param runPhases - Which threads do the work; the caller's alone if left out.
   */
  constructor(spec: ArrayFilterSpec<Options>, options: Options, runPhases?: PhaseRunner) {
    this.#spec = spec;
    this.#options = options;
    this.#runPhases = runPhases;
  }

  /**
   * Filters a frame.
   *
   * @param frame - The frame.
   * @returns The frame itself where the filter works in place and nobody else sees it, else another, to be released.
   */
  apply(frame: VideoFrame): VideoFrame {
    const work = this.#works[frame.colorimetry.range].get(frame.shape);
    if (work?.inPlace === true && frame.isExclusive && frame.address !== undefined) {
      this.#run(work, frame, frame);
      return frame;
    }
    return this.#applyTo(frame, 'emitter');
  }

  /**
   * Filters a frame and leaves it as it is.
   *
   * @param frame - The frame.
   * @returns Another frame, to be released or handed on.
   */
  applyToCopy(frame: VideoFrame): VideoFrame {
    return this.#applyTo(frame, 'filter');
  }

  #applyTo(frame: VideoFrame, holder: 'emitter' | 'filter'): VideoFrame {
    const size = this.#spec.frameSize?.(frame, this.#options, frame.shape.format);
    const change = size === undefined ? {} : { rows: size.rows, cols: size.cols };
    const output = frame.deriveUninitialised(change, holder);
    try {
      this.#run(this.#workFor(frame, output.shape), frame, output);
    } catch (error) {
      output.release();
      throw error;
    }
    return output;
  }

  #run(work: FrameWork<Options>, input: VideoFrame, output: VideoFrame): void {
    const { address: source } = input;
    const { address: target } = output;
    for (let view = 0; view < input.stereoCount; view += 1) {
      for (const [index, { plan, places, options }] of work.planes.entries()) {
        if (plan !== undefined && source !== undefined && target !== undefined) {
          const src = places.src + source + view * input.dataLength();
          const dst = places.dst + target + view * output.dataLength();
          plan.run({ ...places, src, dst }, this.#runPhases);
        } else {
          filterArray(
            this.#spec,
            storedPlane(input, view, index),
            storedPlane(output, view, index),
            options,
          );
        }
      }
    }
  }

  #workFor(frame: VideoFrame, output: FrameShape): FrameWork<Options> {
    const { range } = frame.colorimetry;
    let work = this.#works[range].get(frame.shape);
    if (work === undefined) {
      work = this.#planFrame(frame.shape, output, range);
      this.#works[range].set(frame.shape, work);
    }
    return work;
  }

  #planFrame(input: FrameShape, output: FrameShape, range: ColourRange): FrameWork<Options> {
    const spec = this.#spec;
    const { format } = input;
    if (spec.isPointwise !== true) checkNeighbours(spec.name, input);
    const planes = format.planes.map((plane, index) => {
      const options = spec.forPlane?.(this.#options, plane, format, range, input) ?? this.#options;
      const from = planeShape(input, index);
      const to = planeShape(output, index);
      return {
        options,
        plan: planFor(spec, from, to, options),
        places: {
          src: input.layout.planes[index]?.offset ?? 0,
          srcStride: input.layout.planes[index]?.stride ?? 0,
          dst: output.layout.planes[index]?.offset ?? 0,
          dstStride: output.layout.planes[index]?.stride ?? 0,
        },
      };
    });
    const isResized = input.rows !== output.rows || input.cols !== output.cols;
    const inPlace = !isResized && planes.every(({ plan }) => plan?.inPlace === true);
    return { planes, inPlace };
  }
}

/** The chroma of UYVY changes from column to column: neighbours there are of another kind. */
function checkNeighbours(name: string, { colour }: FrameShape): void {
  if (pixelFormat(colour).planes.every(({ columnMultiple }) => columnMultiple === 1)) return;
  throw new UnsupportedFormatError(
    `${name} cannot look at the neighbours in ${colour} frames, whose chroma changes from column to column. ` +
      "Ask the source for { colour: 'I420' } or { colour: 'BGRA' }, or put convertColour() before it.",
  );
}
