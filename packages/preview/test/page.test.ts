import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { expectNothingLeft } from '../../core/test/support/quiet';
import { preview, type Preview, type PreviewOptions } from '../src/index';
import { quarterColours, startChromium } from './support/browser';
import { overflow, seriousFindings } from './support/page-checks';
import { QUADRANTS, QuadrantSource } from './support/quadrant-source';
import { until } from './support/until';

const TOKEN = 'a-token-for-the-tests';

describe("preview's page", () => {
  // Outside, so that it looks when what the tests below have opened is closed.
  expectNothingLeft();

  describe('in Chromium', pageTests);
});

function pageTests(): void {
  let browser: Browser | undefined;
  let context: BrowserContext;
  let source: QuadrantSource;
  let live: Preview;

  before(async function () {
    browser = await startChromium(this);
  });

  after(() => browser?.close());

  beforeEach(async () => {
    source = new QuadrantSource({ name: 'camera' });
    live = await preview(source, { token: TOKEN });
    context = await browser!.newContext({ viewport: { width: 1200, height: 800 } });
  });

  afterEach(async () => {
    await context.close();
    await live.close();
    await source.close();
  });

  const open = async (url = live.url): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };

  const restart = async (options: PreviewOptions): Promise<void> => {
    await live.close();
    await source.close();
    source = new QuadrantSource({ name: 'camera' });
    live = await preview(source, options);
  };

  it('shows the right picture, and asks no other host for anything', async () => {
    const asked: string[] = [];
    const complaints: string[] = [];
    context.on('request', (request) => asked.push(request.url()));
    context.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    const page = await open();
    await untilRightPicture(page);
    const { origin } = new URL(live.url);
    const foreign = asked.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'));
    expect(foreign).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
  });

  it('shows every stage, with numbers that move', async () => {
    const page = await open();
    const graph = page.locator('#graph');
    await graph.locator('li').nth(2).waitFor();
    expect(await graph.locator('h3').allTextContents()).to.include.members(['camera', 'preview']);
    expect(await graph.locator('path').count()).to.equal(2);
    const rate = graph.locator('li dd').first();
    await until(async () => Number(await rate.textContent()) > 0);
    const seen = await graph.textContent();
    await until(async () => (await graph.textContent()) !== seen);
  });

  it('shows two viewers the picture, each at its size', async () => {
    const wide = await open();
    const narrow = await open();
    await narrow.setViewportSize({ width: 320, height: 640 });
    await untilRightPicture(wide);
    await untilRightPicture(narrow);
    await wide.getByText('2 viewers').waitFor();
    expect(live.viewers).to.equal(2);
    await wide.close();
    await until(() => live.viewers === 1);
    // With the large window gone, the pictures are no larger than the small one shows them.
    await until(async () => (await canvasWidth(narrow)) <= 320);
    await untilRightPicture(narrow);
    expect(await overflow(narrow)).to.be.at.most(0);
  });

  it('pauses on a picture in full size, by keyboard, and saves that picture', async () => {
    const page = await open();
    await untilRightPicture(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByText('Paused').waitFor();
    expect(
      await page.evaluate(() => document.activeElement?.getAttribute('aria-pressed')),
    ).to.equal('true');
    await until(async () => (await canvasWidth(page)) === source.cols);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.keyboard.press('Tab').then(() => page.keyboard.press('Enter')),
    ]);
    expect(download.suggestedFilename()).to.match(/^camera-.*\.png$/);
    const picture = sharp(readFileSync(await download.path()));
    expect(await picture.metadata()).to.include({ width: 640, height: 360, format: 'png' });
    const { data } = await picture.raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).to.deep.equal(QUADRANTS[0]);
    await page.getByRole('button', { name: 'Pause camera' }).click();
    await until(async () => (await page.getByText('Paused').count()) === 0);
  });

  it('finds the program again after it was restarted', async () => {
    const page = await open();
    await untilRightPicture(page);
    const { port } = live;
    await live.close();
    await page.getByText('The connection is lost').waitFor();
    await page.evaluate(() => {
      const canvas = document.querySelector('canvas');
      canvas?.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
    });
    await restart({ port, token: TOKEN });
    await page.getByText('Connected').waitFor();
    await untilRightPicture(page);
  });

  it('says how a stream has ended', async () => {
    const page = await open();
    await untilRightPicture(page);
    source.run?.error(new Error('the cable is out'));
    await page.getByText('has failed: the cable is out').waitFor();
    await untilRightPicture(page);
  });

  for (const [name, viewport] of [
    ['phone', { width: 320, height: 640 }],
    ['wall', { width: 3840, height: 2160 }],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`has no serious finding of axe-core on a ${name}, ${colorScheme}`, async () => {
        const page = await open();
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        await untilRightPicture(page);
        await page.locator('#graph dd').first().waitFor();
        expect(await overflow(page)).to.be.at.most(0);
        expect(await seriousFindings(page)).to.deep.equal([]);
      });
    }
  }
}

async function untilRightPicture(page: Page): Promise<void> {
  await until(async () => {
    const colours = await quarterColours(page);
    const isNear = (value: number, wanted = 0): boolean => Math.abs(value - wanted) <= 6;
    return (
      colours.length === 4 &&
      colours.every((colour, at) => colour.every((value, i) => isNear(value, QUADRANTS[at]?.[i])))
    );
  });
}

function canvasWidth(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelector('canvas')?.width ?? 0);
}
