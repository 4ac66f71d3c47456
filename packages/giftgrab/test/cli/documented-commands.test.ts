import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
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
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import { testPattern } from '@giftgrab/sources';
import { fileWriter } from '@giftgrab/targets';
import { expect } from 'chai';
import { MAIN } from './run-giftgrab';

const ROOT = join(__dirname, '..', '..', '..', '..');
const GUIDES = readdirSync(join(ROOT, 'docs/guide')).filter((name) => name.endsWith('.md'));
const DOCUMENTS = [
  'README.md',
  'packages/giftgrab/README.md',
  ...GUIDES.map((name) => join('docs/guide', name)),
];

/** The commands of giftgrab that a document shows, each once. */
function commandsIn(document: string): readonly string[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((block) => block[1] ?? '');
  return blocks.flatMap((block) => block.split('\n')).filter(isCommand);
}

/** Not `view`, which goes on until Ctrl-C, of devices that are not there: view-command.test.ts runs it. */
function isCommand(line: string): boolean {
  if (/giftgrab view /.test(line)) return false;
  return /^(?:npx |source <\()?giftgrab /.test(line);
}

/** Those that a command's own help shows. */
function commandsInHelp(): readonly string[] {
  const help = (...args: readonly string[]): string =>
    spawnSync(process.execPath, [MAIN, ...args, '--help'], { encoding: 'utf8' }).stdout;
  const names = [...help().matchAll(/^ {2}([a-z]+) .*/gm)].map((match) => match[1] ?? '');
  const lines = names.filter((name) => name !== 'help').flatMap((name) => help(name).split('\n'));
  return lines.map((line) => line.trim()).filter(isCommand);
}

describe('the commands in the documents and in the help', () => {
  let folder: string;
  let work: string;

  before(async function () {
    if (spawnSync('bash', ['-c', 'exit 0']).status !== 0) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'giftgrab-documented-'));
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    program(join(bin, 'giftgrab'), `exec "${process.execPath}" "${MAIN}" "$@"`);
    program(join(bin, 'npx'), 'exec "$@"');
    const target = fileWriter(join(folder, 'in.mp4'), { codec: 'H264', frameRate: 25 });
    const options = { cols: 640, rows: 360, frameRate: 25, colour: 'I420', pace: 'asap' } as const;
    testPattern({ ...options, frames: 3 }).attach(target);
    await target.finished;
    const left = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=25:d=1', '-c:v', 'libx264'];
    const flags = [
      '-pix_fmt',
      'yuv420p',
      '-movflags',
      'empty_moov+default_base_moof+frag_keyframe',
    ];
    const { status } = spawnSync(ffmpeg, [
      ...['-nostdin', '-v', 'error', ...left, ...flags],
      join(folder, 'theatre.recording.mp4'),
    ]);
    expect(status).to.equal(0);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** A folder with all that the commands speak of. */
  beforeEach(() => {
    work = mkdtempSync(join(folder, 'run-'));
    mkdirSync(join(work, 'recordings'));
    for (const name of ['in.mp4', 'theatre.recording.mp4']) {
      copyFileSync(join(folder, name), join(work, name));
    }
    writeFileSync(join(work, 'my-filter.js'), 'exports.filter = (frame) => frame;');
    const config = `source: { file: in.mp4 }\nrecorder: { path: theatre.mp4, codec: H264 }\n`;
    writeFileSync(join(work, 'theatre.yaml'), config);
    const installed = join(work, 'node_modules', 'giftgrab-plugin-devignette');
    mkdirSync(join(work, 'node_modules'));
    symlinkSync(join(ROOT, 'examples', 'plugins', 'devignette'), installed);
    const sample = join(__dirname, 'plugins', 'sample-plugin.js');
    writeFileSync(join(work, 'ticker.js'), `module.exports = require(${JSON.stringify(sample)});`);
  });

  it('are found', () => {
    for (const document of ['README.md', 'docs/guide/command-line.md']) {
      expect(commandsIn(document), document).not.to.deep.equal([]);
    }
    expect(commandsInHelp()).to.have.length.greaterThan(12);
  });

  const all = new Set([...DOCUMENTS.flatMap(commandsIn), ...commandsInHelp()].map(plain));
  for (const command of all) {
    it(command, () => {
      const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
      const shell = ['-c', `set -e; ${inShort(command)}`.replace('| source', '> /dev/null')];
      const run = spawnSync('bash', shell, { cwd: work, env, encoding: 'utf8' });
      expect(run.stderr).not.to.match(/giftgrab:|error:/);
      expect(run.status, run.stderr).to.equal(0);
    });
  }
});

/** What measures, on a small picture and not for long: nobody reads these figures. */
function inShort(command: string): string {
  if (!command.startsWith('giftgrab bench')) return command;
  return `${command} --seconds 0.1 --size 160x96`;
}

/** Without what is there for readers alone. */
function plain(line: string): string {
  return line.replace(/^npx /, '').replace(/\s+#.*$/, '');
}

function program(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}
