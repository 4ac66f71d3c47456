import type { NetworkSource, StreamEvent } from '@giftgrab/sources';

/** Waits until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** What a live source did. */
export interface Seen {
  readonly events: StreamEvent[];
  readonly frames: {
    readonly index: number;
    readonly seconds: number;
    readonly byteLength: number;
  }[];
  error: unknown;
  isComplete: boolean;
}

/** Notes what a live source does. */
export function watch(source: NetworkSource): Seen {
  const seen: Seen = { events: [], frames: [], error: undefined, isComplete: false };
  source.events.subscribe((event) => seen.events.push(event));
  source.subscribe({
    next: ({ index, pts, bytes }) => {
      const seconds = pts?.seconds ?? Number.NaN;
      seen.frames.push({ index, seconds, byteLength: bytes.length });
    },
    error: (error: unknown) => (seen.error = error),
    complete: () => (seen.isComplete = true),
  });
  return seen;
}
