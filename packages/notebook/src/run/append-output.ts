import { textOf, type CellOutput } from '../file/notebook-format';

/**
 * Adds an output to those of a cell. What is printed piece by piece is one output.
 *
 * @param outputs - Those there are.
 * @param output - The new one.
 */
export function appendOutput(outputs: CellOutput[], output: CellOutput): void {
  const last = outputs.at(-1);
  if (
    last?.output_type === 'stream' &&
    output.output_type === 'stream' &&
    last.name === output.name
  ) {
    outputs[outputs.length - 1] = { ...last, text: textOf(last.text) + textOf(output.text) };
  } else {
    outputs.push(output);
  }
}
