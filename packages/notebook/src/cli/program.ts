import { parseArgs } from 'node:util';
import { InvalidOptionError } from '@giftgrab/core';
import { NotebookError } from '../notebook-error';
import { runNotebook, type NotebookReport, type RunNotebookOptions } from '../run/run-notebook';

const HELP = `Usage: giftgrab-notebook [options] NOTEBOOK.ipynb ...

Runs the cells of notebooks in TypeScript and stores what they show in them.

Options:
  --check             compare with the outputs that are stored, and change nothing
  --timeout SECONDS   as long as a cell may take (60)
  --max-output BYTES  as much as a cell may show (1000000)
  -h, --help          this text

Examples:
  giftgrab-notebook my.ipynb
  giftgrab-notebook --check notebooks/*.ipynb

Exit codes: 0 all ran, and with --check showed what is stored; 1 not so; 2 an option is wrong; 130 stopped by Ctrl-C.`;

interface Wishes {
  readonly paths: readonly string[];
  readonly isHelp: boolean;
  readonly options: RunNotebookOptions;
}

/**
 * Runs the `giftgrab-notebook` command.
 *
 * @param args - Its arguments, without the program's name.
 * @returns The exit code: 0 when all went well, 1 when not, 2 when an option is wrong, 130 after Ctrl-C.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  let wishes: Wishes;
  try {
    wishes = wishesOf(args);
  } catch (error) {
    console.error(`giftgrab-notebook: ${(error as Error).message} (--help says more)`);
    return 2;
  }
  if (wishes.isHelp) {
    console.log(HELP);
    return 0;
  }
  const stopped = new AbortController();
  const stop = (): void => {
    stopped.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await runAll(wishes, stopped.signal);
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}

function wishesOf(args: readonly string[]): Wishes {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      timeout: { type: 'string' },
      'max-output': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (positionals.length === 0 && !values.help) throw new Error('Name a notebook.');
  const { timeout, 'max-output': maxOutput } = values;
  return {
    paths: positionals,
    isHelp: values.help,
    options: {
      check: values.check,
      ...(timeout === undefined ? {} : { timeoutSeconds: number('--timeout', timeout) }),
      ...(maxOutput === undefined ? {} : { maxOutputBytes: number('--max-output', maxOutput) }),
    },
  };
}

function number(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0)) {
    throw new Error(`Expected a number above 0 for ${flag} but received ${JSON.stringify(text)}.`);
  }
  return value;
}

async function runAll({ paths, options }: Wishes, signal: AbortSignal): Promise<number> {
  let failed = 0;
  for (const path of paths) {
    try {
      console.log(reportText(await runNotebook(path, { ...options, signal }), options));
    } catch (error) {
      if (signal.aborted) {
        console.error(`${path}: stopped; it is as it was.`);
        return 130;
      }
      if (error instanceof InvalidOptionError) {
        console.error(`giftgrab-notebook: ${error.message}`);
        return 2;
      }
      failed += 1;
      console.error(errorText(error));
    }
  }
  if (paths.length > 1 && failed > 0) console.error(`${failed} of ${paths.length} failed.`);
  return failed === 0 ? 0 : 1;
}

function reportText(report: NotebookReport, { check = false }: RunNotebookOptions): string {
  const { path, cells, pictures, bytes, seconds } = report;
  const took = `${cells} cells, ${pictures} pictures, ${seconds.toFixed(1)} s`;
  const outcome = check ? 'as stored' : `${(bytes / 1000).toFixed(0)} kB`;
  return `${path}: ${took}, ${outcome}`;
}

/** A mistake in the notebook is told in its own lines; anything else is a defect, and its stack helps to mend it. */
function errorText(error: unknown): string {
  if (error instanceof NotebookError) return [error.message, ...error.trace].join('\n');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
