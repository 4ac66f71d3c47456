import { expect } from 'chai';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { Subject } from 'rxjs';
import { expectNothingLeft } from '../../core/test/support/quiet';
import { preview, type Preview } from '../src/index';
import { quarterColours, startChromium } from './support/browser';
import { cutOff } from './support/cut-off';
import { overflow, seriousFindings } from './support/page-checks';
import { QuadrantSource } from './support/quadrant-source';
import { until } from './support/until';

const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];

describe("preview's page with controls", () => {
  expectNothingLeft();
  describe('in Chromium', controlsTests);
});

function controlsTests(): void {
  let browser: Browser | undefined;
  let context: BrowserContext;
  let source: QuadrantSource;
  let stage: ReturnType<typeof cutOff>;
  let live: Preview;
  const events = new Subject<object>();

  before(async function () {
    browser = await startChromium(this);
  });

  after(() => browser?.close());

  beforeEach(async () => {
    source = Object.assign(new QuadrantSource({ name: 'camera' }), { events });
    stage = cutOff({ above: 100 });
    live = await preview(source.pipe(stage), { controls: true });
    context = await browser!.newContext({ viewport: { width: 1200, height: 800 } });
  });

  afterEach(async () => {
    await context.close();
    await live.close();
    await source.close();
  });

  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(live.url);
    await above(page).waitFor();
    return page;
  };

  const above = (page: Page): Locator => page.getByLabel('above', { exact: true });

  /** The lower right quarter is white, and what is above 255 is not. */
  const untilLastQuarter = async (page: Page, colour: readonly number[]): Promise<void> => {
    await until(async () => {
      const [, , , last] = await quarterColours(page);
      return last?.every((value, i) => Math.abs(value - (colour[i] ?? 0)) < 9) === true;
    });
  };

  it('change the picture, by mouse', async () => {
    const page = await open();
    await untilLastQuarter(page, WHITE);
    await above(page).fill('255');
    await above(page).press('Enter');
    await untilLastQuarter(page, BLACK);
    expect(stage.options).to.deep.equal({ above: 255 });
    await page.getByText('More options').click();
    await page.getByLabel('inverted').check();
    await untilLastQuarter(page, WHITE);
    await page.getByLabel('side').selectOption('dark');
    await untilLastQuarter(page, BLACK);
    await page.getByRole('button', { name: 'Reset cutOff' }).click();
    await page.getByText('As at the beginning').waitFor();
    await untilLastQuarter(page, WHITE);
    expect(await above(page).inputValue()).to.equal('100');
    expect(await page.getByLabel('inverted').isChecked()).to.equal(false);
    expect(stage.options).to.deep.equal({ above: 100 });
  });

  it('change the picture, by keyboard alone', async () => {
    const page = await open();
    const focused = (): Promise<string> =>
      page.evaluate(
        () =>
          document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id ?? '',
      );
    for (let i = 0; !/above$/.test(await focused()); i += 1) {
      expect(i).to.be.below(10);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await until(() => stage.options.above === 101);
    await page.keyboard.press('Tab');
    expect(await focused()).to.equal('above, slider');
    await page.keyboard.press('End');
    await until(() => stage.options.above === 255);
    await untilLastQuarter(page, BLACK);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('d');
    await until(() => stage.options.side === 'dark');
    await untilLastQuarter(page, WHITE);
  });

  it('tell why a value is refused, and that the old one stays', async () => {
    const page = await open();
    await above(page).fill('13');
    await above(page).press('Enter');
    const alert = page.getByRole('alert').filter({ hasText: 'no bad luck' });
    await alert.waitFor();
    expect(await alert.textContent()).to.match(/It stays 100\.$/);
    expect(await above(page).getAttribute('aria-invalid')).to.equal('true');
    expect(await above(page).getAttribute('aria-describedby')).to.include(
      await alert.getAttribute('id'),
    );
    expect(stage.options).to.deep.equal({ above: 100 });
    await untilLastQuarter(page, WHITE);
    await above(page).fill('14');
    await above(page).press('Enter');
    await until(async () => (await alert.count()) === 0);
    expect(await above(page).getAttribute('aria-invalid')).to.equal(null);
    expect(stage.options).to.deep.equal({ above: 14 });
  });

  it('take lists and texts, and take them away', async () => {
    const page = await open();
    await page.getByText('More options').click();
    const rows = page.getByLabel('rows');
    for (const [written, value] of [
      ['7', 7],
      ['7, 8', [7, 8]],
      ['[9]', [9]],
      ['', undefined],
    ] as const) {
      await rows.fill(written);
      await rows.press('Enter');
      await until(() => JSON.stringify(stage.options.rows) === JSON.stringify(value));
    }
    await rows.fill('5000');
    await rows.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'There is no row 5000' }).waitFor();
    await page.getByLabel('note').fill('12');
    await page.getByLabel('note').press('Enter');
    await until(() => stage.options.note === '12');
  });

  it('show one viewer what another has changed, but for what somebody is writing', async () => {
    const [one, other] = [await open(), await open()];
    await other.getByText('More options').click();
    await other.getByLabel('note').fill('not yet');
    await one.getByRole('slider').fill('200');
    await until(async () => (await above(other).inputValue()) === '200');
    expect(await other.getByRole('slider').inputValue()).to.equal('200');
    expect(await above(one).inputValue()).to.equal('200');
    expect(await other.getByLabel('note').inputValue()).to.equal('not yet');
    await stage.adjust({ above: 3, note: 'somebody else' });
    await until(async () => (await above(other).inputValue()) === '3');
    expect(await other.getByLabel('note').inputValue()).to.equal('not yet');
    await until(async () => (await one.getByLabel('note').inputValue()) === 'somebody else');
  });

  it('are not there where nothing can be changed', async () => {
    await using plain = await preview(source.pipe(stage));
    const page = await context.newPage();
    await page.goto(plain.url);
    await page.locator('#graph dd').first().waitFor();
    expect(await page.getByText('Controls').isVisible()).to.equal(false);
  });

  it('stand beside what a source tells of its connection', async () => {
    const page = await open();
    await untilLastQuarter(page, WHITE);
    const status = page.locator('.source-state');
    expect(await status.textContent()).to.equal('');
    events.next({ type: 'lost', error: new Error('The camera does not answer.') });
    await page.getByText(/camera: connection lost at .* The camera does not answer\./).waitFor();
    events.next({ type: 'restored', attempts: 1 });
    await page.getByText('camera: connected again').waitFor();
    expect(await status.getAttribute('role')).to.equal('status');
  });

  for (const [name, viewport] of [
    ['phone', { width: 320, height: 640 }],
    ['wall', { width: 3840, height: 2160 }],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`have no serious finding of axe-core on a ${name}, ${colorScheme}`, async () => {
        const page = await open();
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        await page.getByText('More options').click();
        await above(page).fill('13');
        await above(page).press('Enter');
        await page.getByText('no bad luck').waitFor();
        expect(await overflow(page)).to.be.at.most(0);
        expect(await seriousFindings(page)).to.deep.equal([]);
      });
    }
  }
}
