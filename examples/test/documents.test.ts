import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');

/** The documents that show code to users. */
function documents(): readonly string[] {
  const guides = readdirSync(join(ROOT, 'docs', 'guide')).map((name) =>
    join(ROOT, 'docs/guide', name),
  );
  const packages = readdirSync(join(ROOT, 'packages')).map((name) =>
    join(ROOT, 'packages', name, 'README.md'),
  );
  return [join(ROOT, 'README.md'), ...guides, ...packages].filter((path) => path.endsWith('.md'));
}

/** The TypeScript in a document, as files that lie beside the examples. */
function snippets(path: string): readonly (readonly [name: string, text: string])[] {
  const blocks = readFileSync(path, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm);
  const name = relative(ROOT, path).replaceAll(/[^\w]/g, '-');
  return [...blocks].map((block, i) => [
    join(ROOT, 'examples', `${name}-${i + 1}.ts`),
    // Even one without imports is a module.
    `${block[1] ?? ''}\nexport {};\n`,
  ]);
}

/** What the compiler has to say, with the options of the examples. */
function complaints(files: ReadonlyMap<string, string>): readonly string[] {
  const configPath = join(ROOT, 'tsconfig.base.json');
  const { config } = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const settings = {
    ...options,
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
  };
  const host = ts.createCompilerHost(settings);
  const disk = ts.createCompilerHost(settings);
  host.readFile = (path) => files.get(path) ?? disk.readFile(path);
  host.fileExists = (path) => files.has(path) || disk.fileExists(path);
  const program = ts.createProgram([...files.keys()], settings, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    const text = ts.flattenDiagnosticMessageText(messageText, ' ');
    return `${file?.fileName ?? ''}:${line} ${text}`;
  });
}

describe('the documents', () => {
  it('show only code that compiles', () => {
    const files = new Map(documents().flatMap(snippets));
    expect(files.size).to.be.greaterThan(8);
    expect(complaints(files)).to.deep.equal([]);
  });

  it('would not pass with code that does not compile', () => {
    const wrong =
      "import { openFile } from 'giftgrab';\nvoid openFile('in.mp4', { color: 'BGRA' });\n";
    const [complaint, ...others] = complaints(
      new Map([[join(ROOT, 'examples', 'wrong.ts'), wrong]]),
    );
    expect(complaint).to.match(/wrong\.ts:2 .*'color' does not exist/);
    expect(others).to.deep.equal([]);
  });
});
