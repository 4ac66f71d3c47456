import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { probe } from '@giftgrab/ffmpeg';
import { runGiftgrab, type CommandRun } from '../run-giftgrab';

const SAMPLE = join(__dirname, 'sample-plugin.js');

describe('giftgrab --plugin', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'giftgrab-plugin-'));
    install('giftgrab-plugin-sample', `module.exports = require(${JSON.stringify(SAMPLE)});`);
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Makes a package in the folder's node_modules. */
  function install(name: string, code: string): void {
    const at = join(folder, 'node_modules', name);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
    writeFileSync(join(at, 'index.js'), code);
  }

  const inFolder = (name: string): string => join(folder, name);
  const run = (...args: readonly string[]): Promise<CommandRun> =>
    runGiftgrab(args, undefined, folder);

  it('reads a source, filters and encodes, all by names of a plugin', async () => {
    const filters = ['--filter', 'lift(amount=10) | flip'];
    const args = ['ticker(rate=4, frames=8)', 'out.avi', '--codec', 'FFV1', ...filters];
    const encoded = await run('transcode', '--plugin', 'sample', ...args);
    expect(encoded.stderr).not.to.include('giftgrab:');
    expect(encoded.stdout).to.match(/out\.avi: 8 frames, 2\.00 s, 64×48, FFV1/);
    expect((await probe(inFolder('out.avi'))).video).to.include({ frames: 8, cols: 64 });
  });

  it('writes to a target of a plugin that is named by its path', async () => {
    const args = ['ticker(frames=3)', 'tally(path=out.txt)', '--filter', 'lift(amount=10)'];
    const written = await run('transcode', '--plugin', SAMPLE, ...args);
    expect(written.stdout).to.match(/^tally: 3 frames, 0 dropped; took/);
    expect(readFileSync(inFolder('out.txt'), 'utf8')).to.equal('10 11 12');
    const json = await run('transcode', '--plugin', SAMPLE, '--json', ...args);
    expect(JSON.parse(json.stdout)).to.deep.equal({ frames: 3, dropped: 0 });
  });

  it('gives filters the colour that is asked for, from a source of a plugin too', async () => {
    const args = ['ticker(frames=2)', 'tally(path=colour.txt)', '--colour', 'BGRA'];
    expect((await run('transcode', '--plugin', 'sample', ...args)).code).to.equal(0);
    expect(readFileSync(inFolder('colour.txt'), 'utf8')).to.equal('0 1');
  });

  it('lists and describes what a plugin has, as what is there without', async () => {
    const list = await run('filters', '--plugin', 'sample');
    expect(list.stdout)
      .to.match(/^Of plugins\n {2}lift +Makes pictures brighter\.\n/m)
      .and.match(/^Sources of plugins\n {2}ticker +Grey frames, each a little brighter\.$/m)
      .and.match(/^Targets of plugins\n {2}tally /m);
    const one = await run('filters', '--plugin', 'sample', 'lift');
    expect(one.stdout)
      .to.match(/^ {2}amount +a whole number from 0 to 255; default 40\. How much is added\.$/m)
      .and.include("giftgrab transcode --plugin sample in.mp4 out.mp4 --filter 'lift(amount=40)'");
    const source = await run('filters', '--plugin', 'sample', 'ticker');
    expect(source.stdout).to.include("--plugin sample 'ticker(rate=5, frames=10)' out.mp4");
    const json = await run('filters', '--plugin', 'sample', 'tally', '--json');
    expect(JSON.parse(json.stdout)).to.include({ name: 'tally', plugin: 'sample' });
  });

  it('shows a source of a plugin in the browser', async () => {
    let types: Promise<string[]> | undefined;
    const viewed = await runGiftgrab(
      ['view', '--plugin', SAMPLE, 'ticker(rate=20, frames=100000)'],
      (text, pid) => {
        const [url] = /http:\S+/.exec(text) ?? [];
        if (url === undefined || types !== undefined) return;
        types = Promise.all(
          ['', 'live/0?size=320'].map(async (path) => {
            const aborting = new AbortController();
            const { headers } = await fetch(url + path, { signal: aborting.signal });
            aborting.abort();
            return headers.get('content-type') ?? '';
          }),
        ).finally(() => process.kill(pid, 'SIGINT'));
      },
    );
    expect(await types).to.deep.equal(['text/html; charset=utf-8', 'image/jpeg']);
    expect(viewed.code, viewed.stderr).to.equal(0);
  });

  it('records a source of a plugin that the configuration names, and writes it down', async () => {
    const config = [
      'plugins: [sample]',
      'source: { plugin: ticker, options: { rate: 4, frames: 8 } }',
      'recorder: { path: recorded.mp4, codec: H264, preset: ultrafast }',
    ];
    writeFileSync(inFolder('ticker.yaml'), config.join('\n'));
    const recorded = await run('record', 'ticker.yaml');
    expect(recorded.code, recorded.stderr).to.equal(0);
    expect(recorded.stdout).to.match(/recorded\.mp4: 8 frames, 2\.00 s, 64×48/);
    const beside = readFileSync(inFolder('recorded.config.yaml'), 'utf8');
    expect(beside)
      .to.match(/^plugins:\n {2}- sample$/m)
      .and.match(/^ {2}plugin: ticker$/m)
      .and.match(/^ {4}rate: 4$/m);
    expect((await run('record', 'recorded.config.yaml', '--check')).code).to.equal(0);
  });

  it('says with their places what is wrong with the options of a configuration', async () => {
    const check = async (source: string, ...flags: readonly string[]): Promise<CommandRun> => {
      writeFileSync(inFolder('wrong.yaml'), `source: ${source}\nrecorder: { path: a.mp4 }\n`);
      return run('record', 'wrong.yaml', '--check', ...flags);
    };
    const value = await check('{ plugin: ticker, options: { rate: -1 } }', '--plugin', 'sample');
    expect(value.stderr).to.equal(
      'wrong.yaml:1:44: Expected a number above 0 for options.rate but received -1.\n',
    );
    expect(value.code).to.equal(2);
    const name = await check('{ plugin: tickr }', '--plugin', 'sample');
    expect(name.stderr).to.match(/^wrong\.yaml:1:\d+: .*"tickr"\. Did you mean "ticker"\?\n$/);
    const unnamed = await check('{ plugin: ticker }');
    expect(unnamed.stderr).to.match(/"ticker"\. Name its plugin under "plugins"\.\n$/);
  });

  const mistakes: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [
      ['transcode', '--plugin', 'none', 'in.mp4', 'out.mp4'],
      /There is no plugin none: neither "giftgrab-plugin-none" nor "none" is installed in .* npm install giftgrab-plugin-none, or write its path, \.\/none\./,
    ],
    [['filters', '--plugin', './none'], /There is no plugin at .*none: it is a JavaScript file/],
    [
      ['filters', '--plugin', '@acme/none'],
      /neither "@acme\/giftgrab-plugin-none" nor "@acme\/none"/,
    ],
    [['filters', '--plugin', 'broken'], /The plugin broken cannot be loaded: out of order/],
    [['filters', '--plugin', 'other'], /What other exports as "plugin" is not a plugin/],
    [
      ['filters', '--plugin', 'old'],
      /The plugin old is made for @giftgrab\/core \^0\.0\.1, and this/,
    ],
    [
      ['filters', '--plugin', 'second', '--plugin', 'sample'],
      /The plugin sample has a filter "lift", but the plugin second has one of that name/,
    ],
    [['filters', '--plugin', 'takes'], /has a filter "Gaussian", but giftgrab itself has one/],
    [
      ['transcode', '--plugin', 'sample', 'tickr(rate=1)', 'a.mp4'],
      /what a plugin has for IN but received "tickr\(rate=1\)"\. Did you mean "ticker"\?/,
    ],
    [['transcode', 'ticker(rate=1)', 'a.mp4'], /Name its plugin too: --plugin NAME\./],
    [
      ['transcode', '--plugin', 'sample', 'ticker(rate=1', 'a.mp4'],
      /"," or "\)" at position 14 for IN/,
    ],
    [
      ['transcode', '--plugin', 'sample', 'ticker(rate=-1)', 'a.mp4'],
      /ticker: Expected a number above 0 for rate but received -1/,
    ],
    [
      ['transcode', '--plugin', 'sample', 'ticker', 'tally'],
      /tally: Expected a text for path but received undefined/,
    ],
    [
      ['transcode', '--plugin', 'sample', 'ticker', 'tally(path=a)', '--crf', '20'],
      /a file, since --crf is given, for OUT/,
    ],
    [
      ['transcode', '--plugin', 'sample', 'ticker', 'a.mp4', '--filter', 'lift(amuont=3)'],
      /lift option but received "amuont"\. Did you mean "amount"\?/,
    ],
    [
      ['transcode', '--plugin', 'sample', 'ticker', 'a.mp4', '--filter', 'lft'],
      /the name of a filter .* "lft"\. Did you mean "lift"\?/,
    ],
  ];

  it('says every mistake in one line', async () => {
    install('giftgrab-plugin-broken', 'throw new Error("out of order");');
    install('other', 'exports.plugin = 5;');
    const core = JSON.stringify(
      require.resolve('@giftgrab/core/package.json').replace(/\/[^/]*$/, ''),
    );
    const define = (name: string, range: string, filters: string): string =>
      `const { definePlugin, filter } = require(${core});
       const one = { description: 'x', options: { type: 'object', properties: {} }, create: () => filter((f) => f) };
       exports.plugin = definePlugin({ name: '${name}', core: '${range}', filters: ${filters} });`;
    install('giftgrab-plugin-old', define('old', '^0.0.1', '{}'));
    install('giftgrab-plugin-second', define('second', '*', '{ lift: one }'));
    install('giftgrab-plugin-takes', define('takes', '*', '{ Gaussian: one }'));
    for (const [args, message] of mistakes) {
      const { stderr, code } = await run(...args);
      expect(stderr, args.join(' ')).to.match(/^giftgrab: [^\n]*\n$/);
      expect(stderr).to.match(message);
      expect(code).to.equal(1);
    }
  });
});
