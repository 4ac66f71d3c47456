import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Pixels by which the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe-core finds that keeps people out. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Not as a script element, which the page's own policy forbids.
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const findings = await page.evaluate<Finding[]>(
    'axe.run().then(({ violations }) => JSON.parse(JSON.stringify(violations)))',
  );
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
