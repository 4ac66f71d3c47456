import { LONGEST_MS } from './clock';
import { InvalidOptionError } from './errors';
import { didYouMean } from './nearest-name';
import { Rational } from './rational';

/**
 * Throws unless a value is a whole number from 1 to a maximum.
 *
 * @param option - The option's public name.
 * @param value - The value.
 * @param maximum - The largest allowed.
 */
export function checkPositiveInteger(
  option: string,
  value: number,
  maximum = Number.MAX_SAFE_INTEGER,
): void {
  checkIntegerIn(option, value, 1, maximum);
}

/**
 * Throws unless a value is a whole number in a range.
 *
 * @param option - The option's public name.
 * @param value - The value.
 * @param minimum - The smallest allowed.
 * @param maximum - The largest allowed.
 */
export function checkIntegerIn(
  option: string,
  value: number,
  minimum: number,
  maximum = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= minimum && value <= maximum) return;
  const rule =
    maximum === Number.MAX_SAFE_INTEGER
      ? `an integer of at least ${minimum}`
      : `an integer from ${minimum} to ${maximum}`;
  throw new InvalidOptionError(option, rule, value);
}

/**
 * Throws unless a value is a whole number of milliseconds, from 1 to as many as a timer can wait.
 *
 * @param option - The option's public name.
 * @param value - The value.
 */
export function checkMilliseconds(option: string, value: number): void {
  checkPositiveInteger(option, value, LONGEST_MS);
}

/**
 * Throws unless a value is true or false.
 *
 * @param option - The option's public name.
 * @param value - The value.
 */
export function checkBoolean(option: string, value: unknown): asserts value is boolean {
  if (typeof value !== 'boolean') throw new InvalidOptionError(option, 'true or false', value);
}

/**
 * Throws unless a value is one of a list.
 *
 * @param option - The option's public name.
 * @param value - The value.
 * @param allowed - The list.
 */
export function checkOneOf<T extends string>(
  option: string,
  value: T,
  allowed: readonly T[],
): void {
  if (!allowed.includes(value)) {
    const names = allowed.map((name) => JSON.stringify(name)).join(', ');
    throw new InvalidOptionError(option, `one of ${names}`, value, didYouMean(value, allowed));
  }
}

/**
 * Throws unless a member of a pipeline has no name of its own, or one that can be seen.
 *
 * @param name - What it shall be called.
 */
export function checkName(name: string | undefined): void {
  if (name === undefined || (typeof name === 'string' && name.trim() !== '')) return;
  throw new InvalidOptionError('name', 'a text that is not empty', name);
}

/**
 * A frame rate as an exact fraction.
 *
 * @param value - Frames per second; see {@link Rational.from} for how numbers are read.
 * @throws {@link InvalidOptionError} when it is not positive and finite, or above 1000000.
 */
export function checkFrameRate(value: number | Rational | undefined): Rational {
  const number = value instanceof Rational ? value.value : value;
  if (value === undefined || typeof number !== 'number' || !(number > 0) || number > 1e6) {
    throw new InvalidOptionError(
      'frameRate',
      'frames per second, a positive, finite number or Rational',
      value,
    );
  }
  return Rational.from(value);
}

/**
 * Throws unless an options object holds only names that are known: a misspelt option would
 * otherwise be ignored in silence.
 *
 * @param call - The function that was called, for the message.
 * @param options - What it was given.
 * @param known - The names it knows.
 */
export function checkOptionNames(call: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      const rule = known.length === 0 ? 'none' : `one of ${known.join(', ')}`;
      throw new InvalidOptionError(`${call} option`, rule, name, didYouMean(name, known));
    }
  }
}
