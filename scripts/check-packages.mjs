// Checks the packages as their users get them: packs each one, installs the tarballs in a fresh
// folder with a CommonJS and an ESM application, type-checks and runs both, runs the commands, and
// asks publint and attw. Needs a build; writes to a temporary folder only.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'giftgrab-packages-'));
const isWindows = process.platform === 'win32';
const npm = isWindows ? 'npm.cmd' : 'npm';
const bin = (name) => join(root, 'node_modules', '.bin', isWindows ? `${name}.cmd` : name);
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const problems = [];

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const writeJson = (path, value) => writeFileSync(path, JSON.stringify(value, null, 2));

async function run(command, args, cwd) {
  const { stdout } = await promisify(execFile)(command, args, {
    cwd,
    maxBuffer: 64 * 1024 * 1024,
    shell: isWindows,
    // Colours would only get in the way of the report.
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  return stdout;
}

/** Runs one check, says how it went, and goes on to the next one when it failed. */
async function check(title, job) {
  const start = performance.now();
  let failure;
  try {
    await job();
  } catch (error) {
    failure = [error.stdout, error.stderr].filter(Boolean).join('\n').trim() || error.message;
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${failure === undefined ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
  if (failure === undefined) return true;
  console.log(failure.replace(/^/gm, '       '));
  problems.push(title);
  return false;
}

/** The packages that are published: folder name, package.json, and later the tarball's path. */
function findPackages() {
  return readdirSync(join(root, 'packages'))
    .map((folder) => ({
      folder,
      manifest: readJson(join(root, 'packages', folder, 'package.json')),
    }))
    .filter(({ manifest }) => manifest.private !== true);
}

async function pack(packages) {
  const folders = packages.map(({ folder }) => `./packages/${folder}`);
  const output = await run(npm, ['pack', '--json', '--pack-destination', work, ...folders], root);
  for (const { name, filename, files } of JSON.parse(output)) {
    const paths = files.map(({ path }) => path);
    const wanted = ['package.json', 'README.md', 'dist/index.js', 'dist/index.d.ts'];
    const missing = wanted.filter((path) => !paths.includes(path));
    const extra = paths.filter((path) =>
      /^(?!templates\/).*(^|\/)test\/|\.tsbuildinfo$/.test(path),
    );
    if (missing.length > 0) throw new Error(`${name} is packed without ${missing.join(', ')}`);
    if (extra.length > 0) throw new Error(`${name} is packed with ${extra.join(', ')}`);
    packages.find(({ manifest }) => manifest.name === name).tarball = join(work, filename);
  }
}

async function install(packages) {
  const own = packages.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]);
  const { devDependencies } = readJson(join(root, 'package.json'));
  writeJson(join(work, 'package.json'), {
    private: true,
    dependencies: { ...Object.fromEntries(own), rxjs: devDependencies.rxjs },
    devDependencies: { '@types/node': devDependencies['@types/node'] },
  });
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await run(npm, ['install', ...options], work);
  const { packages: installed } = readJson(join(work, 'node_modules', '.package-lock.json'));
  for (const [name] of own) {
    const copies = Object.keys(installed).filter((path) => path.endsWith(`node_modules/${name}`));
    if (copies.length !== 1) throw new Error(`${copies.length} copies of ${name} are installed`);
  }
}

/** A program that uses every package; each `@ts-expect-error` fails when a type is `any`. */
function program(packages) {
  const names = packages.map(({ manifest }) => manifest.name);
  return [
    `import { GiftGrabError, type ErrorCode } from '@giftgrab/core';`,
    ...names.map((name, index) => `import * as package${index} from '${name}';`),
    `const code: ErrorCode = new GiftGrabError('SOURCE', 'text').code;`,
    `if (code !== 'SOURCE') throw new Error('GiftGrabError lost its code.');`,
    `// @ts-expect-error: a message is text`,
    `const wrong: number = new GiftGrabError('SOURCE', 'text').message;`,
    `if (typeof wrong !== 'string') throw new Error('GiftGrabError lost its message.');`,
    ...names.flatMap((name, index) => [
      `// @ts-expect-error: ${name} is typed, and has no such export`,
      `if (package${index}.noSuchExport !== undefined) throw new Error('${name} is not itself.');`,
    ]),
    '',
  ].join('\n');
}

const resolutions = [
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

/** The types of ECharts, which those of charts are made of, are not exact about optional properties. */
const isCharts = ({ folder }) => folder === 'notebook';
const programs = [
  { name: 'main', isExact: true, has: (found) => !isCharts(found) },
  { name: 'charts', isExact: false, has: isCharts },
];

function writeApplications(packages) {
  for (const [folder, type] of [
    ['cjs', 'commonjs'],
    ['esm', 'module'],
  ]) {
    const app = join(work, folder);
    mkdirSync(app);
    writeJson(join(app, 'package.json'), { private: true, type });
    for (const { name, isExact, has } of programs) {
      writeFileSync(join(app, `${name}.ts`), program(packages.filter(has)));
      for (const resolution of resolutions) {
        writeJson(join(app, `tsconfig.${name}.${resolution.moduleResolution}.json`), {
          compilerOptions: {
            ...resolution,
            target: 'es2022',
            strict: true,
            exactOptionalPropertyTypes: isExact,
            skipLibCheck: false,
            esModuleInterop: false,
            // The types of zod, which those of configurations are made of, want it of whoever checks libraries too.
            allowSyntheticDefaultImports: true,
            types: ['node'],
            rootDir: '.',
            outDir: `./${resolution.moduleResolution}`,
          },
          files: [`${name}.ts`],
        });
      }
    }
  }
  writeFileSync(join(work, 'esm', 'compare.js'), comparison(packages));
}

/** Imports and requires each package and compares what the two see. */
function comparison(packages) {
  return `
import { createRequire } from 'node:module';
import { GiftGrabError } from '@giftgrab/core';
const require = createRequire(import.meta.url);
const fail = (text) => { console.error(text); process.exitCode = 1; };
const notOurs = new Set(['default', '__esModule', 'module.exports']);
const namesOf = (object) => Object.keys(object).filter((name) => !notOurs.has(name));
for (const name of ${JSON.stringify(packages.map(({ manifest }) => manifest.name))}) {
  const required = require(name);
  const imported = await import(name);
  for (const key of new Set([...namesOf(required), ...namesOf(imported)])) {
    if (!(key in imported)) fail(name + ': ' + key + ' can be required but not imported by name');
    else if (!(key in required)) fail(name + ': ' + key + ' can be imported but not required');
    else if (required[key] !== imported[key]) fail(name + ': ' + key + ' is two different things');
  }
}
if (require('@giftgrab/core').GiftGrabError !== GiftGrabError) fail('two copies of GiftGrabError');
`;
}

/** Filters find their worker threads' programs also where they are installed. */
const threads = `
import { gaussianFilter, testFilter, VideoFrame } from 'giftgrab';
const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 40, rows: 30 });
frame.data().forEach((_, i, data) => (data[i] = i * i));
const expected = gaussianFilter(frame, { sigma: 4 }).clone();
for (const execution of ['inline', 'workers', 'rows']) {
  await testFilter(gaussianFilter({ sigma: 4, execution, threads: 2 })).input([frame, frame]).expect([expected, expected]);
}
`;

async function runCommands(packages) {
  for (const { manifest } of packages) {
    const commands =
      typeof manifest.bin === 'string' ? [manifest.name] : Object.keys(manifest.bin ?? {});
    for (const command of commands) {
      await check(`${command} --help`, async () => {
        const path = join(work, 'node_modules', '.bin', isWindows ? `${command}.cmd` : command);
        const help = await run(path, ['--help'], work);
        if (help.trim() === '') throw new Error('prints nothing on standard output');
      });
    }
  }
}

/** A notebook finds what it imports where it lies, also in a folder of ES modules. */
async function runNotebook() {
  const source =
    "import { testPattern } from 'giftgrab';\nimport { display } from '@giftgrab/notebook';\n" +
    'await display(testPattern({ cols: 64, rows: 48, frames: 9 }), { seconds: 1 });';
  const path = join(work, 'esm', 'look.ipynb');
  writeJson(path, { nbformat: 4, metadata: {}, cells: [{ cell_type: 'code', source }] });
  const command = join(work, 'node_modules', '@giftgrab', 'notebook', 'dist', 'cli', 'main.js');
  await run(process.execPath, [command, path], work);
  const [shown] = readJson(path).cells[0].outputs;
  if (shown?.data['image/png'] === undefined) throw new Error('It shows no picture.');
}

async function checkAll() {
  const packages = findPackages();
  const packed = await check('npm pack', () => pack(packages));
  if (!packed || !(await check('npm install of the tarballs', () => install(packages)))) return;
  writeApplications(packages);

  const projects = ['cjs', 'esm'].flatMap((app) =>
    programs.flatMap(({ name }) =>
      resolutions.map(({ moduleResolution }) => `${app}/tsconfig.${name}.${moduleResolution}.json`),
    ),
  );
  const compiled = await check('types: CommonJS and ESM, node16, nodenext, bundler', () =>
    run(process.execPath, [tsc, '--build', ...projects], work),
  );
  if (compiled) {
    for (const app of ['cjs', 'esm']) {
      const main = join(work, app, 'nodenext', 'main.js');
      await check(`${app} application runs`, () => run(process.execPath, [main], work));
    }
  }
  await check('import and require see the same exports', () =>
    run(process.execPath, [join(work, 'esm', 'compare.js')], work),
  );
  writeFileSync(join(work, 'esm', 'threads.js'), threads);
  await check('filters run in worker threads', () =>
    // With a flag of V8, which threads must not be given.
    run(process.execPath, ['--max-old-space-size=2048', join(work, 'esm', 'threads.js')], work),
  );
  await check('a notebook runs', runNotebook);
  await runCommands(packages);
  for (const { manifest, tarball } of packages) {
    await Promise.all([
      check(`publint ${manifest.name}`, () => run(bin('publint'), ['--strict', tarball], work)),
      check(`attw ${manifest.name}`, () => run(bin('attw'), [tarball], work)),
    ]);
  }
}

try {
  await checkAll();
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (problems.length > 0) {
  console.error(`${problems.length} of the package checks failed: ${problems.join('; ')}`);
  process.exitCode = 1;
}
