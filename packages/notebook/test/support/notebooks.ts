import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CellMetadata, CellOutput, NotebookFile } from '../../src/file/notebook-format';

const PACKAGES = join(__dirname, '..', '..', '..');

/** A code cell to be written: its code, or more of it. */
export type TestCell =
  | string
  | {
      readonly source: string;
      readonly outputs?: readonly CellOutput[];
      readonly metadata?: CellMetadata;
    };

/** A folder for notebooks, from which our packages can be imported. */
export interface NotebookFolder {
  /** Where it is. */
  readonly path: string;
  /** Writes a notebook and gives its path. */
  readonly write: (name: string, cells: readonly TestCell[]) => string;
  /** Reads a notebook. */
  readonly read: (name: string) => NotebookFile;
  /** The outputs of a code cell, from 1. */
  readonly outputs: (name: string, cell: number) => readonly CellOutput[];
  /** Removes it. */
  readonly remove: () => void;
}

/** Makes a folder for notebooks, as an application that has our packages installed. */
export function notebookFolder(): NotebookFolder {
  const path = mkdtempSync(join(tmpdir(), 'giftgrab-notebooks-'));
  mkdirSync(join(path, 'node_modules', '@giftgrab'), { recursive: true });
  for (const name of ['core', 'notebook']) {
    symlinkSync(join(PACKAGES, name), join(path, 'node_modules', '@giftgrab', name));
  }
  symlinkSync(join(PACKAGES, '..', 'node_modules', '@types'), join(path, 'node_modules', '@types'));
  const read = (name: string): NotebookFile =>
    JSON.parse(readFileSync(join(path, name), 'utf8')) as NotebookFile;
  return {
    path,
    read,
    write: (name, cells) => {
      writeFileSync(join(path, name), `${JSON.stringify(notebookOf(cells), null, 1)}\n`);
      return join(path, name);
    },
    outputs: (name, cell) => {
      const found = read(name).cells.filter(({ cell_type: type }) => type === 'code')[cell - 1];
      return (found?.['outputs'] ?? []) as readonly CellOutput[];
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

function notebookOf(cells: readonly TestCell[]): NotebookFile {
  return {
    cells: cells.map((cell) => {
      const {
        source,
        outputs = [],
        metadata = {},
      } = typeof cell === 'string' ? { source: cell } : cell;
      return { cell_type: 'code', source, outputs, metadata, execution_count: null };
    }),
    metadata: { kernelspec: { name: 'tslab', language: 'typescript' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
