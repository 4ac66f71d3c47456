import { gaussianFilter, type SampleArray } from '@giftgrab/filters';
import type { Pictures } from './pictures';
import type { PeerName } from './python-peers';

/** A filter that is compared. */
export interface FilterCase {
  /** What the peers call it. */
  readonly name: string;
  /** For the table. */
  readonly title: string;
  /** Runs ours once; gives the result, where it is compared with SciPy's. */
  readonly run: () => SampleArray | undefined;
  /** How many times as fast as the peers ours shall be. */
  readonly reach: Partial<Record<PeerName, number>>;
  /** How far a sample may be from SciPy's. */
  readonly tolerance?: number;
}

/** What is compared, and what shall be reached. */
export function filterCases({ bgra, result }: Pictures): readonly FilterCase[] {
  const input = bgra.array();
  const output = result.array();
  return [
    {
      name: 'gaussian-5-15',
      title: 'gaussian (5, 15, 0)',
      run: () => gaussianFilter(input, { sigma: [5, 15, 0], rounding: 'scipy', output }),
      reach: { scipy: 90, opencv: 19 },
      tolerance: 1,
    },
    {
      name: 'gaussian-1-1',
      title: 'gaussian (1, 1, 0)',
      run: () => gaussianFilter(input, { sigma: [1, 1, 0], rounding: 'scipy', output }),
      reach: { scipy: 10, opencv: 0.9 },
      tolerance: 1,
    },
    {
      name: 'gaussian-exact',
      title: "gaussian (5, 15, 0), SciPy's bits",
      run: () =>
        gaussianFilter(input, {
          sigma: [5, 15, 0],
          precision: 'scipy',
          rounding: 'scipy',
          output,
        }),
      reach: { scipy: 3 },
      tolerance: 0,
    },
  ];
}
