import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { namesOf, TEMPLATE, type PluginNames } from './plugin-names';

/** What a new plugin can have. */
export const PLUGIN_KINDS = ['filter', 'source', 'target'] as const;

/** What a new plugin has. */
export type PluginKind = (typeof PLUGIN_KINDS)[number];

/** What {@link createPlugin} is told. */
export interface CreatePluginOptions {
  /** Its name, in small letters with `-` between words. */
  readonly name: string;
  /** What it has. @defaultValue `'filter'` */
  readonly kind?: PluginKind;
  /** Where it is made. @defaultValue `giftgrab-plugin-NAME` in the working directory */
  readonly folder?: string;
}

/** What {@link createPlugin} has made. */
export interface CreatedPlugin {
  /** Its folder, as an absolute path. */
  readonly folder: string;
  /** The name of its package. */
  readonly packageName: string;
  /** Its files, from its folder. */
  readonly files: readonly string[];
}

const TEMPLATES = join(__dirname, '..', 'templates');

/**
 * Makes a plugin for giftgrab: a package that builds, with a test, documentation and CI. What is there already stays as it is.
 *
 * @param options - Its name, what it has, and where.
 * @throws `RangeError` when it cannot be called so, there is no such kind, or the folder is not empty; then nothing is written.
 * @example
 * ```ts
 * import { createPlugin } from 'create-giftgrab-plugin';
 *
 * function make(): void {
 *   const { folder, files } = createPlugin({ name: 'hue-shift', kind: 'filter' });
 *   console.log(folder, files); // …/giftgrab-plugin-hue-shift [ '.github/workflows/ci.yml', … ]
 * }
 * void make;
 * ```
 */
export function createPlugin(options: CreatePluginOptions): CreatedPlugin {
  const { kind = 'filter' } = options;
  if (!PLUGIN_KINDS.includes(kind)) {
    const kinds = PLUGIN_KINDS.join(', ');
    throw new RangeError(`There is no kind ${JSON.stringify(kind)} of plugin; there are ${kinds}.`);
  }
  const templates = [...filesIn('common'), ...filesIn(kind)];
  const code = templates.filter(({ path }) => path.endsWith('.ts')).map(({ text }) => text);
  const names = namesOf(options.name, code.join('\n'));
  const folder = resolve(options.folder ?? names.packageName);
  checkEmpty(folder);
  const files = templates.map(({ path, text }) => {
    const name = filled(path, names);
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    // Never over another file, also if it has come just now.
    writeFileSync(file, filled(text, names), { flag: 'wx' });
    return name;
  });
  return { folder, packageName: names.packageName, files: files.sort() };
}

interface TemplateFile {
  readonly path: string;
  readonly text: string;
}

function filesIn(name: string): readonly TemplateFile[] {
  const folder = join(TEMPLATES, name);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return { path: realName(relative(folder, file)), text: readFileSync(file, 'utf8') };
    });
}

/** npm packs no `.gitignore` as such, and takes a package.json for the beginning of a package: in the templates they begin with `_`. */
function realName(path: string): string {
  return path.replace(/^_package\.json$/, 'package.json').replace(/^_/, '.');
}

function filled(text: string, { name, camel, pascal }: PluginNames): string {
  return text
    .replaceAll(TEMPLATE.name, name)
    .replaceAll(TEMPLATE.camel, camel)
    .replaceAll(TEMPLATE.pascal, pascal)
    .replaceAll('^0.0.0', `^${coreVersion()}`);
}

/** All packages of giftgrab have one version. */
function coreVersion(): string {
  const manifest = readFileSync(join(__dirname, '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function checkEmpty(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) throw new RangeError(`${folder} is a file. Take another folder.`);
  // One that was cloned empty will do.
  if (readdirSync(folder).every((entry) => entry === '.git')) return;
  throw new RangeError(`${folder} is not empty. Take another folder; nothing was written.`);
}
