import { SourceMap } from 'node:module';
import { dirname, relative } from 'node:path';
import ts from 'typescript';
import { throwIfAny, type NotebookMistake, type NotebookPlace } from '../notebook-error';
import { compilerOptionsFor } from './compiler-options';
import { joinCells, type JoinedCells } from './join-cells';

/** A notebook in JavaScript. */
export interface CompiledNotebook {
  /** What the script is called in stack traces. */
  readonly filename: string;
  /** The script: a CommonJS module that exports `run`. */
  readonly script: string;
  /** Where in the notebook a line and column of the script came from, both from 1. */
  readonly placeOf: (line: number, column: number) => NotebookPlace | undefined;
}

// Parsed once for all notebooks of a process: most of the time goes into the libraries' types.
const parsedFiles = new Map<string, ts.SourceFile | undefined>();
const previousPrograms = new Map<string, ts.Program>();

/**
 * Compiles and type-checks a notebook's cells, with the `tsconfig.json` that is nearest to it.
 *
 * @param path - The notebook's absolute path.
 * @param shown - What it is called in messages.
 * @param cells - The code of each cell.
 * @throws `NotebookError` with every mistake, each with its cell and line.
 */
export function compileNotebook(
  path: string,
  shown: string,
  cells: readonly string[],
): CompiledNotebook {
  checkSyntax(shown, cells);
  const joined = joinCells(cells);
  const { configPath, options } = compilerOptionsFor(path, shown);
  // The extension makes it CommonJS, whatever the package that the notebook lies in.
  const fileName = `${path}.cts`;
  const host = cachingHost(options, configPath ?? '', fileName, joined.text);
  const previous = previousPrograms.get(configPath ?? '');
  const program = ts.createProgram([fileName], options, host, previous);
  previousPrograms.set(configPath ?? '', program);
  reject(shown, joined, fileName, ts.getPreEmitDiagnostics(program));
  return emit(program, fileName, joined);
}

/** Looks at each cell alone: a bracket that is not closed is to be told of where it is, not at the end of everything. */
function checkSyntax(shown: string, cells: readonly string[]): void {
  const mistakes = cells.flatMap((code, i) => {
    const { diagnostics = [] } = ts.transpileModule(code, {
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
    });
    return diagnostics.map((diagnostic) => {
      const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
      return { place: { cell: i + 1, line: line + 1 }, message: messageOf(diagnostic) };
    });
  });
  throwIfAny(shown, mistakes);
}

function reject(
  shown: string,
  joined: JoinedCells,
  fileName: string,
  diagnostics: readonly ts.Diagnostic[],
): void {
  const mistakes = diagnostics.map((diagnostic): NotebookMistake => {
    const { file, start = 0 } = diagnostic;
    const message = messageOf(diagnostic);
    if (file === undefined) return { place: {}, message };
    const { line } = file.getLineAndCharacterOfPosition(start);
    if (file.fileName === fileName) return { place: joined.places[line] ?? {}, message };
    // A file that the notebook imports.
    const name = relative(dirname(fileName), file.fileName);
    return { place: {}, message: `${name}, line ${line + 1}: ${message}` };
  });
  throwIfAny(shown, mistakes);
}

function messageOf({ code, messageText }: ts.Diagnostic): string {
  return `${ts.flattenDiagnosticMessageText(messageText, '\n  ')} (TS${code})`;
}

function cachingHost(
  options: ts.CompilerOptions,
  configPath: string,
  fileName: string,
  text: string,
): ts.CompilerHost {
  const host = ts.createCompilerHost(options, true);
  const disk = { ...host };
  host.fileExists = (path) => path === fileName || disk.fileExists(path);
  host.readFile = (path) => (path === fileName ? text : disk.readFile(path));
  host.getSourceFile = (path, languageVersionOrOptions, ...rest) => {
    const isStable = /\/node_modules\/|\.d\.[cm]?ts$/.test(path);
    if (path !== fileName && !isStable) {
      return disk.getSourceFile(path, languageVersionOrOptions, ...rest);
    }
    if (path === fileName) {
      return ts.createSourceFile(path, text, languageVersionOrOptions, true);
    }
    const key = `${configPath}\n${path}`;
    if (!parsedFiles.has(key)) {
      parsedFiles.set(key, disk.getSourceFile(path, languageVersionOrOptions, ...rest));
    }
    return parsedFiles.get(key);
  };
  return host;
}

function emit(program: ts.Program, fileName: string, joined: JoinedCells): CompiledNotebook {
  let script = '';
  let map = '{}';
  program.emit(program.getSourceFile(fileName), (name, text) => {
    if (name.endsWith('.map')) map = text;
    else script = text;
  });
  const sourceMap = new SourceMap(JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0]);
  const placeOf = (line: number, column: number): NotebookPlace | undefined => {
    const entry = sourceMap.findEntry(line - 1, column - 1);
    return 'originalLine' in entry ? joined.places[entry.originalLine] : undefined;
  };
  return { filename: fileName.replace(/cts$/, 'cjs'), script, placeOf };
}
