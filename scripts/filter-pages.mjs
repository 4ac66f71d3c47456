// Makes docs/filters: a page for each filter, from its docstring, with a picture that its example makes; and filters.json, which says the
// same to programs.
//
//   node scripts/filter-pages.mjs           writes them
//   node scripts/filter-pages.mjs --check   fails if the texts in the repository are not these, or an example does not run
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { catalogueOf } from './filter-pages/catalogue.mjs';
import { readFilters } from './filter-pages/docstrings.mjs';
import { indexOf, pageOf } from './filter-pages/page.mjs';
import { pictureOf } from './filter-pages/pictures.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'docs/filters');
const cataloguePath = join(root, 'packages/filters/filters.json');
const isCheck = process.argv.includes('--check');

const { filters, execution } = readFilters(root);
const problems = [];
const pictures = new Map();
for (const filter of filters) {
  try {
    const picture = await pictureOf(filter);
    if (picture !== undefined) pictures.set(`${filter.name}.png`, picture);
  } catch (error) {
    problems.push(`${filter.name}: ${error.message}`);
  }
}

const pages = new Map([['README.md', indexOf(filters)]]);
for (const filter of filters) {
  pages.set(`${filter.name}.md`, pageOf(filter, pictures.has(`${filter.name}.png`)));
}
const style = await prettier.resolveConfig(join(folder, 'README.md'));
for (const [name, text] of pages) {
  pages.set(name, await prettier.format(text, { ...style, parser: 'markdown' }));
}

const catalogue = `${JSON.stringify(catalogueOf(filters, execution), null, 1)}\n`;

if (isCheck) check();
else write();
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${filters.length} pages ${isCheck ? 'are up to date' : 'written'}.`);

function check() {
  for (const [name, text] of pages) {
    if (readIfThere(join(folder, name)) !== text) {
      problems.push(`docs/filters/${name} is not what the code says`);
    }
  }
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.md') && !pages.has(name)) {
      problems.push(`docs/filters/${name} is of no filter`);
    }
  }
  for (const name of pictures.keys()) {
    if (readIfThere(join(folder, 'pictures', name)) === '') {
      problems.push(`docs/filters/pictures/${name} is missing`);
    }
  }
  if (readIfThere(cataloguePath) !== catalogue) {
    problems.push('packages/filters/filters.json is not what the code says');
  }
  if (problems.length > 0) problems.push('Run: npm run docs:filters');
}

function write() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'pictures'), { recursive: true });
  for (const [name, text] of pages) writeFileSync(join(folder, name), text);
  writeFileSync(cataloguePath, catalogue);
  for (const [name, png] of pictures) writeFileSync(join(folder, 'pictures', name), png);
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
