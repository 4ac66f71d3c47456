// Opens the site that `npm run docs` has made in Chromium; it is that command that runs this, not `npm test`.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../../packages/preview/test/support/browser';
import { overflow, seriousFindings } from '../../packages/preview/test/support/page-checks';

const SITE = join(__dirname, '..', 'site');

/** One page of each kind. */
const PAGES = [
  'index.html',
  'guide/graphs.html',
  'guide/caveats.html',
  'filters/gaussianFilter.html',
  'CHANGELOG.html',
  'modules.html',
  'api/modules/giftgrab.html',
  'api/functions/_giftgrab_sources.openFile.html',
  'api/classes/_giftgrab_core.VideoFrame.html',
  'api/interfaces/_giftgrab_targets.FileWriterOptions.html',
];

const PHONE = { width: 320, height: 640 };
const DESK = { width: 1280, height: 800 };

describe('the site in Chromium', () => {
  let browser: Browser | undefined;
  let server: Server;

  before(async function () {
    browser = await startChromium(this);
    server = await serveSite();
  });

  after(async () => {
    await browser?.close();
    if (browser !== undefined) server.close();
  });

  const open = async (address: string, complaints: string[] = []): Promise<Page> => {
    const page = await browser!.newPage({ viewport: DESK });
    const base = address.startsWith('file:') ? 'file:' : new URL(address).origin;
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(base) && !url.startsWith('data:')) complaints.push(`asks for ${url}`);
    });
    page.on('requestfailed', (request) => complaints.push(`did not get ${request.url()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(address);
    await page.locator('#tsd-nav-container a').first().waitFor({ state: 'attached' });
    return page;
  };

  const inFile = (path: string): string => pathToFileURL(join(SITE, path)).href;
  const onServer = (path: string): string =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;

  for (const [how, addressOf] of [
    ['from the disk', inFile],
    ['from a server', onServer],
  ] as const) {
    it(`asks no other host for anything and has no error, ${how}`, async () => {
      const complaints: string[] = [];
      for (const path of PAGES) await (await open(addressOf(path), complaints)).close();
      expect(complaints).to.deep.equal([]);
    });

    it(`finds what is searched for, ${how}`, async () => {
      const page = await open(addressOf('guide/caveats.html'));
      await page.keyboard.press('Control+k');
      for (const [text, target] of [
        ['gaussianFilter', 'filters/gaussianFilter.html'],
        ['openFile', 'api/functions/_giftgrab_sources.openFile.html'],
        ['branches', 'guide/graphs.html'],
      ] as const) {
        await page.locator('#tsd-search-input').fill(text);
        await page.locator(`#tsd-search-results a[href*="${target}"]`).first().waitFor();
      }
      await page.close();
    });
  }

  for (const path of PAGES) {
    it(`has no serious finding of axe-core, and fits a phone: ${path}`, async () => {
      const page = await open(inFile(path));
      const findings: string[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const found = await seriousFindings(page);
        findings.push(...found.map((text) => `${colorScheme}: ${text}`));
      }
      await page.setViewportSize(PHONE);
      if ((await overflow(page)) > 0) findings.push('it is wider than a phone');
      await page.close();
      expect(findings).to.deep.equal([]);
    });
  }
});

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** What any static server does. */
async function serveSite(): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    try {
      const bytes = readFileSync(join(SITE, decodeURIComponent(pathname)));
      response.setHeader('content-type', TYPES[extname(pathname)] ?? 'application/octet-stream');
      response.end(bytes);
    } catch {
      // Browsers ask for an icon that the page did not name.
      response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
