import { renameSync, writeFileSync } from 'node:fs';
import type { CellOutput, MimeBundle, NotebookFile } from './notebook-format';
import { textOf } from './notebook-format';

/** The text of a notebook's file, just as Jupyter writes it: saving it there changes nothing. */
export function notebookText(notebook: NotebookFile): string {
  return `${JSON.stringify(sorted(notebook), null, 1)}\n`;
}

/**
 * Writes a notebook. It is replaced as a whole, or not at all.
 *
 * @param path - The file.
 * @param notebook - What it is to hold.
 */
export function writeNotebook(path: string, notebook: NotebookFile): void {
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, notebookText(notebook));
  renameSync(part, path);
}

/**
 * An output as Jupyter stores it: its texts in lines, a result with the number of its cell.
 *
 * @param output - The output.
 * @param cell - Which code cell it is of, from 1.
 */
export function storedOutput(output: CellOutput, cell: number): CellOutput {
  switch (output.output_type) {
    case 'stream':
      return { ...output, text: linesOf(textOf(output.text)) };
    case 'display_data':
      return { ...output, data: storedBundle(output.data) };
    case 'execute_result':
      return { ...output, data: storedBundle(output.data), execution_count: cell };
    case 'error':
      return output;
  }
}

function storedBundle(data: MimeBundle): MimeBundle {
  const isText = (type: string): boolean => type.startsWith('text/') || type.endsWith('+xml');
  const entries = Object.entries(data).map(([type, value]) => {
    const text = textOf(value);
    return [type, isText(type) ? linesOf(text) : text] as const;
  });
  return Object.fromEntries(entries);
}

/** Each line with its end, as `splitlines(True)` of Python. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== '');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
