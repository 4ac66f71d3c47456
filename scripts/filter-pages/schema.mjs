// What an option may be, in the words of JSON Schema: from its TypeScript type, its default, and the range that its docstring says.
import ts from 'typescript';

const RANGE =
  /\bRange: (?:(whole numbers)(?:, )?)?(?:(-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?)|from (-?\d+)|above (-?\d+)(?:, to (-?\d+))?)?\.(?:\s|$)/;

/**
 * The schema of an option.
 *
 * @param checker - The compiler.
 * @param type - The option's type.
 * @param option - Its name, text and default, as the docstring says them.
 * @returns `undefined` where not all that it may be is a number, a text, a boolean, or lists and objects of these.
 */
export function schemaOf(checker, type, { name, text, default: written }) {
  const value = valueSchema(checker, type, rangeIn(name, text));
  if (value === undefined) return undefined;
  const standard = defaultIn(written);
  const isDefault = standard !== undefined && isOf(standard, value);
  return { ...value, ...(isDefault && { default: standard }), description: text };
}

/** The range that a docstring says, in one of the forms "Range: 0 to 1.", "Range: above 0, to 1.", "Range: whole numbers, from 1." */
function rangeIn(name, text) {
  if (!/\bRange:/.test(text)) return {};
  const match = RANGE.exec(text);
  if (match === null) throw new Error(`The range of ${name} is in none of the forms: ${text}`);
  const [, isWhole, low, high, from, above, to] = match;
  const number = (key, ...texts) => {
    const given = texts.find((each) => each !== undefined);
    return given === undefined ? {} : { [key]: Number(given) };
  };
  return {
    ...(isWhole && { type: 'integer' }),
    ...number('minimum', low, from),
    ...number('exclusiveMinimum', above),
    ...number('maximum', high, to),
  };
}

function valueSchema(checker, type, range, seen = []) {
  const inner = (each) => valueSchema(checker, each, range, [...seen, type]);
  if (type.isLiteral()) return { enum: [type.value] };
  if (type.flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
  if (type.flags & ts.TypeFlags.Number) return { type: 'number', ...range };
  if (type.flags & ts.TypeFlags.String) return { type: 'string' };
  if (type.isUnion()) return oneOf(unionParts(checker, type).map(inner));
  // A type within itself: lists of lists.
  if (seen.includes(type)) return {};
  if (checker.isArrayType(type) || type.symbol?.name === 'ArrayLike') {
    const items = inner(checker.getTypeArguments(type)[0]);
    return items && { type: 'array', ...(Object.keys(items).length > 0 && { items }) };
  }
  const isPlain = (type.flags & ts.TypeFlags.Object) !== 0 && !type.symbol?.valueDeclaration;
  const properties = isPlain ? checker.getPropertiesOfType(type) : [];
  return properties.length > 0 && properties.every((each) => each.declarations?.every(isField))
    ? { type: 'object' }
    : undefined;
}

/** Each of a union; true and false are one. */
function unionParts(checker, type) {
  const isBoolean = ({ flags }) => (flags & ts.TypeFlags.BooleanLiteral) !== 0;
  const others = type.types.filter((each) => !isBoolean(each));
  return others.length === type.types.length ? others : [...others, checker.getBooleanType()];
}

function oneOf(parts) {
  const schemas = parts.filter((part) => part !== undefined);
  // A number may also come as an object of a class. Not so with texts: one that may also be a picture's bytes names a file, which nobody
  // shall choose from afar.
  if (schemas.length < parts.length && !schemas.every(({ type }) => type === 'number')) {
    return undefined;
  }
  if (schemas.length === 0) return undefined;
  const literals = schemas.flatMap((each) => each.enum ?? []);
  const others = schemas.filter((each) => each.enum === undefined);
  const all = [...(literals.length > 0 ? [{ enum: literals }] : []), ...others];
  return all.length === 1 ? all[0] : { anyOf: all };
}

function isField(declaration) {
  return ts.isPropertySignature(declaration) && declaration.type !== undefined;
}

/** A default that is written as one value, `'inline'` or 0. */
function defaultIn(written) {
  const code = written?.replace(/^`(.*)`$/, '$1').replaceAll("'", '"');
  try {
    return code && JSON.parse(code);
  } catch {
    return undefined;
  }
}

function isOf(value, { type, enum: values, anyOf }) {
  if (anyOf !== undefined) return anyOf.some((each) => isOf(value, each));
  if (values !== undefined) return values.includes(value);
  if (type === 'integer') return Number.isInteger(value);
  return Array.isArray(value) ? type === 'array' : typeof value === type;
}
