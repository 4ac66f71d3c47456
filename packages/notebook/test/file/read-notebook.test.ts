import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readNotebook } from '../../src/file/read-notebook';
import { NotebookError } from '../../src/notebook-error';

describe('readNotebook', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'giftgrab-read-notebook-'));
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Why a file with this content is refused. */
  function refusal(content: unknown): string {
    const path = join(folder, 'a.ipynb');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return messageOf(() => readNotebook(path, 'a.ipynb'));
  }

  function messageOf(read: () => unknown): string {
    try {
      read();
    } catch (error) {
      expect(error).to.be.instanceOf(NotebookError).and.include({ code: 'NOTEBOOK' });
      return (error as Error).message;
    }
    throw new Error('It was read.');
  }

  it('says that a file is not there, or a folder', () => {
    const missing = join(folder, 'none.ipynb');
    expect(messageOf(() => readNotebook(missing, 'none.ipynb'))).to.equal(
      'none.ipynb: there is no such file',
    );
    expect(messageOf(() => readNotebook(folder, 'x'))).to.match(/^x: is a folder/);
  });

  it('says why a file is not a notebook', () => {
    expect(refusal('const a = 1;')).to.match(/a\.ipynb: is not a notebook: it is not JSON: /);
    expect(refusal([])).to.match(/is not a notebook: it has no list of cells/);
    expect(refusal({ nbformat: 4, cells: [{ cell_type: 'code' }] })).to.match(
      /its cell 1 has no type or no source/,
    );
    const odd = { nbformat: 4, cells: [{ cell_type: 'heading', source: '' }] };
    expect(refusal(odd)).to.match(/its cell 1 has no type/);
  });

  it('says what to do with old ones', () => {
    expect(refusal({ nbformat: 3, worksheets: [] })).to.match(/is of nbformat 3\. Open it/);
    expect(refusal({ nbformat: 5, cells: [] })).to.match(/is of nbformat 5/);
  });

  it('refuses other languages', () => {
    const python = { nbformat: 4, cells: [], metadata: { kernelspec: { language: 'python' } } };
    expect(refusal(python)).to.match(/is a notebook in python\. Only TypeScript runs here/);
  });

  it('reads one that says as little as nbformat allows', () => {
    const path = join(folder, 'b.ipynb');
    const cells = [{ cell_type: 'code', source: ['a\n', 'b'] }];
    writeFileSync(path, JSON.stringify({ nbformat: 4, cells }));
    expect(readNotebook(path, 'b.ipynb')).to.deep.equal({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [{ ...cells[0], metadata: {}, outputs: [], execution_count: null }],
    });
  });
});
