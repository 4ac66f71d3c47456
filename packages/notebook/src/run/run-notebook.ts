import { resolve } from 'node:path';
import {
  checkBoolean,
  checkOptionNames,
  checkPositiveInteger,
  InvalidOptionError,
} from '@giftgrab/core';
import { differenceOf } from '../check/difference';
import { compileNotebook } from '../compile/compile-notebook';
import {
  isCode,
  isPicture,
  textOf,
  type Cell,
  type CellOutput,
  type NotebookFile,
} from '../file/notebook-format';
import { readNotebook } from '../file/read-notebook';
import { notebookText, storedOutput, writeNotebook } from '../file/write-notebook';
import { throwIfAny, type NotebookMistake } from '../notebook-error';
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
 * @throws `NotebookError`, as a rejection, when it cannot be read, does not compile, a cell fails, takes too long or shows
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
      `a number of seconds above 0, up to ${DAY_SECONDS},`,
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
  const { result, differences } = await withOutputs(notebook, outputs);
  if (check) throwIfAny(path, differences);
  else writeNotebook(absolute, result);
  return {
    path,
    cells: sources.length,
    pictures: outputs.flat().filter(isPicture).length,
    bytes: Buffer.byteLength(notebookText(result)),
    seconds: (performance.now() - startedMs) / 1000,
  };
}

interface FreshNotebook {
  readonly result: NotebookFile;
  /** Where it shows something else than before. */
  readonly differences: readonly NotebookMistake[];
}

/** The notebook with the outputs of a run. What is the same stays, byte by byte: another encoder or font changes nothing. */
async function withOutputs(
  notebook: NotebookFile,
  outputs: readonly (readonly CellOutput[])[],
): Promise<FreshNotebook> {
  const differences: NotebookMistake[] = [];
  const cells: Cell[] = [];
  let number = 0;
  for (const cell of notebook.cells) {
    if (!isCode(cell)) {
      cells.push(cell);
      continue;
    }
    number += 1;
    const fresh = (outputs[number - 1] ?? []).map((output) => storedOutput(output, number));
    const isVarying = cell.metadata.tags?.includes(NONDETERMINISTIC) === true;
    const message = await differenceOf(cell.outputs, fresh, isVarying);
    if (message !== undefined) differences.push({ place: { cell: number }, message });
    const isKept = message === undefined && !isVarying;
    cells.push({ ...cell, execution_count: number, outputs: isKept ? cell.outputs : fresh });
  }
  return { result: { ...notebook, cells }, differences };
}
