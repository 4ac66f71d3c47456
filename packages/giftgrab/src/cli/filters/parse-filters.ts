import { InvalidOptionError } from '@giftgrab/core';
import { NUMBER, WORD, type FilterCall, type FilterValue, type FilterValues } from './filter-text';

const SPACE = /\s*/y;
const NAME = /[A-Za-z_][\w-]*/y;
const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy;
/** Lists and objects within each other; more is no filter, and would exhaust the stack. */
const DEEPEST = 32;

/**
 * Reads filters as they are written in a shell: `gaussian(sigma=[5,15]) | crop(x=0, y=0, cols=640, rows=360)`.
 *
 * Values are numbers, `true` and `false`, words, texts in either quotes (`\n`, `\t` and a `\` before any other sign), lists
 * `[1,2]` and objects `{name=value}`. A filter that gets no option needs no parentheses.
 *
 * @param text - One filter, or several with `|` in between.
 * @returns At least one filter.
 * @throws {@link InvalidOptionError} that says what was expected, and where.
 */
export function parseFilters(text: string): readonly FilterCall[] {
  return new FilterReader(text, '--filter').pipeline();
}

/**
 * Reads one filter, source or target: `ticker(rate=5)`.
 *
 * @param text - The text.
 * @param what - What it is given as, for messages: `IN`.
 * @throws {@link InvalidOptionError} that says what was expected, and where.
 */
export function parseCall(text: string, what: string): FilterCall {
  return new FilterReader(text, what).single();
}

/** Goes through a text; each method reads one thing of the grammar, or says what should be there. */
class FilterReader {
  readonly #text: string;
  readonly #what: string;
  #at = 0;
  #depth = 0;

  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  pipeline(): readonly FilterCall[] {
    const calls: FilterCall[] = [];
    do {
      calls.push(this.#call());
    } while (this.#take('|'));
    this.#checkEnd('"|" or the end');
    return calls;
  }

  single(): FilterCall {
    const call = this.#call();
    this.#checkEnd('the end');
    return call;
  }

  #checkEnd(other: string): void {
    if (this.#at === this.#text.length) return;
    const couldFollow = this.#text[this.#at - 1] === ')' ? '' : '"(", ';
    throw this.#expected(`${couldFollow}${other}`);
  }

  #call(): FilterCall {
    const name = this.#match(NAME);
    if (name === undefined) {
      const hint = this.#at === 0 ? '' : ' (a file has a --filter of its own)';
      throw this.#expected(`the name of a filter${hint}`);
    }
    const options = this.#take('(') ? this.#options(')') : {};
    this.#match(SPACE);
    return { name, options };
  }

  #options(end: string): FilterValues {
    const options = new Map<string, FilterValue>();
    this.#items(end, () => {
      const name = this.#match(NAME);
      if (name === undefined) throw this.#expected(`the name of an option or "${end}"`);
      if (options.has(name)) {
        throw new InvalidOptionError(this.#what, 'every option once', name);
      }
      if (!this.#take('=')) throw this.#expected('"="');
      options.set(name, this.#value());
    });
    return Object.fromEntries(options);
  }

  #value(): FilterValue {
    if (this.#take('[')) {
      const list: FilterValue[] = [];
      this.#items(']', () => list.push(this.#value()));
      return list;
    }
    if (this.#take('{')) return this.#options('}');
    const string = this.#match(STRING);
    if (string !== undefined) return unquoted(string);
    const word = this.#match(WORD);
    if (word === undefined) throw this.#expected('a value');
    if (word === 'true' || word === 'false') return word === 'true';
    return NUMBER.test(word) ? Number(word) : word;
  }

  /** Things with commas in between; one after the last does no harm. */
  #items(end: string, read: () => void): void {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw this.#expected(`no more than ${DEEPEST} brackets`);
    while (!this.#take(end)) {
      read();
      if (this.#take(',')) continue;
      if (!this.#take(end)) throw this.#expected(`"," or "${end}"`);
      break;
    }
    this.#depth -= 1;
  }

  #take(sign: string): boolean {
    this.#match(SPACE);
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    if (pattern !== SPACE) this.#match(SPACE);
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.#at += found?.length ?? 0;
    return found;
  }

  #expected(what: string): InvalidOptionError {
    const rule = `${what} at position ${this.#at + 1}`;
    return new InvalidOptionError(this.#what, rule, this.#text);
  }
}

function unquoted(string: string): string {
  const signs: Readonly<Record<string, string>> = { n: '\n', t: '\t' };
  return string.slice(1, -1).replaceAll(/\\(.)/gs, (_, sign: string) => signs[sign] ?? sign);
}
