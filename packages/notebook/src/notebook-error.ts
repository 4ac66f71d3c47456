import { GiftGrabError, type ErrorDetails } from '@giftgrab/core';

/** Where in a notebook something happened. */
export interface NotebookPlace {
  /** The code cell, from 1: what Jupyter shows in brackets beside it. Absent where it is the whole notebook. */
  readonly cell?: number | undefined;
  /** The line of the cell, from 1. */
  readonly line?: number | undefined;
}

/** A notebook cannot be read, does not compile, failed in a cell, or its outputs are not those stored in it. */
export class NotebookError extends GiftGrabError {
  /** The code cell, from 1: what Jupyter shows in brackets beside it. Absent where it is the whole notebook. */
  readonly cell: number | undefined;
  /** The line of the cell, from 1. */
  readonly line: number | undefined;
  /** From where it was called, line by line, in the notebook's own cells and lines; empty where nothing ran. */
  readonly trace: readonly string[];

  constructor(
    file: string,
    place: NotebookPlace,
    message: string,
    details: ErrorDetails & { readonly trace?: readonly string[] } = {},
  ) {
    super('NOTEBOOK', `${placeText(file, place)}: ${message}`, details);
    this.cell = place.cell;
    this.line = place.line;
    this.trace = details.trace ?? [];
  }
}
Object.defineProperty(NotebookError.prototype, 'name', {
  value: 'NotebookError',
  configurable: true,
});

/** One of several things that are wrong with a notebook. */
export interface NotebookMistake {
  readonly place: NotebookPlace;
  readonly message: string;
}

/**
 * Throws one error that tells of all mistakes, a line each with its place; nothing when there are none.
 *
 * @param file - What the notebook is called.
 * @param mistakes - In the notebook's order: the error is at the place of the first.
 */
export function throwIfAny(file: string, mistakes: readonly NotebookMistake[]): void {
  const [first, ...others] = mistakes;
  if (first === undefined) return;
  const more = others.map(({ place, message }) => `\n${placeText(file, place)}: ${message}`);
  throw new NotebookError(file, first.place, [first.message, ...more].join(''));
}

function placeText(file: string, { cell, line }: NotebookPlace): string {
  if (cell === undefined) return file;
  return line === undefined ? `${file}, cell ${cell}` : `${file}, cell ${cell}, line ${line}`;
}
