import type { CellOutput } from '../file/notebook-format';

/** What the process that runs a notebook is told to do. */
export interface HostJob {
  /** What the script is called in stack traces. */
  readonly filename: string;
  /** A CommonJS module that exports `run`. */
  readonly script: string;
  /** As many bytes as the outputs of a cell may have. */
  readonly maxOutputBytes: number;
}

/** What the process that runs a notebook reports. */
export type HostMessage =
  | { readonly type: 'cell'; readonly cell: number }
  | { readonly type: 'output'; readonly output: CellOutput }
  | { readonly type: 'failed'; readonly name: string; readonly stack: string }
  | { readonly type: 'tooLarge'; readonly what: string }
  | { readonly type: 'done' };

/** What the script exports: it says when a cell begins, after the last one too, and what the last line of one gives. */
export interface NotebookModule {
  readonly run: (
    cell: (cell: number) => Promise<void>,
    value: (value: unknown) => Promise<void>,
  ) => Promise<void>;
}
