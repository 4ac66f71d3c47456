import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { createPlugin, PLUGIN_KINDS, type PluginKind } from '../create-plugin';

const HELP = `Usage: create-giftgrab-plugin NAME [options]

Makes a plugin for giftgrab: a package with one filter, source or target, a test, documentation and CI.

Options:
  --kind <kind>   ${PLUGIN_KINDS.join(', ')}; filter by default
  --dir <folder>  where; giftgrab-plugin-NAME by default
  -h, --help      this text

Examples:
  npm create giftgrab-plugin hue-shift
  npm create giftgrab-plugin line-scan -- --kind source
`;

/**
 * Runs the `create-giftgrab-plugin` command.
 *
 * @param args - Its arguments, without the program's name.
 * @returns The exit code: 0 when the plugin is made, 1 when not.
 */
export function runCreate(args: readonly string[]): number {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        kind: { type: 'string' },
        dir: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
    });
    if (values.help === true) {
      process.stdout.write(HELP);
      return 0;
    }
    const [name, stray] = positionals;
    if (name === undefined) throw new RangeError('Which name? (--help says more)');
    if (stray !== undefined) throw new RangeError(`One name is enough, but there is ${stray} too.`);
    make(name, values.kind as PluginKind | undefined, values.dir);
    return 0;
  } catch (error) {
    console.error(`create-giftgrab-plugin: ${textOf(error)}`);
    return 1;
  }
}

function make(name: string, kind: PluginKind | undefined, dir: string | undefined): void {
  const { folder, packageName, files } = createPlugin({
    name,
    ...(kind !== undefined && { kind }),
    ...(dir !== undefined && { folder: dir }),
  });
  const place = relative('.', folder) || '.';
  console.log(
    `${packageName} is in ${place}: ${files.join(', ')}\n\nNext:\n  cd ${place}\n  npm install\n  npm test`,
  );
}

/** A user's mistake is told in one line; anything else is a defect, and its stack helps to mend it. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code = '' } = error as NodeJS.ErrnoException;
  const isMistake = error instanceof RangeError || code !== '';
  return isMistake ? error.message.replaceAll('\n', ' ') : (error.stack ?? error.message);
}
