/**
 * How to divide sums of bytes by multiplying: the quotient without its fraction is
 * `(((sum << shift) * factor + 2 ** 14) >> 15) >> shiftBack`, with factors of 16 bits.
 */
export interface ExactDivision {
  readonly shift: number;
  readonly factor: number;
  readonly shiftBack: number;
}

/** Sums of more bytes do not fit into 15 bits. */
export const LARGEST_DIVISOR = 128;

/**
 * Finds how to divide by a number, and tries every sum to be sure.
 *
 * @param divisor - The number, 1 to {@link LARGEST_DIVISOR}; sums are of as many bytes.
 * @returns `undefined` if there is no such way.
 */
export function exactDivision(divisor: number): ExactDivision | undefined {
  const largest = 255 * divisor;
  if (largest > 32_767) return undefined;
  const shift = Math.floor(Math.log2(32_767 / largest));
  for (let shiftBack = 15; shiftBack >= 0; shiftBack -= 1) {
    const ideal = 2 ** (15 + shiftBack - shift) / divisor;
    for (const factor of [Math.ceil(ideal), Math.floor(ideal)]) {
      if (factor < 1 || factor > 32_767) continue;
      const division = { shift, factor, shiftBack };
      if (isExact(division, divisor, largest)) return division;
    }
  }
  return undefined;
}

function isExact(division: ExactDivision, divisor: number, largest: number): boolean {
  const { shift, factor, shiftBack } = division;
  for (let sum = 0; sum <= largest; sum += 1) {
    const quotient = (((sum << shift) * factor + 16_384) >> 15) >> shiftBack;
    if (quotient !== Math.floor(sum / divisor)) return false;
  }
  return true;
}
