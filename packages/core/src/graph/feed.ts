import { GiftGrabError, InvalidOptionError, SourceError } from '../errors';
import { warn } from '../warnings';

/** What can be looped over: a generator, an array, a Node `Readable`, a `ReadableStream` of the Web. */
export type Feedable<T> = AsyncIterable<T> | Iterable<T> | ReadableStream<T>;

/** A way to ask for one item after the other. */
interface Asking<T> {
  next(): Promise<IteratorResult<T, unknown>>;
  /** Ends it, also while an item is waited for. */
  stop(isWaiting: boolean): Promise<unknown>;
}

/** One pass through something that can be looped over. */
export class Feed<T> {
  readonly #call: string;
  readonly #asking: Asking<T>;
  #isWaiting = false;
  #isOver = false;

  constructor(call: string, feedable: Feedable<T>) {
    this.#call = call;
    this.#asking = askingOf(feedable);
  }

  /**
   * The next item; `undefined` after the last.
   *
   * @throws {@link SourceError} with what the other side has failed with.
   */
  async next(): Promise<T | undefined> {
    this.#isWaiting = true;
    try {
      const { done, value } = await this.#asking.next();
      if (done !== true) return value;
      this.#isOver = true;
      return undefined;
    } catch (error) {
      this.#isOver = true;
      throw feedError(this.#call, error);
    } finally {
      this.#isWaiting = false;
    }
  }

  /** Ends the pass, also while an item is waited for; does nothing after the last. */
  async stop(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.#asking.stop(this.#isWaiting);
  }
}

/** Where feeds come from: a function makes something new for each run, anything else serves one run. */
export class FeedOrigin<T> {
  readonly #call: string;
  readonly #origin: Feedable<T> | (() => Feedable<T>);
  #isUsed = false;

  /**
   * @param call - The user's call, for messages.
   * @param origin - What the user gave.
   * @throws {@link InvalidOptionError} when it is neither a function nor anything to loop over.
   */
  constructor(call: string, origin: Feedable<T> | (() => Feedable<T>)) {
    if (typeof origin !== 'function' && !isFeedable(origin)) {
      throw new InvalidOptionError(`what ${call} reads`, EXPECTED, origin);
    }
    this.#call = call;
    this.#origin = origin;
  }

  /**
   * Begins a pass.
   *
   * @throws {@link SourceError} when there is nothing left to pass through.
   */
  open(): Feed<T> {
    return new Feed(this.#call, this.#feedable());
  }

  #feedable(): Feedable<T> {
    const origin = this.#origin;
    if (typeof origin === 'function') return this.#made(origin);
    if (this.#isUsed) {
      throw new SourceError(
        `What ${this.#call} reads was read already, or is being read: a source can begin anew only when it is given a ` +
          `function that makes something new to read each time, as ${this.#call}(() => …).`,
      );
    }
    this.#isUsed = true;
    return origin;
  }

  #made(make: () => Feedable<T>): Feedable<T> {
    let made: unknown;
    try {
      made = make();
    } catch (error) {
      throw feedError(this.#call, error);
    }
    if (isFeedable<T>(made)) return made;
    throw new InvalidOptionError(
      `what the function given to ${this.#call} returns`,
      EXPECTED,
      made,
    );
  }
}

const EXPECTED = 'something that can be looped over by "for await"';

function isFeedable<T>(value: unknown): value is Feedable<T> {
  if (typeof value !== 'object' || value === null) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value || isWebStream(value);
}

function feedError(call: string, error: unknown): GiftGrabError {
  if (error instanceof GiftGrabError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new SourceError(`What ${call} reads has failed: ${reason}`, { cause: error });
}

function askingOf<T>(feedable: Feedable<T>): Asking<T> {
  if (isWebStream<T>(feedable)) return askReader(feedable);
  return Symbol.asyncIterator in feedable
    ? askIterator(feedable[Symbol.asyncIterator](), feedable)
    : askIterator(feedable[Symbol.iterator](), feedable);
}

/** By its reader, since only that can be cancelled while it waits. */
function askReader<T>(stream: ReadableStream<T>): Asking<T> {
  const reader = stream.getReader();
  return {
    next: () => reader.read(),
    stop: () => reader.cancel(),
  };
}

function askIterator<T>(iterator: AsyncIterator<T> | Iterator<T>, origin: object): Asking<T> {
  return {
    next: async () => iterator.next(),
    async stop(isWaiting) {
      const canInterrupt = isDestroyable(origin);
      if (canInterrupt) origin.destroy();
      const returned = Promise.resolve(iterator.return?.());
      if (!isWaiting || canInterrupt) return returned;
      // A generator ends when what it waits for has come, which may be never.
      returned.catch((error: unknown) => {
        warn('TEARDOWN_FAILED', `What a source was reading did not stop cleanly: ${String(error)}`);
      });
      return undefined;
    },
  };
}

function isWebStream<T>(value: object): value is ReadableStream<T> {
  return typeof (value as Partial<ReadableStream<T>>).getReader === 'function';
}

/** Streams of Node can be ended while they are waited for. */
function isDestroyable(value: object): value is { destroy(): unknown } {
  return typeof (value as { destroy?: unknown }).destroy === 'function';
}
