import { resolve } from 'node:path';
import {
  checkBoolean,
  checkOptionNames,
  checkPositiveInteger,
  InvalidOptionError,
} from '@giftgrab/core';
import { differenceOf } from '../check/difference';
import { compileNotebook } from '../compile/compile-notebook';
import { isCode, isPicture, textOf, type CodeCell } from '../file/notebook-format';
import { readNotebook } from '../file/read-notebook';
import { notebookText, storedOutput, writeNotebook } from '../file/write-notebook';
import { NotebookError } from '../notebook-error';
import { runCells } from './host-process';

/** How {@link runNotebook} runs a notebook. */
export interface RunNotebookOptions {
  /**
   * Compares the outputs with those stored in the file, which is left as it is. Texts have to be the same; pictures of the
   * same size and nearly the same; of cells tagged `nondeterministic` only the kinds of outputs. @defaultValue false
   */
  readonly check?: boolean;
  /** As long as a cell may take, in seconds. @defaultValue 60 */
  readonly timeoutSeconds?: number;
  /** As many bytes as the outputs of a cell may have in the file. @defaultValue 1000000 */
  readonly maxOutputBytes?: number;
  /** Ends the run when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link runNotebook} did. */
export interface NotebookReport {
  /** The file. */
  readonly path: string;
  /** Code cells that ran. */
  readonly cells: number;
  /** Pictures, charts and animations that they show. */
  readonly pictures: number;
  /** Bytes of the file. */
  readonly bytes: number;
  /** How long it took, in seconds. */
  readonly seconds: number;
}

const OPTION_NAMES = ['check', 'timeoutSeconds', 'maxOutputBytes', 'signal'];
const DAY_SECONDS = 86400;
const NONDETERMINISTIC = 'nondeterministic';

/**
 * Runs the code cells of a notebook, in a process of their own and in the notebook's folder, and stores their outputs in it.
 *
 * All cells are compiled first, as one module, with the nearest `tsconfig.json`: a mistake in any of them is told before the
 * first one runs. A notebook that fails is left as it was.
 *
 * @param path - The file.
 * @param options - Whether only to check it, and its limits.
 * @returns What was done.
 * @throws {@link NotebookError}, as a rejection, when it cannot be read, does not compile, a cell fails, takes too long or shows
 * too much, or, with `check`, an output is not the one stored; {@link InvalidOptionError} when an option breaks its rule.
 */
export async function runNotebook(
  path: string,
  options: RunNotebookOptions = {},
): Promise<NotebookReport> {
  checkOptionNames('runNotebook', options, OPTION_NAMES);
  const { check = false, timeoutSeconds = 60, maxOutputBytes = 1_000_000, signal } = options;
  checkBoolean('check', check);
  checkPositiveInteger('maxOutputBytes', maxOutputBytes);
  if (!(timeoutSeconds > 0 && timeoutSeconds <= DAY_SECONDS)) {
    throw new InvalidOptionError(
      'timeoutSeconds',
      'a number from 0 to a day’s 86400',
      timeoutSeconds,
    );
  }
  const startedMs = performance.now();
  const absolute = resolve(path);
  const notebook = readNotebook(absolute, path);
  const sources = notebook.cells.filter(isCode).map(({ source }) => textOf(source));
  const compiled = compileNotebook(absolute, path, sources);
  const outputs = await runCells({
    path: absolute,
    shown: path,
    compiled,
    cells: sources.length,
    timeoutSeconds,
    maxOutputBytes,
    signal,
  });
  const differences: NotebookError[] = [];
  const done: CodeCell[] = [];
  for (const [i, cell] of notebook.cells.filter(isCode).entries()) {
    const fresh = (outputs[i] ?? []).map((output) => storedOutput(output, i + 1));
    const isVarying = cell.metadata.tags?.includes(NONDETERMINISTIC) === true;
    const difference = await differenceOf(cell.outputs, fresh, isVarying);
    if (difference !== undefined) {
      differences.push(new NotebookError(path, { cell: i + 1 }, difference));
    }
    // What is the same stays as it is, byte by byte: another encoder or font is no change of the notebook.
    const isKept = difference === undefined && !isVarying;
    done.push({ ...cell, execution_count: i + 1, outputs: isKept ? cell.outputs : fresh });
  }
  const [first, ...others] = differences;
  if (check && first !== undefined) {
    if (others.length > 0) first.message += others.map(({ message }) => `\n${message}`).join('');
    throw first;
  }
  const inOrder = done.values();
  const cells = notebook.cells.map((cell) =>
    isCode(cell) ? (inOrder.next().value ?? cell) : cell,
  );
  const result = { ...notebook, cells };
  if (!check) writeNotebook(absolute, result);
  return {
    path,
    cells: sources.length,
    pictures: outputs.flat().filter(isPicture).length,
    bytes: Buffer.byteLength(notebookText(result)),
    seconds: (performance.now() - startedMs) / 1000,
  };
}
