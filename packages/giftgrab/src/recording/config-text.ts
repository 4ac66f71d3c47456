import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
} from 'yaml';

/** Where something is in a text, counted from 1. */
export interface TextPlace {
  /** Which line. */
  readonly line: number;
  /** Which character of the line. */
  readonly column: number;
}

/** What is wrong with a text, and where. */
export interface TextFault extends TextPlace {
  /** What is wrong. */
  readonly message: string;
}

/** The text of a configuration, in YAML or JSON, that remembers where everything in it was. */
export class ConfigText {
  /** What makes it unreadable; empty where it can be read. */
  readonly faults: readonly TextFault[];
  /** What it says; `undefined` where it cannot be read. */
  readonly value: unknown;
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  /**
   * @param text - The text. JSON is YAML too.
   */
  constructor(text: string) {
    // Without "pretty" messages, which are several lines.
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    const { errors, warnings } = this.#document;
    // What follows the first is mostly what comes of it.
    const faults = [...errors, ...warnings].slice(0, 1).map(({ message, pos }) => ({
      message: message.replace(/\s+/g, ' '),
      ...this.#placeOf(pos[0]),
    }));
    const read = faults.length === 0 ? this.#read() : undefined;
    this.value = read?.value;
    this.faults = read?.fault === undefined ? faults : [read.fault];
  }

  /**
   * Where a value is, or, if it is missing, the section that it should be in.
   *
   * @param path - The keys that lead to it.
   * @param key - A key of the section that `path` leads to, whose own place is wanted.
   */
  placeOf(path: readonly PropertyKey[], key?: string): TextPlace {
    let node: unknown = this.#document.contents;
    let place = startOf(node) ?? 0;
    for (const name of path) {
      node = this.#childOf(node, name);
      const start = startOf(node);
      if (start === undefined) break;
      place = start;
    }
    if (key !== undefined && isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && keyOf(item.key) === key);
      place = startOf(pair?.key) ?? place;
    }
    return this.#placeOf(place);
  }

  #read(): { readonly value?: unknown; readonly fault?: TextFault } {
    try {
      return { value: this.#document.toJS() };
    } catch (error) {
      // Aliases that mean more than memory can hold.
      return { fault: { message: (error as Error).message, line: 1, column: 1 } };
    }
  }

  #childOf(parent: unknown, name: PropertyKey): unknown {
    const node = isAlias(parent) ? parent.resolve(this.#document) : parent;
    if (isSeq(node)) return node.items[Number(name)];
    if (!isMap(node)) return undefined;
    return node.items.find((item) => keyOf(item.key) === String(name))?.value;
  }

  #placeOf(offset: number): TextPlace {
    const { line, col } = this.#lines.linePos(offset);
    // In an empty text there are no lines.
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function keyOf(node: unknown): string {
  return isNode(node) ? String(node) : '';
}
