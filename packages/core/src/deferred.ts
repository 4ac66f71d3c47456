/** A promise and the means to settle it. A rejection that nobody listens to does not end the process. */
export class Deferred<T> {
  /** The promise. */
  readonly promise: Promise<T>;
  #resolve: (value: T | PromiseLike<T>) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.promise.catch(() => undefined);
  }

  /** Fulfils the promise, unless it is settled. */
  resolve(value: T | PromiseLike<T>): void {
    this.#resolve(value);
  }

  /** Rejects the promise, unless it is settled. */
  reject(error: unknown): void {
    this.#reject(error);
  }
}
