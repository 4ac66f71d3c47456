/** Lines, or one text: both are allowed in the file. */
export type MultilineText = string | readonly string[];

/** One thing shown, in several forms: a MIME type and what is to be shown. Binary ones are base64. */
export type MimeBundle = Readonly<Record<string, MultilineText>>;

/** What a cell printed. */
export interface StreamOutput {
  readonly output_type: 'stream';
  readonly name: 'stdout' | 'stderr';
  readonly text: MultilineText;
}

/** What a cell displayed. */
export interface DisplayOutput {
  readonly output_type: 'display_data';
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The value of a cell's last line. */
export interface ResultOutput {
  readonly output_type: 'execute_result';
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly execution_count: number | null;
}

/** The error that a cell ended with. */
export interface ErrorOutput {
  readonly output_type: 'error';
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** An output of a cell, as nbformat 4 has it. */
export type CellOutput = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

/** What is noted of a cell. */
export interface CellMetadata {
  readonly tags?: readonly string[];
  readonly [key: string]: unknown;
}

/** A cell that is text, or not for us. */
export interface TextCell {
  readonly cell_type: 'markdown' | 'raw';
  readonly source: MultilineText;
  readonly [key: string]: unknown;
}

/** A cell that is run. */
export interface CodeCell {
  readonly cell_type: 'code';
  readonly source: MultilineText;
  readonly metadata: CellMetadata;
  readonly execution_count: number | null;
  readonly outputs: readonly CellOutput[];
  readonly [key: string]: unknown;
}

/** A cell of a notebook. */
export type Cell = TextCell | CodeCell;

/** A notebook file: nbformat 4. */
export interface NotebookFile {
  readonly nbformat: 4;
  readonly nbformat_minor: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly Cell[];
}

/** One text of a multi-line one. */
export function textOf(text: MultilineText): string {
  return typeof text === 'string' ? text : text.join('');
}

/** Whether a cell is run. */
export function isCode(cell: Cell): cell is CodeCell {
  return cell.cell_type === 'code';
}

/** Whether an output shows a picture. */
export function isPicture(output: CellOutput): boolean {
  return 'data' in output && Object.keys(output.data).some((type) => type.startsWith('image/'));
}
