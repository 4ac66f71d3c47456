import { Subject, type OperatorFunction } from 'rxjs';
import { checkOptionValue } from '../check-option-value';
import { InvalidOptionError } from '../errors';
import { isSameShape } from '../frames/frame-shape';
import type { VideoFrame } from '../frames/video-frame';
import { checkName, checkOptionNames } from '../option-checks';
import type { OptionsSchema } from '../option-schema';
import { frameOperator, type FrameOperator } from './frame-operator';
import { SwapSubscriber } from './swap-subscriber';
import { pictureOf, tryFilter, type Picture } from './try-filter';

/** Options that shall differ; `undefined` takes one back to what it is when it is not given. */
export type OptionChanges<Options extends object> = {
  readonly [Name in keyof Options]?: Options[Name] | undefined;
};

/** A filter whose options can be seen, and changed while frames flow. */
export interface Adjustable<Options extends object = Record<string, unknown>> {
  /** The options in force, as far as they are given. */
  readonly options: Readonly<Options>;
  /** What options there are that may be changed from outside, by somebody who looks at the pipeline. */
  readonly schema: OptionsSchema;
  /**
   * Changes options from the next frame on, in every subscription; no frame is lost or doubled. Changes are made one after the other.
   *
   * The new filter is made first and tried on a black frame like the last that came, if one has come: where that fails, nothing changes.
   *
   * @param changes - What shall differ.
   * @returns Resolves when the new options are in force. Rejects with an {@link InvalidOptionError} when there is no such option or it
   * is not what the schema says, and with what the filter itself throws or fails with.
   */
  adjust(changes: OptionChanges<Options>): Promise<void>;
  /** Goes back to the options that it was made with, as {@link adjust} does. */
  reset(): Promise<void>;
}

/** An operator whose options change while frames flow; made by {@link adjustable}. */
export type AdjustableOperator<Options extends object = Record<string, unknown>> = FrameOperator &
  Adjustable<Options>;

/** What {@link adjustable} is made of. */
export interface AdjustableInit<Options extends object> {
  /** What it is called where pipelines are described. */
  readonly name: string;
  /** The options that may be changed by whoever looks at the pipeline, the live view's page among others. */
  readonly schema: OptionsSchema;
  /** The options to begin with; there may be some that the schema does not speak of, which {@link Adjustable.adjust} changes, too. */
  readonly options: Options;
  /** Makes the filter of some options, and throws when they are wrong. */
  readonly make: (options: Options) => OperatorFunction<VideoFrame, VideoFrame>;
}

/**
 * Makes an operator whose options are changed from outside while frames flow. {@link Pipeline.adjustables} finds it in its pipeline, and
 * `preview` can show controls for it. A filter that remembers frames begins anew with each change.
 *
 * Options that change the size of frames do so in mid-stream: the live view goes along, a file that is being written does not, and its
 * target ends with an error.
 *
 * @param init - Its name, options, and how to make the filter.
 * @throws {@link InvalidOptionError} when a part of `init` is not what it has to be; what `make` throws for the first options.
 * @example
 * ```ts
 * import { adjustable, filter } from '@giftgrab/core';
 *
 * const fade = adjustable({
 *   name: 'fade',
 *   schema: {
 *     type: 'object',
 *     properties: { shift: { type: 'integer', minimum: 0, maximum: 7, description: 'Bits that samples lose.' } },
 *   },
 *   options: { shift: 1 },
 *   make: ({ shift }) =>
 *     filter((frame) => {
 *       const data = frame.data();
 *       for (let i = 0; i < data.length; i += 1) data[i] = (data[i] ?? 0) >> shift;
 *       return frame;
 *     }),
 * });
 * void fade.adjust({ shift: 2 }).then(() => console.log(fade.options)); // { shift: 2 }
 * ```
 */
export function adjustable<Options extends object>(
  init: AdjustableInit<Options>,
): AdjustableOperator<Options> {
  checkInit(init);
  const stage = new AdjustableStage(init);
  const control: Adjustable<Options> = {
    get options() {
      return stage.options;
    },
    schema: init.schema,
    adjust: (changes) => stage.change(() => stage.changed(changes)),
    reset: () => stage.change(() => stage.first),
  };
  // Whoever looks at a pipeline cannot know the type of its options.
  const label = {
    kind: 'filter',
    name: init.name,
    control: control as unknown as Adjustable,
  } as const;
  const operator = frameOperator((outlet, stats) => {
    const see = (frame: VideoFrame): void => stage.see(frame);
    const swapping = new SwapSubscriber(outlet, () => stage.current, stats, see);
    outlet.add(stage.replaced.subscribe((next) => swapping.swap(next)));
    return swapping;
  }, label);
  return Object.defineProperties(operator, Object.getOwnPropertyDescriptors(control)) as never;
}

type Operator = OperatorFunction<VideoFrame, VideoFrame>;

/** The options in force and the filter that they make, for all subscriptions. */
class AdjustableStage<Options extends object> {
  readonly first: Readonly<Options>;
  readonly replaced = new Subject<Operator>();
  options: Readonly<Options>;
  current: Operator;
  readonly #init: AdjustableInit<Options>;
  #seen: Picture | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(init: AdjustableInit<Options>) {
    this.#init = init;
    this.first = Object.freeze({ ...init.options });
    this.options = this.first;
    this.current = init.make(this.first);
  }

  /** Hears of each frame that comes. */
  see(frame: VideoFrame): void {
    const seen = this.#seen;
    // Only what a filter may refuse: the frame's size and layout.
    if (seen !== undefined && isSameShape(seen, frame)) return;
    this.#seen = pictureOf(frame);
  }

  /** Puts options in force when all changes before have been made. */
  change(optionsThen: () => Readonly<Options>): Promise<void> {
    const change = this.#lastChange.then(() => this.#apply(optionsThen()));
    this.#lastChange = change.catch(() => undefined);
    return change;
  }

  /** The options with changes, which are checked. */
  changed(changes: OptionChanges<Options>): Readonly<Options> {
    const { name, schema, options: first } = this.#init;
    const { properties } = schema;
    checkOptionNames(name, changes, [
      ...new Set([...Object.keys(properties), ...Object.keys(first)]),
    ]);
    for (const [option, value] of Object.entries(changes)) {
      const rule = Object.hasOwn(properties, option) ? properties[option] : undefined;
      if (rule !== undefined && value !== undefined) checkOptionValue(option, value, rule);
    }
    const entries = Object.entries({ ...this.options, ...changes });
    const options = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    const missing = schema.required?.find((option) => !Object.hasOwn(options, option));
    if (missing !== undefined) throw new InvalidOptionError(missing, 'a value', undefined);
    return options as Options;
  }

  async #apply(options: Readonly<Options>): Promise<void> {
    const operator = this.#init.make(options);
    if (this.#seen !== undefined) await tryFilter(operator, this.#seen);
    this.options = Object.freeze(options);
    this.current = operator;
    this.replaced.next(operator);
  }
}

function checkInit(init: object): void {
  checkOptionNames('adjustable', init, ['name', 'schema', 'options', 'make']);
  // What JavaScript gives may be anything.
  const { name, schema, options, make } = init as Partial<AdjustableInit<object>>;
  if (name === undefined) throw new InvalidOptionError('name', 'a text', name);
  checkName(name);
  if (schema?.type !== 'object' || typeof schema.properties !== 'object') {
    throw new InvalidOptionError('schema', "{ type: 'object', properties: … }", schema);
  }
  if (typeof options !== 'object') throw new InvalidOptionError('options', 'an object', options);
  if (typeof make !== 'function') {
    throw new InvalidOptionError('make', 'a function that makes a filter of options', make);
  }
}
