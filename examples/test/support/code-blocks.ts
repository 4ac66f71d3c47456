import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run-node';

/** TypeScript that a document shows. */
export interface CodeBlock {
  /** The document's path in the repository. */
  readonly document: string;
  /** The line on which the code begins. */
  readonly line: number;
  readonly text: string;
  /** Why it is not run, as a comment before it says: `<!-- not run: … -->`. */
  readonly whyNotRun: string | undefined;
}

/** The documents that show code to users, but for those of the filters, which scripts/filter-pages.mjs makes of code that it has run. */
export function documents(): readonly string[] {
  const folders = ['.', 'docs/guide', 'docs/decisions', 'bench', 'faults'];
  const packages = readdirSync(join(ROOT, 'packages')).map((name) => join('packages', name));
  return [...folders, ...packages].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );
}

/** The TypeScript in a document. */
export function codeBlocks(document: string): readonly CodeBlock[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const found = text.matchAll(/(?:^<!-- not run: (.+) -->\n\n?)?^```ts\n([\s\S]*?)^```$/gm);
  return [...found].map((match) => {
    const [whole, whyNotRun, code = ''] = match;
    const before = text.slice(0, match.index + whole.indexOf('```ts\n') + '```ts\n'.length);
    return { document, line: before.split('\n').length, text: code, whyNotRun };
  });
}

/** A name for the file of a block, without an extension. */
export function nameOfBlock({ document, line }: CodeBlock): string {
  return `${document.replaceAll(/\W/g, '-')}-line-${line}`;
}

/** The TypeScript of the examples in the comments of the packages, which the API reference shows. */
export function exampleBlocks(): readonly CodeBlock[] {
  const files = readdirSync(join(ROOT, 'packages')).flatMap((name) => {
    const folder = join('packages', name, 'src');
    return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.generated.ts'))
      .map((path) => join(folder, path));
  });
  return files.flatMap(examplesIn);
}

function examplesIn(document: string): readonly CodeBlock[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const found = text.matchAll(/^ *\* ```ts\n((?: *\*.*\n)*?) *\* ```$/gm);
  return [...found].map((match) => ({
    document,
    line: text.slice(0, match.index).split('\n').length + 1,
    text: commentText(match[1] ?? ''),
    whyNotRun: undefined,
  }));
}

/** Without the stars, and with comments that end as comments do. */
function commentText(text: string): string {
  return text.replaceAll(/^ *\* ?/gm, '').replaceAll('*\\/', '*/');
}

/** The drawing that a document shows of what a block of its code has printed: the next one, before any other code. */
export function drawingAfter({ document, line }: CodeBlock): string | undefined {
  const rest = readFileSync(join(ROOT, document), 'utf8').split('\n').slice(line).join('\n');
  const [, drawing] = /^```mermaid\n([\s\S]*?)^```$/m.exec(rest.split(/^```ts$/m)[0] ?? '') ?? [];
  return drawing;
}

/** Puts another drawing in the place of one. */
export function replaceDrawing(document: string, old: string, drawing: string): void {
  const path = join(ROOT, document);
  const fenced = (text: string): string => `\`\`\`mermaid\n${text}\`\`\``;
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(fenced(old), () => fenced(drawing)),
  );
}

/** Files that a document shows, by the names that their first lines give them: `// my-filter.js`, `# theatre.yaml`. */
export function namedFiles(document: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const found = text.matchAll(
    /^```(?:js|yaml)\n((?:\/\/|#) ([\w-]+\.(?:js|yaml))\n[\s\S]*?)^```$/gm,
  );
  return new Map([...found].map(([, code = '', name = '']) => [name, code]));
}
