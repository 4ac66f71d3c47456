import type { CompiledNotebook } from '../compile/compile-notebook';
import { NotebookError, type NotebookPlace } from '../notebook-error';

/** What went wrong while a cell ran. */
export interface CellFailure {
  /** The error's class. */
  readonly name: string;
  /** Its stack, of the script. */
  readonly stack: string;
  /** The cell that was running. */
  readonly cell: number | undefined;
}

/**
 * An error of a cell, told in the notebook's own cells and lines.
 *
 * @param shown - What the notebook is called in messages.
 * @param compiled - What ran.
 * @param failure - What went wrong.
 */
export function notebookFailure(
  shown: string,
  compiled: CompiledNotebook,
  { name, stack, cell }: CellFailure,
): NotebookError {
  const [message, frames] = splitStack(stack);
  const told = frames.map((frame) => toldIn(compiled, frame));
  const first = told.find(({ place }) => place !== undefined)?.place;
  const place: NotebookPlace = first ?? { cell };
  const last = told.map(({ place: known }) => known !== undefined).lastIndexOf(true);
  // What is below the last cell is how we called it.
  const trace = told.slice(0, last + 1).map(({ text }) => text);
  const text = message.startsWith(name) ? message : `${name}: ${message}`;
  return new NotebookError(shown, place, text, { trace });
}

function splitStack(stack: string): readonly [message: string, frames: readonly string[]] {
  const lines = stack.split('\n');
  const at = lines.findIndex((line) => /^ +at /.test(line));
  if (at < 0) return [stack, []];
  return [lines.slice(0, at).join('\n'), lines.slice(at)];
}

interface ToldFrame {
  readonly text: string;
  readonly place: NotebookPlace | undefined;
}

/** `at smooth (/home/me/files.ipynb.cjs:17:3)` as `at smooth (cell 2, line 5)`. */
function toldIn({ filename, placeOf }: CompiledNotebook, frame: string): ToldFrame {
  const start = frame.indexOf(`${filename}:`);
  const found = start < 0 ? null : /^(\d+):(\d+)/.exec(frame.slice(start + filename.length + 1));
  if (found === null) return { text: frame, place: undefined };
  const place = placeOf(Number(found[1]), Number(found[2]));
  if (place === undefined) return { text: frame, place };
  const where = `cell ${place.cell ?? 0}, line ${place.line ?? 0}`;
  const called = /^ +at (?:async )?(?:run|Object\.run) \(/.test(frame);
  const before = called ? '    at ' : frame.slice(0, start);
  const after = called ? '' : frame.slice(start + filename.length + 1 + found[0].length);
  return { text: `${before}${where}${after}`, place };
}
