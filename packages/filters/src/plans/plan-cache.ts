import type { Plan } from './plan';
import { PreparedPlan, type PlanRecipe } from './run-plan';

/** Keeps the plans used last: some take milliseconds to make, and the next frame needs the same. */
export class PlanCache {
  readonly #limit: number;
  // In the order of their last use.
  readonly #plans = new Map<string, PreparedPlan | undefined>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * The plan of a recipe.
   *
   * @param recipe - Says everything that the plan depends on.
   * @param make - Makes it, where it is not known yet; `undefined` if there can be none.
   */
  get(recipe: PlanRecipe, make: () => Plan | undefined): PreparedPlan | undefined {
    const key = JSON.stringify(recipe);
    let plan = this.#plans.get(key);
    if (plan === undefined && !this.#plans.has(key)) {
      const made = make();
      plan = made && new PreparedPlan(made, recipe);
    }
    this.#plans.delete(key);
    this.#plans.set(key, plan);
    if (this.#plans.size > this.#limit) {
      const [oldest = key] = this.#plans.keys();
      this.#plans.delete(oldest);
    }
    return plan;
  }
}
