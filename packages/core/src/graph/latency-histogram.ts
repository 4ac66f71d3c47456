// A number's exponent and the upper five bits of its fraction name its bucket: 32 buckets from each power of two to the
// next, so that the middle of a bucket is at most 1.6 % from whatever lies in it.
const BUCKETS_PER_OCTAVE = 32;
const FRACTION_BITS = 23 - 5;
const LOWEST_EXPONENT = -10; // about a microsecond
const OCTAVES = 40; // up to 12 days
const BUCKETS = OCTAVES * BUCKETS_PER_OCTAVE;
const FIRST_BUCKET = (127 + LOWEST_EXPONENT) * BUCKETS_PER_OCTAVE;

const asFloat = new Float32Array(1);
const asBits = new Int32Array(asFloat.buffer);

/** How long frames took, in milliseconds. */
export interface LatencyFigures {
  /** Frames that were timed. */
  readonly count: number;
  /** The least. */
  readonly minMs: number;
  /** The mean. */
  readonly meanMs: number;
  /** Half of the frames took no longer, within 2 %. */
  readonly p50Ms: number;
  /** 99 of 100 took no longer, within 2 %. */
  readonly p99Ms: number;
  /** The most. */
  readonly maxMs: number;
}

/** Counts how long things took, in memory that does not grow: 10 kB, once there is something to count. */
export class LatencyHistogram {
  #counts: Float64Array | undefined;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** How many were recorded. */
  get count(): number {
    return this.#count;
  }

  /**
   * Records one; what is no finite number is left out.
   *
   * @param milliseconds - How long it took. Percentiles tell apart what lies between a microsecond and 12 days.
   */
  record(milliseconds: number): void {
    if (!Number.isFinite(milliseconds)) return;
    this.#count += 1;
    this.#sum += milliseconds;
    if (milliseconds < this.#min) this.#min = milliseconds;
    if (milliseconds > this.#max) this.#max = milliseconds;
    const counts = (this.#counts ??= new Float64Array(BUCKETS));
    const bucket = bucketOf(milliseconds);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }

  /**
   * The value that a part of all is no greater than, within 2 %.
   *
   * @param part - From 0 to 1.
   * @returns Milliseconds; 0 when nothing was recorded.
   */
  percentile(part: number): number {
    const wanted = Math.max(1, Math.ceil(part * this.#count));
    let seen = 0;
    for (const [bucket, count] of this.#counts?.entries() ?? []) {
      seen += count;
      if (seen >= wanted) return Math.min(Math.max(middleOf(bucket), this.#min), this.#max);
    }
    return 0;
  }

  /** Everything at once; `undefined` when nothing was recorded. */
  figures(): LatencyFigures | undefined {
    if (this.#count === 0) return undefined;
    return {
      count: this.#count,
      minMs: this.#min,
      meanMs: this.#sum / this.#count,
      p50Ms: this.percentile(0.5),
      p99Ms: this.percentile(0.99),
      maxMs: this.#max,
    };
  }
}

function bucketOf(milliseconds: number): number {
  asFloat[0] = milliseconds;
  const bucket = ((asBits[0] ?? 0) >> FRACTION_BITS) - FIRST_BUCKET;
  return bucket < 0 ? 0 : bucket < BUCKETS ? bucket : BUCKETS - 1;
}

function middleOf(bucket: number): number {
  const exponent = LOWEST_EXPONENT + Math.floor(bucket / BUCKETS_PER_OCTAVE);
  return 2 ** exponent * (1 + ((bucket % BUCKETS_PER_OCTAVE) + 0.5) / BUCKETS_PER_OCTAVE);
}
