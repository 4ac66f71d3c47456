import { isSameColorimetry, type Colorimetry, type ColourSpace } from '../frames/colour-space';
import { frameMemory } from '../frames/frame-memory';
import { pixelFormat } from '../frames/pixel-formats';
import type { VideoFrame } from '../frames/video-frame';
import { convertPixels } from './convert-pixels';
import { loadKernels, type Kernels } from './kernels';

/** Matrix and range for {@link convertFrame}, where they are not the frame's own. */
export interface ConvertFrameOptions {
  /** How the frame's samples are to be read, where it says nothing or something wrong. @defaultValue as the frame says */
  readonly assume?: Partial<Colorimetry>;
  /** How the result's samples are to be read: those of YUV are computed anew. @defaultValue as the frame's */
  readonly colorimetry?: Partial<Colorimetry>;
}

/**
 * Makes a frame of another in another layout, at the same time.
 *
 * @param frame - The frame; every view is converted alike.
 * @param colour - The layout wanted.
 * @param options - Matrix and range; the frame's own if left out.
 * @returns A loan of its own; the caller releases it or hands it on.
 * @throws {@link UnsupportedFormatError} when there is no way from the one layout to the other.
 */
export function convertFrame(
  frame: VideoFrame,
  colour: ColourSpace,
  options: ConvertFrameOptions = {},
): VideoFrame {
  const from = { ...frame.colorimetry, ...options.assume };
  const to = { ...from, ...options.colorimetry };
  const isFromYuv = frame.shape.format.isYuv;
  const isOtherYuv = isFromYuv && pixelFormat(colour).isYuv && !isSameColorimetry(from, to);
  if (!isOtherYuv) return convertOnce(frame, colour, isFromYuv ? from : to, to);
  // From one matrix to another by way of the colours themselves.
  const colours = convertOnce(frame, 'BGRA', from, from);
  try {
    return convertOnce(colours, colour, to, to);
  } finally {
    colours.release();
  }
}

function convertOnce(
  frame: VideoFrame,
  colour: ColourSpace,
  coefficients: Colorimetry,
  colorimetry: Colorimetry,
): VideoFrame {
  const { address } = frame;
  if (address === undefined) {
    // Ordinary memory is out of the kernels' reach.
    const copy = frame.pooledCopy();
    try {
      return convertOnce(copy, colour, coefficients, colorimetry);
    } finally {
      copy.release();
    }
  }
  const converted = frame.deriveUninitialised({ colour, colorimetry });
  const { cols, rows, stereoCount } = frame;
  for (let view = 0; view < stereoCount; view += 1) {
    const from = address + view * frame.dataLength();
    const to = (converted.address ?? 0) + view * converted.dataLength();
    convertPixels(
      frameKernels(),
      { colour: frame.colour, cols, rows, ptr: from },
      { colour, cols, rows, ptr: to },
      coefficients,
    );
  }
  return converted;
}

/** The kernels on the memory that pooled frames live in. */
function frameKernels(): Kernels {
  return loadKernels(frameMemory.memory, (bytes) => frameMemory.allocate(bytes).ptr);
}
