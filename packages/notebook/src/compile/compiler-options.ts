import { dirname } from 'node:path';
import ts from 'typescript';
import { NotebookError } from '../notebook-error';

/** How a notebook is compiled. */
export interface NotebookCompilerOptions {
  /** The `tsconfig.json` they are from; none where the notebook lies in no project. */
  readonly configPath: string | undefined;
  readonly options: ts.CompilerOptions;
}

/** Without a project: strict, and with types of Node if they are installed. */
const DEFAULTS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
  strict: true,
  esModuleInterop: true,
};

/** What a notebook needs, and what makes no sense for code that is written to be tried. */
const FORCED: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  verbatimModuleSyntax: false,
  isolatedModules: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
  noImplicitReturns: false,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
  skipLibCheck: true,
  composite: false,
  incremental: false,
  declaration: false,
  declarationMap: false,
  noEmit: false,
  emitDeclarationOnly: false,
  allowImportingTsExtensions: false,
  sourceMap: true,
  inlineSourceMap: false,
  inlineSources: false,
  removeComments: false,
};

/** What the output is called and where it goes: it is not written. */
const OF_THE_OUTPUT = new Set([
  'outDir',
  'outFile',
  'rootDir',
  'rootDirs',
  'tsBuildInfoFile',
  'declarationDir',
]);

const NO_FILES = 18002;

/**
 * The compiler's options for a notebook: those of the nearest `tsconfig.json`, as far as they fit.
 *
 * @param path - The notebook's absolute path.
 * @param shown - What it is called in messages.
 * @throws {@link NotebookError} when that file has a mistake.
 */
export function compilerOptionsFor(path: string, shown: string): NotebookCompilerOptions {
  const folder = dirname(path);
  const configPath = ts.findConfigFile(folder, (file) => ts.sys.fileExists(file));
  if (configPath === undefined) {
    return { configPath, options: { ...DEFAULTS, ...FORCED } };
  }
  const { config, error } = ts.readConfigFile(configPath, (file) => ts.sys.readFile(file)) as {
    readonly config?: object;
    readonly error?: ts.Diagnostic;
  };
  // Its options are wanted, not its files.
  const { options, errors } = ts.parseJsonConfigFileContent(
    { ...config, files: [], include: [], references: [] },
    ts.sys,
    dirname(configPath),
    {},
    configPath,
  );
  const [mistake] = [...(error ? [error] : []), ...errors].filter(({ code }) => code !== NO_FILES);
  if (mistake !== undefined) {
    const text = ts.flattenDiagnosticMessageText(mistake.messageText, ' ');
    throw new NotebookError(shown, {}, `${configPath} has a mistake: ${text}`);
  }
  const wanted = Object.entries(options).filter(([name]) => !OF_THE_OUTPUT.has(name));
  return {
    configPath,
    options: { ...(Object.fromEntries(wanted) as ts.CompilerOptions), ...FORCED },
  };
}
