import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidOptionError } from '@giftgrab/core';
import { expect } from 'chai';
import { textOf, type CellOutput } from '../../src/file/notebook-format';
import { NotebookError } from '../../src/notebook-error';
import { runNotebook, type RunNotebookOptions } from '../../src/run/run-notebook';
import { notebookFolder, type NotebookFolder, type TestCell } from '../support/notebooks';

/** What a cell printed. */
function printed(outputs: readonly CellOutput[]): string {
  return outputs.map((output) => ('text' in output ? textOf(output.text) : '')).join('');
}

describe('runNotebook', () => {
  let folder: NotebookFolder;

  before(() => {
    folder = notebookFolder();
  });

  after(() => {
    folder.remove();
  });

  const run = async (cells: readonly TestCell[], options?: RunNotebookOptions): Promise<unknown> =>
    runNotebook(folder.write('a.ipynb', cells), options);

  /** What running the cells fails with; the file has to be as it was. */
  async function failureOf(
    cells: readonly TestCell[],
    options?: RunNotebookOptions,
  ): Promise<NotebookError> {
    const path = folder.write('a.ipynb', cells);
    const before = readFileSync(path, 'utf8');
    try {
      await runNotebook(path, options);
    } catch (error) {
      expect(readFileSync(path, 'utf8'), 'the notebook').to.equal(before);
      if (error instanceof NotebookError) return error;
      throw error;
    }
    throw new Error('It did not fail.');
  }

  it('stores what cells print, and the value of their last line', async () => {
    await run([
      "console.log('one\\ntwo'); console.error('three');",
      '// a value\n6 * 7 // so it is',
    ]);
    expect(folder.outputs('a.ipynb', 1)).to.deep.equal([
      { output_type: 'stream', name: 'stdout', text: ['one\n', 'two\n'] },
      { output_type: 'stream', name: 'stderr', text: ['three\n'] },
    ]);
    expect(folder.outputs('a.ipynb', 2)).to.deep.equal([
      {
        output_type: 'execute_result',
        data: { 'text/plain': ['42'] },
        metadata: {},
        execution_count: 2,
      },
    ]);
  });

  it('shows each cell what those before it declared, wherever imports are, and lets it await', async () => {
    await run([
      'interface Point { x: number }\nfunction twice(point: Point): number { return 2 * point.x; }',
      "const text = basename('a/b.txt');\nimport { basename } from 'node:path';\nimport {\n  join,\n} from 'node:path';",
      "const x = await Promise.resolve(4);\nconsole.log(join(text, String(twice({ x }))));\nconst { sep } = await import('node:path');\nsep",
    ]);
    expect(printed(folder.outputs('a.ipynb', 3))).to.equal('b.txt/8\n');
  });

  it('shows frames, charts and streams', async () => {
    await run([
      "import { filter, VideoFrame } from '@giftgrab/core';\nimport { chart, display } from '@giftgrab/notebook';\nconst frame = VideoFrame.alloc({ colour: 'I420', cols: 64, rows: 48 });",
      'display(frame)',
      "display(chart({ xAxis: {}, yAxis: {}, series: [{ type: 'line', data: [[0, 1], [1, 2]] }] }));\nconsole.log('first');",
    ]);
    const [picture] = folder.outputs('a.ipynb', 2);
    const [, drawing] = folder.outputs('a.ipynb', 3);
    expect(picture).to.have.nested.property('data.text/plain').that.deep.equals(['picture, 64×48']);
    expect(picture)
      .to.have.nested.property('data.image/png')
      .that.matches(/^iVBOR/);
    expect(drawing).to.have.nested.property('data.image/svg+xml').that.is.an('array');
    expect(drawing)
      .to.have.nested.property('data.image/png')
      .that.matches(/^iVBOR/);
  });

  it('writes the file as Jupyter does, the same bytes each time, and leaves the rest of it alone', async () => {
    const path = folder.write('a.ipynb', ["console.log('ä')"]);
    const notebook = folder.read('a.ipynb');
    const text = { cell_type: 'markdown', id: 'b', metadata: { mine: 1 }, source: ['# Title'] };
    writeFileSync(path, JSON.stringify({ ...notebook, cells: [text, ...notebook.cells] }));
    await runNotebook(path);
    const written = readFileSync(path, 'utf8');
    expect(written).to.match(/^\{\n "cells": \[\n {2}\{\n {3}"cell_type": "markdown",\n/);
    expect(written).to.match(/"ä\\n"[^]*\n\}\n$/);
    expect(folder.read('a.ipynb').cells[0]).to.deep.equal(text);
    await runNotebook(path);
    expect(readFileSync(path, 'utf8')).to.equal(written);
  });

  it('runs in the folder of the notebook, and imports TypeScript that lies there', async () => {
    writeFileSync(
      join(folder.path, 'helper.ts'),
      'export const half = (x: number): number => x / 2;\n',
    );
    await run([
      "import { half } from './helper';\nconsole.log(half(8), process.cwd() === __dirname)",
    ]);
    expect(printed(folder.outputs('a.ipynb', 1))).to.equal('4 true\n');
  });

  it('compiles with the nearest tsconfig.json, and tells of a mistake in it', async () => {
    const config = join(folder.path, 'tsconfig.json');
    const cells = ['const list = [1];\nconst first: number = list[0];\nfirst'];
    try {
      await run(cells);
      const compilerOptions = {
        strict: true,
        noUncheckedIndexedAccess: true,
        outDir: 'out',
        noUnusedLocals: true,
      };
      writeFileSync(config, JSON.stringify({ compilerOptions, files: ['none.ts'] }));
      expect((await failureOf(cells)).message).to.match(
        /cell 1, line 2: [^]*'undefined'.* \(TS2322\)/,
      );
      writeFileSync(config, JSON.stringify({ compilerOptions: { target: 'es1' } }));
      expect((await failureOf(cells)).message).to.match(/tsconfig\.json has a mistake: .*--target/);
    } finally {
      rmSync(config, { force: true });
    }
  });

  it('runs in a folder of ES modules, and imports packages that are nothing else', async () => {
    const module = join(folder.path, 'node_modules', 'only-esm');
    mkdirSync(module);
    writeFileSync(join(folder.path, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(
      join(module, 'package.json'),
      JSON.stringify({
        name: 'only-esm',
        type: 'module',
        exports: './index.js',
        types: './index.d.ts',
      }),
    );
    writeFileSync(join(module, 'index.js'), 'export const answer = 42;\n');
    writeFileSync(join(module, 'index.d.ts'), 'export declare const answer: number;\n');
    try {
      await run(["import { answer } from 'only-esm';\nconsole.log(answer)"]);
      expect(printed(folder.outputs('a.ipynb', 1))).to.equal('42\n');
    } finally {
      rmSync(join(folder.path, 'package.json'));
    }
  });

  it('names cell and line of a mistake in the types, before anything runs', async () => {
    const error = await failureOf([
      "console.log('ran')",
      "import { nothing } from 'node:path';\n\nconst n: number = 'text';",
    ]);
    expect(error).to.include({ code: 'NOTEBOOK', cell: 2, line: 1 });
    expect(error.message).to.match(/a\.ipynb, cell 2, line 1: .*'nothing'.* \(TS2305\)/);
    expect(error.message).to.match(/a\.ipynb, cell 2, line 3: Type 'string' is not .* \(TS2322\)/);
  });

  it('names cell and line of a mistake in the syntax', async () => {
    const error = await failureOf([
      'const a = 1;',
      'if (a) {\n  console.log(a);\n',
      'const b = 2;',
    ]);
    expect(error).to.include({ cell: 2, line: 3 });
    expect(error.message).to.match(/cell 2, line 3: '}' expected/);
  });

  it('names cell and line of an error, and from where it was called', async () => {
    const error = await failureOf([
      'interface Unused { a: 1 }\nfunction check(value: number): void {\n  if (value > 1) throw new RangeError(`${value} is too much`);\n}',
      'check(1);\n\ncheck(2);',
    ]);
    expect(error).to.include({ cell: 1, line: 3 });
    expect(error.message).to.match(/a\.ipynb, cell 1, line 3: RangeError: 2 is too much$/);
    expect(error.trace).to.deep.equal(['    at check (cell 1, line 3)', '    at cell 2, line 3']);
  });

  it('tells of an error that nobody waits for, and of a promise that is rejected', async () => {
    const pause = 'await new Promise((resolve) => setTimeout(resolve, 5000));';
    const thrown = await failureOf([
      `setTimeout(() => {\n  throw new Error('later');\n}, 1);\n${pause}`,
    ]);
    expect(thrown.message).to.match(/cell 1, line 2: Error: later/);
    const rejected = await failureOf(["'a';", `void Promise.reject(new Error('no'));\n${pause}`]);
    expect(rejected.message).to.match(/cell 2, line 1: Error: no/);
  });

  it('ends a cell that never does, and what it has started', async () => {
    const endless = `
      import { spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      writeFileSync('pid', String(spawn('sleep', ['1000']).pid));
      while (true) {}`;
    const error = await failureOf(["console.log('first')", endless], { timeoutSeconds: 3 });
    expect(error.cell).to.equal(2);
    expect(error.message).to.match(/cell 2: did not end within 3 s.*--timeout/);
    const pid = Number(readFileSync(join(folder.path, 'pid'), 'utf8'));
    // What was killed may take a moment to be gone.
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('tells of a cell that waits for what never happens', async () => {
    const error = await failureOf(['await new Promise(() => undefined);']);
    expect(error.message).to.match(/cell 1: waits for something that never happens/);
  });

  it('ends a cell that shows too much', async () => {
    const options = { maxOutputBytes: 10_000 };
    const loop = "while (true) { try { console.log('again'); } catch {} }";
    const error = await failureOf(["console.log('fine')", loop], options);
    expect(error.message).to.match(/cell 2: what it printed takes .* 10000 bytes. Show less/);
    const noise = `
      import { VideoFrame } from '@giftgrab/core';
      import { display } from '@giftgrab/notebook';
      const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 128, rows: 128 });
      frame.data().forEach((_, i, pixels) => (pixels[i] = 256 * Math.random()));
      await display(frame);`;
    expect((await failureOf([noise], options)).message).to.match(/what it displayed takes/);
  });

  it('tells of a cell that returns, and of one that ends the process', async () => {
    const returned = await failureOf(['if (Date.now() > 0) return;', "console.log('never')"]);
    expect(returned.message).to.match(/cell 1: has a return, so the cells after it did not run/);
    const ended = await failureOf(['process.exit(3);']);
    expect(ended.message).to.match(/cell 1: the process ended with code 3/);
  });

  it('is stopped by a signal', async () => {
    const stopping = new AbortController();
    const endless = "import { writeFileSync } from 'node:fs';\nwhile (true) {}";
    const running = run([endless], { signal: stopping.signal });
    setTimeout(() => {
      stopping.abort();
    }, 500);
    expect(await running.catch((error: unknown) => error)).to.equal(stopping.signal.reason);
    const late = run(['1'], { signal: stopping.signal });
    expect(await late.catch((error: unknown) => error)).to.equal(stopping.signal.reason);
  });

  it('refuses options that break their rule', async () => {
    const wrong: readonly RunNotebookOptions[] = [
      { timeoutSeconds: 0 },
      { timeoutSeconds: Number.NaN },
      { maxOutputBytes: 0.5 },
      { check: 1 } as never,
      { chek: true } as never,
    ];
    for (const options of wrong) {
      const error = await run(['1'], options).catch((caught: unknown) => caught);
      expect(error, JSON.stringify(options)).to.be.instanceOf(InvalidOptionError);
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    // A process that nobody has asked about its end is one no more.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
