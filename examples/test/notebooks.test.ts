import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { ROOT, runNode, type NodeRun } from './support/run-node';

const FOLDER = join(ROOT, 'examples', 'notebooks');
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.ipynb'));
const MEGABYTE = 1_000_000;

interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Notebook {
  readonly nbformat: number;
  readonly metadata: { readonly kernelspec: unknown };
  readonly cells: readonly {
    readonly cell_type: string;
    readonly source: readonly string[];
    readonly metadata: { readonly tags?: readonly string[] };
    readonly outputs?: readonly Output[];
  }[];
}

const read = (name: string): Notebook =>
  JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Notebook;

/** What its cells print, those left out that print what varies. */
function printedBy(notebook: Notebook): string {
  const steady = notebook.cells.filter(({ metadata: { tags = [] } }) => tags.length === 0);
  const outputs = steady.flatMap((cell) => cell.outputs ?? []);
  return outputs.flatMap(({ name, text = [] }) => (name === 'stdout' ? text : [])).join('');
}

describe('notebooks', () => {
  let checked: NodeRun;

  before(async function () {
    this.timeout(300_000);
    const runner = join(ROOT, 'packages', 'notebook', 'dist', 'cli', 'main.js');
    checked = await runNode(runner, '--check', ...NAMES.map((name) => join(FOLDER, name)));
  });

  for (const name of NAMES) {
    it(`${name} shows what is stored in it [P13]`, () => {
      const lines = checked.output.split('\n').filter((line) => line.includes(name));
      expect(lines.join('\n'), checked.output).to.match(/: \d+ cells, .*, as stored$/);
    });
  }

  for (const name of NAMES) {
    it(`${name} is a notebook for the kernel tslab, small, with a picture, without an error`, () => {
      const text = readFileSync(join(FOLDER, name), 'utf8');
      expect(text.length).to.be.lessThan(MEGABYTE);
      const { nbformat, metadata, cells } = read(name);
      expect(nbformat).to.equal(4);
      expect(metadata.kernelspec).to.deep.equal({
        display_name: 'TypeScript',
        language: 'typescript',
        name: 'tslab',
      });
      expect(cells[0]?.source[0]).to.match(/^# /);
      const outputs = cells.flatMap((cell) => cell.outputs ?? []);
      expect(outputs.some(({ data = {} }) => 'image/png' in data)).to.equal(true);
      expect(outputs.filter(({ output_type: type }) => type === 'error')).to.deep.equal([]);
    });
  }

  it('are run by run-notebook.ts, which builds what is missing', async () => {
    const tsNode = join(ROOT, 'node_modules', 'ts-node', 'dist', 'bin.js');
    const notebook = 'examples/notebooks/files.ipynb';
    const run = await runNode(tsNode, 'examples/run-notebook.ts', '--check', notebook);
    expect(run.output).to.match(/examples\/notebooks\/files\.ipynb: \d+ cells, .* as stored/);
    expect(run.code).to.equal(0);
  });

  for (const name of ['files.ipynb', 'measure.ipynb']) {
    it(`${name} runs under Jupyter with tslab as well (skipped where these are not installed)`, async function () {
      if (!hasTslab()) return this.skip();
      this.timeout(300_000);
      const args = ['nbconvert', '--to', 'notebook', '--execute', '--stdout', name];
      const options = { cwd: FOLDER, maxBuffer: 10 * MEGABYTE };
      const { stdout } = await promisify(execFile)('jupyter', args, options);
      const executed = JSON.parse(stdout) as Notebook;
      expect(printedBy(executed)).to.equal(printedBy(read(name)));
      expect(countShown(executed)).to.equal(countShown(read(name)));
    });
  }
});

/** How many pictures and charts it shows: tslab stores a chart as SVG alone. */
function countShown({ cells }: Notebook): number {
  const outputs = cells.flatMap((cell) => cell.outputs ?? []);
  return outputs.filter(({ data = {} }) => 'image/png' in data || 'image/svg+xml' in data).length;
}

function hasTslab(): boolean {
  try {
    const list = execFileSync('jupyter', ['kernelspec', 'list', '--json'], { stdio: 'pipe' });
    return list.toString().includes('"tslab"');
  } catch {
    return false;
  }
}
