import type { ColourSpace } from '../frames/colour-space';
import { frameMemory } from '../frames/frame-memory';
import type { VideoFrame } from '../frames/video-frame';
import { convertPixels } from './convert-pixels';
import { loadKernels, type Kernels } from './kernels';

/**
 * Makes a frame of another in another layout, at the same time. Matrix and range are the frame's own.
 *
 * @param frame - The frame; every view is converted alike.
 * @param colour - The layout wanted.
 * @returns A loan of its own; the caller releases it or hands it on.
 * @throws {@link UnsupportedFormatError} when there is no way from the one layout to the other.
 */
export function convertFrame(frame: VideoFrame, colour: ColourSpace): VideoFrame {
  const { address } = frame;
  if (address === undefined) {
    // Ordinary memory is out of the kernels' reach.
    const copy = frame.deriveUninitialised({});
    try {
      for (let view = 0; view < frame.stereoCount; view += 1) copy.data(view).set(frame.data(view));
      return convertFrame(copy, colour);
    } finally {
      copy.release();
    }
  }
  const converted = frame.deriveUninitialised({ colour });
  const { cols, rows, stereoCount } = frame;
  for (let view = 0; view < stereoCount; view += 1) {
    const from = address + view * frame.dataLength();
    const to = (converted.address ?? 0) + view * converted.dataLength();
    convertPixels(
      frameKernels(),
      { colour: frame.colour, cols, rows, ptr: from },
      { colour, cols, rows, ptr: to },
      frame.colorimetry,
    );
  }
  return converted;
}

/** The kernels on the memory that pooled frames live in. */
function frameKernels(): Kernels {
  return loadKernels(frameMemory.memory, (bytes) => frameMemory.allocate(bytes).ptr);
}
