import { readFileSync } from 'node:fs';
import { NotebookError } from '../notebook-error';
import type { NotebookFile } from './notebook-format';

/**
 * Reads a notebook.
 *
 * @param path - The file.
 * @param shown - What it is called in messages.
 * @throws {@link NotebookError} when it is not there, not a notebook of nbformat 4, or not one in TypeScript.
 */
export function readNotebook(path: string, shown: string): NotebookFile {
  const parsed = parse(read(path, shown), shown);
  if (!isRecord(parsed) || !Array.isArray(parsed['cells'])) {
    const old = isRecord(parsed) && Array.isArray(parsed['worksheets']);
    if (old) throw tooOld(shown, parsed['nbformat']);
    throw notOne(shown, 'it has no list of cells');
  }
  if (parsed['nbformat'] !== 4) throw tooOld(shown, parsed['nbformat']);
  for (const [i, cell] of parsed['cells'].entries()) checkCell(cell, i + 1, shown);
  const language = languageOf(parsed);
  if (!/^(typescript|ts|javascript|js)$/i.test(language)) {
    const remedy = 'Only TypeScript runs here: choose the kernel "TypeScript" for it.';
    throw new NotebookError(shown, {}, `is a notebook in ${language}. ${remedy}`);
  }
  const cells = (parsed['cells'] as Record<string, unknown>[]).map(completed);
  return { metadata: {}, nbformat_minor: 5, ...parsed, cells } as unknown as NotebookFile;
}

function read(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EISDIR: 'is a folder; name the notebooks in it',
      EACCES: 'may not be read by this user',
    };
    throw new NotebookError(shown, {}, reasons[code ?? ''] ?? message, { cause });
  }
}

function parse(text: string, shown: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw notOne(shown, `it is not JSON: ${(cause as Error).message}`, cause);
  }
}

function checkCell(cell: unknown, number: number, shown: string): void {
  const isText = (value: unknown): boolean =>
    typeof value === 'string' ||
    (Array.isArray(value) && value.every((line) => typeof line === 'string'));
  if (
    !isRecord(cell) ||
    !['code', 'markdown', 'raw'].includes(String(cell['cell_type'])) ||
    !isText(cell['source'])
  ) {
    throw notOne(shown, `its cell ${number} has no type or no source`);
  }
}

/** What nbformat wants of code cells may be missing where somebody wrote them by hand. */
function completed(cell: Record<string, unknown>): Record<string, unknown> {
  if (cell['cell_type'] !== 'code') return cell;
  const outputs = Array.isArray(cell['outputs']) ? (cell['outputs'] as unknown[]) : [];
  const metadata = isRecord(cell['metadata']) ? cell['metadata'] : {};
  return { execution_count: null, ...cell, metadata, outputs };
}

/** The language it says to be in; TypeScript where it does not say. */
function languageOf({ metadata }: Record<string, unknown>): string {
  const { kernelspec, language_info: info } = isRecord(metadata) ? metadata : {};
  const names = [
    isRecord(kernelspec) ? kernelspec['language'] : undefined,
    isRecord(info) ? info['name'] : undefined,
  ];
  const named = names.find((name) => typeof name === 'string');
  return named ?? 'typescript';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notOne(shown: string, why: string, cause?: unknown): NotebookError {
  return new NotebookError(shown, {}, `is not a notebook: ${why}.`, { cause });
}

function tooOld(shown: string, format: unknown): NotebookError {
  const remedy = 'Open it in Jupyter and save it: it is then of nbformat 4.';
  return new NotebookError(shown, {}, `is of nbformat ${String(format)}. ${remedy}`);
}
