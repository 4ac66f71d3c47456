import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Where a Chromium is; `undefined` where there is none: `apt-get install chromium` brings one. */
function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return candidates.find(isProgram);
}

/**
 * Starts a Chromium without a window.
 *
 * @param context - The hook that asks: it skips its tests where there is none.
 */
export async function startChromium(context: Mocha.Context): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    console.log('      skipped: there is no Chromium on PATH (Debian: apt-get install chromium)');
    return context.skip();
  }
  // No sandbox of its own: in containers there is none to be had, and it only opens pages of the tests.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/**
 * The colour in the middle of each quarter of the picture that a page shows.
 *
 * @param page - The page.
 * @param index - Which of its pictures.
 */
export function quarterColours(page: Page, index = 0): Promise<number[][]> {
  return page.evaluate((at) => {
    const canvas = document.querySelectorAll('canvas')[at];
    const context = canvas?.getContext('2d');
    if (canvas === undefined || !context) return [];
    const centres = [0.25, 0.75].flatMap((y) => [0.25, 0.75].map((x) => [x, y] as const));
    return centres.map(([x, y]) => {
      const { data } = context.getImageData(canvas.width * x, canvas.height * y, 1, 1);
      return [...data].slice(0, 3);
    });
  }, index);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
