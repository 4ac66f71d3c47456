import { Observable } from 'rxjs';

/** Frames that are sent in one turn of the event loop, as `fromFrames` does. */
const BURST = 64;

/**
 * The same as `fromFrames`, in plain RxJS: no loans, no budget.
 *
 * @param frames - What is sent.
 */
export function plainSource<T>(frames: readonly T[]): Observable<T> {
  return new Observable<T>((subscriber) => {
    let next = 0;
    const burst = (): void => {
      for (let i = 0; i < BURST; i += 1) {
        const frame = frames[next];
        if (frame === undefined) {
          subscriber.complete();
          return;
        }
        subscriber.next(frame);
        next += 1;
      }
      setImmediate(burst);
    };
    setImmediate(burst);
  });
}
