/** The gain that leaves a sample as it is. */
export const ONE = 2048;
/** The largest gain, nearly 16. */
export const MOST = 32767;

/**
 * What the kernels do, plain: multiplies samples by the gains of their pixels.
 *
 * @param data - The samples, in place.
 * @param gains - One for each pixel.
 * @param channels - Samples of a pixel: 1, or 4 of which the last stays as it is.
 */
export function scaleByReference(data: Uint8Array, gains: Uint16Array, channels: 1 | 4): void {
  for (let i = 0; i < data.length; i += 1) {
    if (channels === 4 && i % 4 === 3) continue;
    const gain = gains[Math.floor(i / channels)] ?? ONE;
    data[i] = Math.min(255, ((data[i] ?? 0) * 16 * gain + 16384) >> 15);
  }
}
