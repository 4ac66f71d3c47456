// Reads what the filters' docstrings say, with the TypeScript compiler.
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { schemaOf } from './schema.mjs';

/**
 * The public filters, by name, and the options that those on arrays take besides their own.
 *
 * @param root - The repository.
 * @returns For each: name, group (its folder), text, options (name, type, text, default, whether they are plain values), throws, see,
 * example, and in how many forms it comes.
 */
export function readFilters(root) {
  const index = join(root, 'packages/filters/src/index.ts');
  const program = ts.createProgram([index], compilerOptions(root));
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(index));
  const exported = checker
    .getExportsOfModule(module)
    .map((symbol) =>
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    );
  const filters = exported
    .filter((symbol) => symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable))
    .map((symbol) => readFilter(checker, symbol))
    .filter((filter) => filter !== undefined)
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const execution = exported.find(({ name }) => name === 'ExecutionOptions');
  const [declaration] = execution.declarations;
  const type = checker.getDeclaredTypeOfSymbol(execution);
  return { filters, execution: propertiesOf(checker, type, declaration) };
}

function compilerOptions(root) {
  const path = join(root, 'packages/filters/tsconfig.json');
  const config = ts.readConfigFile(path, ts.sys.readFile).config;
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, join(root, 'packages/filters'));
  return { ...parsed.options, customConditions: ['@giftgrab/source'] };
}

function readFilter(checker, symbol) {
  const declaration = symbol.valueDeclaration;
  const type = checker.getTypeOfSymbolAtLocation(symbol, declaration);
  const signatures = type.getCallSignatures();
  if (signatures.length === 0) return undefined;
  const isOnArrays = type.symbol?.name === 'ArrayFilter';
  const isOnSets = type.symbol?.name === 'FrameLayout';
  const result = checker.typeToString(signatures[0].getReturnType());
  if (!isOnArrays && !isOnSets && result !== 'FrameOperator') return undefined;
  const texts = (name) => rawTexts(declaration, name);
  return {
    name: symbol.name,
    group: basename(dirname(declaration.getSourceFile().fileName)),
    text: plain(ts.displayPartsToString(symbol.getDocumentationComment(checker))),
    isOnArrays,
    isOnSets,
    options: optionsOf(checker, type, signatures, isOnArrays || isOnSets, declaration),
    throws: texts('throws'),
    see: texts('see'),
    example: texts('example')[0] ?? '',
  };
}

function optionsOf(checker, type, [signature], isGeneric, declaration) {
  const [parameter] = signature.getParameters();
  const given = isGeneric
    ? checker.getTypeArguments(type)[0]
    : parameter && checker.getTypeOfSymbolAtLocation(parameter, declaration);
  if (given === undefined) return [];
  return propertiesOf(checker, withoutStream(checker.getNonNullableType(given)), declaration);
}

function propertiesOf(checker, options, declaration) {
  return checker.getPropertiesOfType(options).map((property) => {
    const ofProperty = checker.getTypeOfSymbolAtLocation(property, declaration);
    const tag = property.getJsDocTags(checker).find(({ name }) => name === 'defaultValue');
    // Shows what the name of a type stands for.
    const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;
    const text = plain(ts.displayPartsToString(property.getDocumentationComment(checker)));
    const standard = tag && plain(ts.displayPartsToString(tag.text));
    const said = { name: property.name, text, default: standard };
    return {
      ...said,
      isOptional: (property.flags & ts.SymbolFlags.Optional) !== 0,
      choices: choicesOf(checker, checker.getNonNullableType(ofProperty)),
      isPlain: canBePlain(checker, checker.getNonNullableType(ofProperty), declaration),
      type: checker
        .typeToString(checker.getNonNullableType(ofProperty), declaration, flags)
        .replaceAll(/import\("[^"]+"\)\./g, ''),
      schema: schemaOf(checker, checker.getNonNullableType(ofProperty), said),
    };
  });
}

/** Whether a type has values that are numbers, texts, booleans, or lists and objects of these. */
function canBePlain(checker, type, declaration, seen = new Set()) {
  const plain = ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike | ts.TypeFlags.BooleanLike;
  if (type.flags & plain) return true;
  if (type.isUnion()) {
    return type.types.some((each) => canBePlain(checker, each, declaration, seen));
  }
  // A type within itself: lists of lists.
  if (seen.has(type)) return true;
  seen.add(type);
  const inner = (each) => canBePlain(checker, each, declaration, seen);
  if (checker.isArrayType(type)) return checker.getTypeArguments(type).every(inner);
  if (!(type.flags & ts.TypeFlags.Object) || type.getCallSignatures().length > 0) return false;
  return checker
    .getPropertiesOfType(type)
    .every((property) =>
      inner(checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(property, declaration))),
    );
}

/** The texts that a value, or each of a list of values, is one of. */
function choicesOf(checker, type) {
  const parts = type.isUnion() ? type.types : [type];
  const values = parts.flatMap((part) => {
    const each = checker.isArrayType(part) ? checker.getTypeArguments(part)[0] : part;
    return each.isUnion() ? each.types : [each];
  });
  const texts = values.filter((value) => value.isStringLiteral()).map(({ value }) => value);
  return [...new Set(texts)];
}

/** Options that may also come as a stream, as they are without one. */
function withoutStream(type) {
  if (!type.isUnion()) return type;
  return type.types.find(({ symbol }) => symbol?.name !== 'Observable') ?? type;
}

/** What the tags of a name say. Read from the text: the compiler takes the braces of a link behind `@throws` for a type. */
function rawTexts(declaration, name) {
  const [comment] = ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc);
  const lines = (comment?.getText() ?? '').replaceAll(/^\s*\*+( |$|\/)/gm, '');
  const parts = lines.split(/^@(?=\w)/m).slice(1);
  const wanted = parts.filter((part) => new RegExp(`^${name}\\b`).test(part));
  return wanted.map((part) => plain(part.slice(name.length).replace(/\*\/$/, '')));
}

/** Links become the names that they point to. */
function plain(text) {
  return text
    .replaceAll(
      /\{@link ([^}|]+?)(?:\s*\|\s*([^}]+))?\}/g,
      (_, name, label) => label ?? `\`${name}\``,
    )
    .trim();
}
