import type { SourceReport, VideoFrame, VideoSource } from '@giftgrab/core';

/** What is kept of a frame. */
export interface SeenFrame {
  readonly index: number;
  /** Ticks and time base of its time, as `12 × 1/30 s`. */
  readonly time: string;
  readonly seconds: number;
  readonly size: string;
  readonly colour: string;
  readonly constantRate: string | undefined;
  /** Its bytes, where they were asked for. */
  readonly bytes: Uint8Array;
}

/** What came of a source. */
export interface Collected {
  readonly frames: readonly SeenFrame[];
  readonly report: SourceReport | undefined;
  readonly error: unknown;
}

/** Notes what a frame is. */
export function see(frame: VideoFrame, withPixels = false): SeenFrame {
  return {
    index: frame.index,
    time: String(frame.pts),
    seconds: frame.pts?.seconds ?? Number.NaN,
    size: `${frame.cols}x${frame.rows}`,
    colour: frame.colour,
    constantRate: frame.constantRate?.toString(),
    bytes: withPixels ? Uint8Array.from(frame.data()) : new Uint8Array(),
  };
}

/** Takes all frames of a source (or the first so many) and closes it. */
export async function collect(
  source: VideoSource,
  options: { readonly pixels?: boolean; readonly atMost?: number } = {},
): Promise<Collected> {
  const { pixels = false, atMost = Number.POSITIVE_INFINITY } = options;
  const frames: SeenFrame[] = [];
  const finished = source.finished.then(
    (report) => ({ report, error: undefined }),
    (error: unknown) => ({ report: undefined, error }),
  );
  const subscription = source.subscribe({
    next: (frame) => {
      if (frames.length < atMost) frames.push(see(frame, pixels));
      if (frames.length >= atMost) subscription.unsubscribe();
    },
    error: () => undefined,
  });
  const ending = await finished;
  await source.close();
  return { frames, ...ending };
}
