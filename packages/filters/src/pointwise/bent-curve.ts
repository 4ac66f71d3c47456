/** A curve as the kernel `bendRows` reads it. */
export interface BentCurve {
  /** Starts, slopes, the samples that stay, and the parts that are looked up. */
  readonly constants: Uint8Array;
  /** How many sixteenths of the range are looked up. */
  readonly parts: number;
}

const PART = 16;
/** The kernel's numbers have 8 bits of fraction. */
const ONE = 256;

/**
 * A table as a curve that is straight within most sixteenths of the range.
 *
 * @param table - What becomes of each of the 256 values; the kernel gives just the same.
 * @param keep - For 16 bytes of a row 255 where they stay as they are, else 0.
 */
export function bentCurve(table: Uint8Array, keep: Uint8Array): BentCurve {
  const head = new Uint8Array(5 * PART);
  head.set(keep, 4 * PART);
  const parts: Uint8Array[] = [];
  for (let part = 0; part < PART; part += 1) {
    const values = table.subarray(part * PART, (part + 1) * PART);
    const line = lineThrough(values);
    if (line === undefined) {
      parts.push(Uint8Array.of(...new Array<number>(PART).fill(part * PART), ...values));
    }
    const [start, slope] = line ?? [0, 0];
    head[part] = start >> 8;
    head[PART + part] = start;
    head[2 * PART + part] = slope >> 8;
    head[3 * PART + part] = slope;
  }
  return {
    constants: Uint8Array.from([head, ...parts].flatMap((list) => [...list])),
    parts: parts.length,
  };
}

/** A start and a slope that, rounded down, give just these values; `undefined` if there are none. */
function lineThrough(values: Uint8Array): readonly [start: number, slope: number] | undefined {
  const last = values.length - 1;
  const rise = (values[last] ?? 0) - (values[0] ?? 0);
  const steepest = Math.floor((ONE * (rise + 1)) / last);
  for (let slope = Math.ceil((ONE * (rise - 1)) / last); slope <= steepest; slope += 1) {
    // Each value leaves room for starts that differ by less than 1.
    let least = 0;
    let most = ONE * 256 - 1;
    for (const [i, value] of values.entries()) {
      least = Math.max(least, ONE * value - slope * i);
      most = Math.min(most, ONE * value - slope * i + ONE - 1);
    }
    if (least <= most) return [least, slope];
  }
  return undefined;
}
