import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import {
  codeBlocks,
  documents,
  exampleBlocks,
  nameOfBlock,
  type CodeBlock,
} from './support/code-blocks';
import { ROOT } from './support/run-node';

/** Code as files that lie beside the examples. */
function filesOf(blocks: readonly CodeBlock[]): ReadonlyMap<string, string> {
  const pathOf = (block: CodeBlock): string => join(ROOT, 'examples', `${nameOfBlock(block)}.ts`);
  return new Map(blocks.map((block) => [pathOf(block), module(block.text)]));
}

/** Even one without imports is a module. */
function module(text: string): string {
  return `${text}\nexport {};\n`;
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
    const files = filesOf(documents().flatMap(codeBlocks));
    expect(files.size).to.be.greaterThan(40);
    expect(complaints(files)).to.deep.equal([]);
  });

  it('that are comments show only code that compiles', () => {
    const files = filesOf(exampleBlocks());
    expect(files.size).to.be.greaterThan(120);
    expect(complaints(files)).to.deep.equal([]);
  });

  it('have a list of words in order, without doubles', () => {
    const words = readFileSync(join(ROOT, 'docs/words.txt'), 'utf8').trim().split('\n');
    expect(words).to.deep.equal([...new Set(words)].sort());
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
