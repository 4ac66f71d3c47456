import { readdirSync, readFileSync } from 'node:fs';
import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tsdoc from 'eslint-plugin-tsdoc';
import tseslint from 'typescript-eslint';

/**
 * Which packages each package may import. Imports run one way; sources, targets and filters never
 * see one another. Change this map together with the references in tsconfig.json and the
 * dependencies in package.json.
 */
const allowedSiblings = {
  core: [],
  ffmpeg: ['core'],
  sources: ['core', 'ffmpeg'],
  targets: ['core', 'ffmpeg'],
  filters: ['core'],
  preview: ['core'],
  giftgrab: ['core', 'ffmpeg', 'sources', 'targets', 'filters', 'preview'],
  notebook: ['core'],
  'create-giftgrab-plugin': [],
};

/** Folders below src or test, counted so that a relative import can be seen to leave its package. */
const deepestFolder = 5;

/** The packages that stand outside of the scope. */
const unscoped = ['giftgrab', 'create-giftgrab-plugin'];

const packageName = (folder) => (unscoped.includes(folder) ? folder : `@giftgrab/${folder}`);

// A dot is all that package names have of a regular expression's signs.
const escapeRegex = (name) => name.replaceAll('.', '\\.');

/** Matches every import that is neither relative nor one of these packages (or a path in one). */
function everythingBut(names) {
  return `^(?!\\.{1,2}(?:/|$)|node:|(?:${names.map(escapeRegex).join('|')})(?:/|$))`;
}

/** Matches our own packages, those in `allowed` left out. */
function siblingsBut(allowed) {
  const names = allowed.map((folder) => escapeRegex(packageName(folder)));
  return names.length === 0
    ? '^(?:giftgrab|@giftgrab/.*)$'
    : `^(?!(?:${names.join('|')})$)(?:giftgrab|@giftgrab/.*)$`;
}

/** Refuses the imports that match, each with its own message. */
const refuseImports = (...patterns) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
});

/** The import rules of one package: one entry for each folder depth, of its sources and its tests. */
function importDirection([folder, siblings]) {
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(
    readFileSync(new URL(`packages/${folder}/package.json`, import.meta.url), 'utf8'),
  );
  const declared = Object.keys({ ...dependencies, ...peerDependencies });
  const list = siblings.length === 0 ? 'no sibling' : siblings.map(packageName).join(', ');
  const direction = (allowed) => ({
    regex: siblingsBut(allowed),
    message: `packages/${folder} may import only: ${list}. See allowedSiblings in eslint.config.mjs.`,
  });
  const undeclared = {
    regex: everythingBut([...declared, 'giftgrab', '@giftgrab']),
    message: `Not a dependency of packages/${folder}/package.json. Add it there; write node's own modules as node:name.`,
  };
  return Array.from({ length: deepestFolder + 1 }, (_, depth) => {
    const below = '*/'.repeat(depth) + '*.ts';
    const escape = {
      // Tests may share what core/test/support and ffmpeg/test/support have: recorders, clips, fake ffmpegs, what is left running.
      regex: `^(?:\\.\\./){${depth + 2},}(?!(?:core|ffmpeg)/test/support/)`,
      message: `Leaves packages/${folder}. Import the other package by its name.`,
    };
    return [
      {
        files: [`packages/${folder}/src/${below}`],
        rules: refuseImports(direction(siblings), undeclared, escape),
      },
      {
        files: [`packages/${folder}/test/${below}`],
        rules: refuseImports(direction([folder, ...siblings]), escape),
      },
    ];
  }).flat();
}

const packageFolders = readdirSync(new URL('packages', import.meta.url));
const unlisted = packageFolders.filter((folder) => !(folder in allowedSiblings));
if (unlisted.length > 0) {
  throw new Error(`Add packages/${unlisted.join(', packages/')} to allowedSiblings.`);
}

const testTools = ['chai', 'fast-check', 'mocha'];
const onlyGiftgrab = {
  regex: everythingBut(['giftgrab', 'rxjs', 'ndarray']),
  message: 'Examples import what a user would: giftgrab, rxjs, ndarray and node: modules.',
};

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a default export arrives as { default } in ESM importers.',
};
const noLazySibling = {
  selector: 'ImportExpression[source.value=/^(giftgrab$|@giftgrab)/]',
  message:
    'Import other giftgrab packages at the top of the file, where their direction is checked.',
};

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/*.generated.ts',
    'coverage/',
    'docs/site/',
    'out/',
    'packages/*/templates/', // compiled where they are made plugins of
    '**/assembly/', // AssemblyScript: looks like TypeScript, has other types
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        ['Buffer', 'URL', 'clearTimeout', 'console', 'performance', 'process', 'setTimeout'].map(
          (name) => [name, 'readonly'],
        ),
      ),
    },
  },
  {
    files: ['packages/preview/page/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'AbortController',
          'EventSource',
          'ResizeObserver',
          'createImageBitmap',
          'document',
          'fetch',
          'window',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.cjs', 'packages/*/test/**/*.js'],
    languageOptions: {
      globals: {
        module: 'writable',
        exports: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        setImmediate: 'readonly',
      },
    },
  },
  { rules: { curly: ['error', 'multi-line'], eqeqeq: 'error', 'object-shorthand': 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { tsdoc },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-restricted-syntax': ['error', noDefaultExport],
      'tsdoc/syntax': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      // A method that can be taken off its object says so.
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // `using` without a use is the point of `using`; a leading underscore says "on purpose".
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreUsingDeclarations: true },
      ],
      // Whether an object says something useful in a text is what no-base-to-string looks at.
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-misused-spread': 'off',
      // A function may be async to turn its throws into rejections.
      '@typescript-eslint/require-await': 'off',
      // Bitwise and index work on typed arrays reads worse with the alternatives.
      '@typescript-eslint/prefer-for-of': 'off',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', noDefaultExport, noLazySibling],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
    },
  },
  {
    files: ['packages/giftgrab/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport] },
  },
  {
    files: ['packages/{giftgrab,notebook,create-giftgrab-plugin}/src/cli/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/test/**/*.ts'],
    rules: {
      // chai's assertions are expressions: expect(x).to.be.true
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  Object.entries(allowedSiblings).map(importDirection),
  { files: ['examples/**/*.ts'], rules: refuseImports(onlyGiftgrab) },
  {
    files: ['examples/plugins/**/*.ts'],
    rules: refuseImports({
      regex: everythingBut(['@giftgrab/core', 'rxjs', ...testTools]),
      message: 'A plugin imports @giftgrab/core, rxjs, node: modules, and test tools in its tests.',
    }),
  },
  {
    // The notebook runner and the tests are the examples' tools, not examples.
    files: ['examples/run-notebook.ts', 'examples/test/**/*.ts'],
    rules: refuseImports({
      regex: everythingBut(['giftgrab', 'rxjs', 'ndarray', 'ts-node', 'typescript', ...testTools]),
      message: 'The examples may import giftgrab, rxjs, ndarray, node: modules and test tools.',
    }),
  },
  {
    files: ['bench/**/*.ts'],
    rules: refuseImports({
      regex: everythingBut(['giftgrab', '@giftgrab', 'rxjs', 'ndarray', ...testTools]),
      message: 'The benchmarks may import giftgrab, @giftgrab/*, rxjs, ndarray and node: modules.',
    }),
  },
  {
    // They use the helpers of the packages' tests, and look where no user looks.
    files: ['faults/**/*.ts'],
    rules: refuseImports({
      regex: everythingBut(['giftgrab', '@giftgrab', 'rxjs', ...testTools]),
      message:
        'The fault table may import giftgrab, @giftgrab/*, rxjs, test tools and node: modules.',
    }),
  },
);
