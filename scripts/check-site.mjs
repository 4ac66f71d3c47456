// Looks at every page of docs/site: each link and picture leads to something that is there, down to the heading; an address elsewhere is
// well-formed (nobody is asked); and nothing is loaded from another host. Says where the site is.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SITE = join(ROOT, 'docs/site');

const pages = readdirSync(SITE, { recursive: true }).filter((path) => path.endsWith('.html'));
const texts = new Map(
  pages.map((page) => [join(SITE, page), readFileSync(join(SITE, page), 'utf8')]),
);
const anchors = new Map();
const problems = [];
let links = 0;

for (const [path, text] of texts) {
  for (const { element, address } of addressesIn(text)) {
    links += 1;
    const problem = problemOf(path, element, address);
    if (problem !== undefined) problems.push(`${relative(ROOT, path)}: ${address} ${problem}`);
  }
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else {
  console.log(`${pages.length} pages, ${links} links: each leads somewhere.`);
  console.log(`The site: ${relative(process.cwd(), join(SITE, 'index.html'))}`);
}

/** What the elements of a page lead to; icons are put into it by a script. */
function addressesIn(text) {
  return [...text.matchAll(/<(\w+)\b[^>]*? (?:href|src)="([^"]*)"/g)]
    .map(([, element, address]) => ({ element, address: address.replaceAll('&amp;', '&') }))
    .filter(({ element }) => element !== 'use');
}

function problemOf(path, element, address) {
  if (!URL.canParse(address, pathToFileURL(path).href)) return 'is no address';
  const url = new URL(address, pathToFileURL(path));
  if (url.protocol !== 'file:') {
    if (element !== 'a') return `is another host's, and a page loads nothing from one`;
    return /^(https?|mailto):$/.test(url.protocol) ? undefined : 'is no address of the Web';
  }
  const target = fileURLToPath(new URL(url.pathname, 'file:'));
  if (!target.startsWith(SITE)) return 'leads out of the site';
  if (!existsSync(target) || !statSync(target).isFile()) return 'leads to no file';
  const anchor = decodeURIComponent(url.hash.slice(1));
  if (anchor === '' || anchorsIn(target).has(anchor)) return undefined;
  return 'leads to no such heading';
}

function anchorsIn(path) {
  let found = anchors.get(path);
  if (found === undefined) {
    found = new Set([...(texts.get(path) ?? '').matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    anchors.set(path, found);
  }
  return found;
}
