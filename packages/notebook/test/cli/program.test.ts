import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { runCli } from '../../src/cli/program';
import { notebookFolder, type NotebookFolder } from '../support/notebooks';

const PROGRAM = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process. */
async function cli(...args: readonly string[]): Promise<CliRun> {
  const { log, error } = console;
  const [out, err]: string[][] = [[], []];
  console.log = (text: string) => out?.push(text);
  console.error = (text: string) => err?.push(text);
  try {
    const code = await runCli(args);
    return { code, out: out?.join('\n') ?? '', err: err?.join('\n') ?? '' };
  } finally {
    Object.assign(console, { log, error });
  }
}

describe('giftgrab-notebook', () => {
  let folder: NotebookFolder;

  before(() => {
    folder = notebookFolder();
  });

  after(() => {
    folder.remove();
  });

  it('runs notebooks, and says of each what it did', async () => {
    const [a, b] = ['a.ipynb', 'b.ipynb'].map((name) => folder.write(name, ['1 + 1']));
    const { code, out } = await cli(a ?? '', b ?? '');
    expect(out).to.match(/a\.ipynb: 1 cells, 0 pictures, [\d.]+ s, \d+ kB\n.*b\.ipynb: 1 cells/);
    expect(code).to.equal(0);
    const checked = await cli('--check', a ?? '', b ?? '');
    expect(checked.out).to.match(/a\.ipynb: 1 cells, 0 pictures, [\d.]+ s, as stored/);
  });

  it('goes on with the others when one fails, and fails at the end', async () => {
    const bad = folder.write('bad.ipynb', ["\nthrow new Error('boom');"]);
    const good = folder.write('good.ipynb', ['1']);
    const { code, out, err } = await cli(bad, join(folder.path, 'none.ipynb'), good);
    expect(code).to.equal(1);
    expect(out).to.match(/^.*good\.ipynb: 1 cells.*$/);
    expect(err.split('\n')).to.have.lengthOf(4);
    expect(err).to.match(/bad\.ipynb, cell 1, line 2: Error: boom\n {4}at cell 1, line 2\n/);
    expect(err).to.match(/none\.ipynb: there is no such file\n2 of 3 failed\.$/);
  });

  it('says what is wrong with its options', async () => {
    expect(await cli())
      .to.include({ code: 2 })
      .and.property('err')
      .that.matches(/Name a notebook/);
    expect((await cli('--chek', 'a.ipynb')).err).to.match(/Unknown option '--chek'.*--help/);
    expect((await cli('--timeout', 'long', 'a.ipynb')).err).to.match(
      /Expected a number above 0 for --timeout but received "long"/,
    );
    expect(await cli('--max-output', '1.5', 'a.ipynb')).to.include({ code: 2 });
    expect(await cli('--help'))
      .to.include({ code: 0 })
      .and.property('out')
      .that.matches(/--check/);
  });

  it('is stopped by Ctrl-C, whatever a cell does', async () => {
    const path = folder.write('endless.ipynb', [
      "import { writeFileSync } from 'node:fs';\nwriteFileSync('started', '');\nwhile (true) {}",
    ]);
    const child = spawn(process.execPath, [PROGRAM, path], { stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    while (!existsSync(join(folder.path, 'started'))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    expect(err).to.match(/endless\.ipynb: stopped; it is as it was/);
    expect(code).to.equal(130);
  });
});
