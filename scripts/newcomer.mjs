// Walks the ways of somebody who has just cloned the repository, and says how long each took: to the first picture in a notebook, and to the
// first live view in a browser. Two commands each: git clone, and the one that is printed.
//
//   node scripts/newcomer.mjs
//
// It clones the last commit twice into a temporary folder, installs and builds there, and leaves nothing. It needs git and a Chromium.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NOTEBOOK = 'examples/notebooks/files.ipynb';
const PATIENCE_MS = 600_000;
const folder = mkdtempSync(join(tmpdir(), 'giftgrab-newcomer-'));
const env = { ...process.env, CI: 'true' };

try {
  await timed('first picture in a notebook', `npm run notebook ${NOTEBOOK}`, firstPicture);
  await timed('first live view', 'npm run view test', firstView);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function timed(what, command, walk) {
  const startedMs = performance.now();
  const clone = join(folder, what.replaceAll(' ', '-'));
  run('git', ['clone', '--quiet', root, clone]);
  await walk(clone, command.split(' '));
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${what}: ${seconds} s after "git clone" was begun, by "git clone" and "${command}"`);
}

/** Runs a notebook, and looks whether its first picture is in it. */
function firstPicture(clone, [program, ...args]) {
  const path = join(clone, NOTEBOOK);
  // What the repository has stored is not what was seen.
  const notebook = JSON.parse(readFileSync(path, 'utf8'));
  const cells = notebook.cells.map((cell) => ({ ...cell, ...(cell.outputs && { outputs: [] }) }));
  writeFileSync(path, JSON.stringify({ ...notebook, cells }));
  run(program, args, clone);
  const after = JSON.parse(readFileSync(path, 'utf8')).cells;
  const data = after.flatMap(({ outputs = [] }) => outputs).flatMap((output) => output.data ?? {});
  const pictures = data.filter((each) => 'image/png' in each || 'image/jpeg' in each);
  if (pictures.length === 0) throw new Error(`${NOTEBOOK} shows no picture.`);
}

/** Opens the address that is printed, and waits for the picture. */
async function firstView(clone, [program, ...args]) {
  const server = spawn(program, args, {
    ...{ cwd: clone, env, detached: true },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((_, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`"${program}" ended with ${code}.`)));
  });
  ended.catch(() => undefined);
  let browser;
  try {
    const url = await Promise.race([addressIn(server.stdout), ended]);
    const executablePath = findChromium();
    // No sandbox of its own: in containers there is none to be had, and it opens this page only.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction(isPainted, undefined, { timeout: PATIENCE_MS });
  } finally {
    await browser?.close();
    // npm does not hand signals on: the whole group.
    if (server.exitCode === null) process.kill(-server.pid, 'SIGINT');
  }
}

/** Whether a canvas shows anything; runs in the page. */
function isPainted() {
  const canvas = globalThis.document.querySelector('canvas');
  if (canvas === null || canvas.width < 2) return false;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, i) => i % 4 !== 3 && value > 0);
}

function addressIn(stream) {
  return new Promise((resolve) => {
    createInterface({ input: stream }).on('line', (line) => {
      if (/^http:\/\//.test(line)) resolve(line);
    });
  });
}

function run(program, args, cwd = root) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    ...{ cwd, env, encoding: 'utf8', timeout: PATIENCE_MS },
  });
  if (status !== 0) {
    throw new Error(`"${[program, ...args].join(' ')}" failed:\n${stdout}${stderr}`);
  }
}

function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const found = folders.flatMap((each) => names.map((name) => join(each, name))).find(isProgram);
  if (found === undefined) throw new Error('There is no Chromium: apt-get install chromium.');
  return found;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
