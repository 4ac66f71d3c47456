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

function placeText(file: string, { cell, line }: NotebookPlace): string {
  if (cell === undefined) return file;
  return line === undefined ? `${file}, cell ${cell}` : `${file}, cell ${cell}, line ${line}`;
}
