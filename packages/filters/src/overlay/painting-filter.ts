import { filter, type FilterFunction, type FrameOperator, type VideoFrame } from '@giftgrab/core';
import { OverlayPainter } from './overlay-painter';

/**
 * Makes an operator that draws on frames, in place, once what it draws has been loaded.
 *
 * @param name - What the operator is called.
 * @param load - Reads or renders what is drawn: once, when the first frame comes.
 * @param paint - Draws.
 */
export function paintingFilter<Loaded>(
  name: string,
  load: () => Promise<Loaded>,
  paint: (painter: OverlayPainter, frame: VideoFrame, loaded: Loaded) => void,
): FrameOperator {
  const painters = new WeakMap<AbortSignal, OverlayPainter>();
  let loading: Promise<void> | undefined;
  let loaded: { readonly value: Loaded } | undefined;
  const draw = (frame: VideoFrame, signal: AbortSignal, { value }: { readonly value: Loaded }) => {
    let painter = painters.get(signal);
    if (painter === undefined) {
      const created = new OverlayPainter();
      painter = created;
      painters.set(signal, created);
      signal.addEventListener('abort', () => created.dispose(), { once: true });
    }
    paint(painter, frame, value);
    return frame;
  };
  const run: FilterFunction = (frame, { signal }) => {
    if (loaded !== undefined) return draw(frame, signal, loaded);
    loading ??= load().then(
      (value) => void (loaded = { value }),
      (error: unknown) => {
        // The next subscription tries again.
        loading = undefined;
        throw error;
      },
    );
    return loading.then(() =>
      // A subscription that ended meanwhile would never give its memory back.
      loaded === undefined || signal.aborted ? null : draw(frame, signal, loaded),
    );
  };
  return filter(run, { name });
}
