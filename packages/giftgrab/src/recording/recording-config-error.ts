import { GiftGrabError } from '@giftgrab/core';

/** A mistake in the configuration of a recording. */
export interface ConfigMistake {
  /** The line of the file, from 1. */
  readonly line: number;
  /** The character of the line, from 1. */
  readonly column: number;
  /** What it is about, for example `recorder.crf`; empty for the whole. */
  readonly path: string;
  /** What is wrong, which rule it breaks, and where one can guess it, what was meant. */
  readonly message: string;
}

/** The configuration of a recording has mistakes: all of them, each with its place. */
export class RecordingConfigError extends GiftGrabError {
  /** The mistakes, in the order of the file. */
  readonly mistakes: readonly ConfigMistake[];

  /**
   * @param mistakes - The mistakes, one at least.
   * @param file - What the configuration is called.
   */
  constructor(mistakes: readonly ConfigMistake[], file: string) {
    const inOrder = [...mistakes].sort((a, b) => a.line - b.line || a.column - b.column);
    const lines = inOrder.map(
      ({ line, column, message }) => `${file}:${line}:${column}: ${message}`,
    );
    super('INVALID_OPTION', lines.join('\n'));
    this.mistakes = inOrder;
  }
}
Object.defineProperty(RecordingConfigError.prototype, 'name', {
  value: 'RecordingConfigError',
  configurable: true,
});
