import { textOf, type CellOutput, type MimeBundle } from '../file/notebook-format';
import { pictureDifference, type PictureComparison } from './picture-difference';

/**
 * What differs between the outputs of a cell stored in the file and those of a run.
 *
 * Texts have to be the same; pictures of one size, and nearly the same.
 *
 * @param stored - Those in the file.
 * @param fresh - Those of the run.
 * @param isVarying - Whether only the kinds of outputs are to be compared, as they tell of times or the machine.
 * @returns The first difference, in words; nothing when there is none.
 */
export async function differenceOf(
  stored: readonly CellOutput[],
  fresh: readonly CellOutput[],
  isVarying: boolean,
): Promise<string | undefined> {
  const [before, now] = [kindsOf(stored, isVarying), kindsOf(fresh, isVarying)];
  if (before.join() !== now.join()) return `shows ${listed(now)}; stored is ${listed(before)}`;
  if (isVarying) return undefined;
  for (const [i, output] of fresh.entries()) {
    const old = stored[i];
    const difference = old && (await outputDifference(old, output));
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function listed(kinds: readonly string[]): string {
  return kinds.length === 0 ? 'nothing' : kinds.join(', ');
}

function kindsOf(outputs: readonly CellOutput[], isVarying: boolean): readonly string[] {
  const kinds = outputs.map(kindOf);
  // How often a text comes between pictures may vary with the time.
  return isVarying ? [...new Set(kinds)].sort() : kinds;
}

function kindOf(output: CellOutput): string {
  switch (output.output_type) {
    case 'stream':
      return output.name;
    case 'error':
      return 'an error';
    case 'display_data':
    case 'execute_result':
      return Object.keys(output.data).sort().join('+');
  }
}

function outputDifference(
  stored: CellOutput,
  fresh: CellOutput,
): string | undefined | Promise<string | undefined> {
  if (stored.output_type === 'stream' && fresh.output_type === 'stream') {
    return textDifference(textOf(stored.text), textOf(fresh.text));
  }
  if ('data' in stored && 'data' in fresh) return bundleDifference(stored.data, fresh.data);
  return undefined;
}

async function bundleDifference(
  stored: MimeBundle,
  fresh: MimeBundle,
): Promise<string | undefined> {
  // A chart's drawing is compared, not the picture made of it, which depends on the fonts that are installed.
  const comparison: PictureComparison = 'image/svg+xml' in fresh ? 'size' : 'pixels';
  for (const [type, value] of Object.entries(fresh)) {
    const [before, now] = [textOf(stored[type] ?? ''), textOf(value)];
    const difference =
      type.startsWith('image/') && !type.endsWith('+xml')
        ? await pictureDifference(before, now, comparison)
        : textDifference(before, now);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function textDifference(stored: string, fresh: string): string | undefined {
  if (stored === fresh) return undefined;
  const [before, now] = [stored.split('\n'), fresh.split('\n')];
  const line = now.findIndex((text, i) => text !== before[i]);
  const at = line < 0 ? now.length : line;
  return `line ${at + 1} of its output is ${quoted(now[at])}; stored is ${quoted(before[at])}`;
}

function quoted(line: string | undefined): string {
  if (line === undefined) return 'missing';
  return JSON.stringify(line.length > 120 ? `${line.slice(0, 120)}…` : line);
}
