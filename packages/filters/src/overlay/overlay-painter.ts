import type { VideoFrame } from '@giftgrab/core';
import { filterKernels } from '../kernels/kernels';
import { PictureMemory } from '../temporal/picture-memory';
import { prepareOverlay, type OverlayPlace, type PlaneOverlay } from './prepare-overlay';
import type { RgbaPicture } from './rgba-picture';

interface PlacedOverlay extends PlaneOverlay {
  /** Where `over` and `opacity` lie in the frame memory, for kernels. */
  readonly overAt: number;
  readonly opacityAt: number;
}

/** Draws pictures on the frames of one subscription; each picture is prepared once. */
export class OverlayPainter {
  readonly #memory = new PictureMemory();
  readonly #overlays = new Map<string, readonly PlacedOverlay[]>();
  #range: string | undefined;

  /**
   * Draws a picture on all views of a frame.
   *
   * @param frame - The frame, which may be written to.
   * @param picture - The picture.
   * @param place - Where it goes.
   * @param key - Stands for the picture and its place.
   */
  paint(frame: VideoFrame, picture: RgbaPicture, place: OverlayPlace, key: string): void {
    const { range, matrix } = frame.colorimetry;
    const colorimetry = `${range} ${matrix}`;
    if (this.#range !== colorimetry) this.dispose();
    if (!this.#memory.isFor(frame)) this.#overlays.clear();
    this.#range = colorimetry;
    let overlays = this.#overlays.get(key);
    if (overlays === undefined) {
      overlays = prepareOverlay(picture, place, frame).map((overlay) => this.#place(overlay));
      this.#overlays.set(key, overlays);
    }
    for (let view = 0; view < frame.stereoCount; view += 1) {
      for (const overlay of overlays) draw(frame, view, overlay);
    }
  }

  /** Gives the memory back. */
  dispose(): void {
    this.#memory.dispose();
    this.#overlays.clear();
  }

  #place(overlay: PlaneOverlay): PlacedOverlay {
    const { over, opacity } = overlay;
    const block = this.#memory.allocate(over.byteLength + opacity.length);
    block.bytes.set(new Uint8Array(over.buffer, over.byteOffset, over.byteLength));
    block.bytes.set(opacity, over.byteLength);
    return { ...overlay, overAt: block.ptr, opacityAt: block.ptr + over.byteLength };
  }
}

function draw(frame: VideoFrame, view: number, overlay: PlacedOverlay): void {
  const { rows, width, over, opacity } = overlay;
  const layout = frame.shape.layout.planes[overlay.plane];
  const bytesPerSample = frame.shape.format.bytesPerSample;
  const start = (layout?.offset ?? 0) + overlay.offset;
  const stride = layout?.stride ?? 0;
  const samples = frame.samples(view);
  const { address } = frame;
  if (address !== undefined && bytesPerSample === 1) {
    const target = address + view * frame.dataLength() + start;
    const { overAt, opacityAt } = overlay;
    filterKernels().composeRows(overAt, opacityAt, width, target, stride, width, rows);
    return;
  }
  for (let row = 0; row < rows; row += 1) {
    const to = (start + row * stride) / bytesPerSample;
    for (let i = 0; i < width; i += 1) {
      const at = row * width + i;
      const share = opacity[at] ?? 0;
      const below = samples[to + i] ?? 0;
      samples[to + i] = Math.round((below * (255 - share) + (over[at] ?? 0) * share) / 255);
    }
  }
}
