import type { Plan } from '../../src/plans/plan';
import { PlanCache } from '../../src/plans/plan-cache';
import { PreparedPlan } from '../../src/plans/run-plan';

/**
 * Lets every filter run its phases in bands of rows, as threads would, while a test goes on.
 *
 * @param random - Gives numbers from 0 up to but not including 1.
 * @param test - What is done meanwhile.
 */
export function inBands(random: () => number, test: () => void): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
  const original = PlanCache.prototype.get;
  PlanCache.prototype.get = (recipe, make) => {
    const plan = make();
    return plan && new PreparedPlan(banded(plan, random), recipe);
  };
  try {
    test();
  } finally {
    PlanCache.prototype.get = original;
  }
}

function banded(plan: Plan, random: () => number): Plan {
  return {
    ...plan,
    phases: plan.phases.map((phase) => ({
      ...phase,
      run: (kernels, job, first, last) => {
        const { step = 1 } = phase;
        const bands: (readonly [number, number])[] = [];
        for (let from = first; from < last;) {
          const to = Math.min(last, from + step * (1 + Math.floor(random() * 5)));
          bands.push([from, to]);
          from = to;
        }
        // Threads take them in any order.
        bands.sort(() => random() - 0.5);
        for (const [from, to] of bands) phase.run(kernels, job, from, to);
      },
    })),
  };
}

/** The Park–Miller generator: the same numbers each time. */
export function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
