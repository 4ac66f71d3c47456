import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { createPlugin, PLUGIN_KINDS, type PluginKind } from '../src/index';

const ROOT = join(__dirname, '..', '..', '..');
const MAIN = join(__dirname, '..', 'dist', 'cli', 'main.js');
const GIFTGRAB = join(ROOT, 'packages', 'giftgrab', 'dist', 'cli', 'main.js');
const run = promisify(execFile);

interface Manifest {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: object;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

describe('create-giftgrab-plugin', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'giftgrab-create-'));
    // What npm install would install.
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const create = (...args: readonly string[]): ReturnType<typeof run> =>
    run(process.execPath, [MAIN, ...args], { cwd: folder });
  const failureOf = async (...args: readonly string[]): Promise<{ stderr: string; code: number }> =>
    create(...args).then(
      () => expect.fail('did not fail'),
      (error: unknown) => error as { stderr: string; code: number },
    );
  const giftgrab = async (...args: readonly string[]): Promise<string> =>
    (await run(process.execPath, [GIFTGRAB, ...args], { cwd: folder })).stdout;

  /** Makes a plugin, builds it and runs its tests, as its `npm test` does. */
  async function makeAndTest(name: string, kind: PluginKind): Promise<void> {
    const { stdout } = await create(name, '--kind', kind);
    expect(stdout).to.include(`giftgrab-plugin-${name} is in giftgrab-plugin-${name}: .github/`);
    const cwd = join(folder, `giftgrab-plugin-${name}`);
    await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], { cwd });
    const mocha = join(ROOT, 'node_modules/mocha/bin/mocha.js');
    const tests = await run(process.execPath, [mocha, 'dist/test'], { cwd });
    expect(tests.stdout).to.match(/[2-9] passing/);
  }

  it('makes a source that builds, passes its tests and is read', async () => {
    await makeAndTest('line-scan', 'source');
    const plugin = ['--plugin', './giftgrab-plugin-line-scan'];
    const input = ['lineScan(rate=50, frames=10)', 'out.avi', '--codec', 'FFV1'];
    const report = await giftgrab('transcode', ...plugin, ...input);
    expect(report).to.match(/out\.avi: 10 frames, 0\.20 s, 320×240, FFV1/);
  });

  it('makes a filter that builds, passes its tests and runs in a pipeline', async () => {
    await makeAndTest('hue-shift', 'filter');
    const plugin = ['--plugin', './giftgrab-plugin-hue-shift'];
    const filter = ['--filter', 'hueShift(strength=0.5)'];
    const report = await giftgrab('transcode', ...plugin, 'out.avi', 'negative.mp4', ...filter);
    expect(report).to.match(/negative\.mp4: 10 frames/);
    expect(await giftgrab('filters', ...plugin, 'hueShift')).to.match(/strength +a number from 0/);
  });

  it('makes a target that builds, passes its tests and is written', async () => {
    await makeAndTest('bright-log', 'target');
    const plugin = ['--plugin', './giftgrab-plugin-bright-log'];
    await giftgrab('transcode', ...plugin, 'out.avi', 'brightLog(path=a.csv)', '--colour', 'BGRA');
    const lines = readFileSync(join(folder, 'a.csv'), 'utf8').trim().split('\n');
    expect(lines).to.have.length(10);
    expect(lines[1]).to.match(/^1,0\.02,\d/);
  });

  for (const kind of PLUGIN_KINDS) {
    it(`gives a ${kind} core and RxJS to depend on, this version of them, and our tools`, () => {
      const at = join(folder, `whole-${kind}`);
      const made = createPlugin({ name: 'giftgrab-plugin-sample', kind, folder: at });
      expect(made).to.include({ folder: at, packageName: 'giftgrab-plugin-sample' });
      const expected = ['.github/workflows/ci.yml', '.gitignore', 'LICENSE', 'README.md'];
      expect(made.files).to.include.members([...expected, 'src/index.ts', 'test/sample.test.ts']);
      for (const file of made.files) {
        const text = readFileSync(join(at, file), 'utf8');
        expect(text, file).not.to.match(/my-?plugin|\^0\.0\.0/i);
      }
      const { dependencies, peerDependencies, devDependencies } = manifestOf(at);
      const range = `^${manifestOf(join(__dirname, '..')).version}`;
      expect(dependencies).to.equal(undefined);
      expect(peerDependencies).to.deep.equal({ '@giftgrab/core': range, rxjs: '^7.8.0' });
      expect(readFileSync(join(at, 'src/index.ts'), 'utf8')).to.include(`core: '${range}'`);
      const ours = manifestOf(ROOT).devDependencies;
      for (const [name, version] of Object.entries(devDependencies)) {
        expect(version.replace('^', ''), name).to.equal(ours[name]?.replace('^', ''));
      }
    });
  }

  it('overwrites nothing', async () => {
    const at = join(folder, 'full');
    mkdirSync(at);
    writeFileSync(join(at, 'notes.txt'), 'mine');
    const { stderr, code } = await failureOf('sample', '--dir', 'full');
    expect(stderr).to.match(/^create-giftgrab-plugin: .*full is not empty\. [^\n]*\n$/);
    expect(code).to.equal(1);
    expect(readdirSync(at)).to.deep.equal(['notes.txt']);
    const file = await failureOf('sample', '--dir', 'full/notes.txt');
    expect(file.stderr).to.match(/notes\.txt is a file\. Take another folder\.\n$/);
  });

  it('fills a folder that has been cloned empty', () => {
    const at = join(folder, 'cloned');
    mkdirSync(join(at, '.git'), { recursive: true });
    createPlugin({ name: 'sample', folder: at });
    expect(existsSync(join(at, 'package.json'))).to.equal(true);
  });

  const mistakes: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[], /Which name\?/],
    [['a', 'b'], /One name is enough, but there is b too/],
    [['Hue'], /cannot be called "Hue": write small letters/],
    [['../up'], /cannot be called "\.\.\/up"/],
    [['class'], /"class": the word means something/],
    [['filter'], /"filter": the word means something/],
    [['sample', '--kind', 'sink'], /no kind "sink" of plugin; there are filter, source, target/],
    [['sample', '--knd', 'filter'], /Unknown option '--knd'/],
  ];
  it('says mistakes in one line, and makes nothing', async () => {
    const before = readdirSync(folder);
    for (const [args, message] of mistakes) {
      const { stderr, code } = await failureOf(...args);
      expect(stderr, args.join(' ')).to.match(/^create-giftgrab-plugin: [^\n]*\n$/);
      expect(stderr).to.match(message);
      expect(code).to.equal(1);
    }
    expect(readdirSync(folder)).to.deep.equal(before);
  });

  it('says what it can do', async () => {
    expect((await create('--help')).stdout).to.match(/Usage: .*\n[^]*Examples:\n/);
  });
});
