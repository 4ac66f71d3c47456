/** The names of one plugin. */
export interface PluginNames {
  /** Of the package: `giftgrab-plugin-hue-shift`. */
  readonly packageName: string;
  /** Of the plugin: `hue-shift`. */
  readonly name: string;
  /** Of what it has: `hueShift`. */
  readonly camel: string;
  /** Of its classes: `HueShift`. */
  readonly pascal: string;
}

const PREFIX = 'giftgrab-plugin-';
/** What the templates are called. */
export const TEMPLATE: PluginNames = namesFor('my-plugin');

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Comments, texts, and what is replaced. */
const BESIDES_CODE = new RegExp(`/\\*[^]*?\\*/|//.*|'[^'\\n]*'|${TEMPLATE.camel}`, 'g');

/** Words that JavaScript keeps for itself. */
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static super switch ' +
    'this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

/**
 * What a plugin and its parts are called.
 *
 * @param written - Its name, in small letters with `-` between words; `giftgrab-plugin-` in front may be there.
 * @param code - The code in which the names are to stand: it may not have them already.
 * @throws `RangeError` when it cannot be called so.
 */
export function namesOf(written: string, code: string): PluginNames {
  const name = written.startsWith(PREFIX) ? written.slice(PREFIX.length) : written;
  if (!NAME.test(name)) {
    const rule = 'small letters and digits, with - between words, beginning with a letter';
    throw new RangeError(`A plugin cannot be called ${JSON.stringify(written)}: write ${rule}.`);
  }
  const names = namesFor(name);
  const words = new Set(code.replaceAll(BESIDES_CODE, '').match(/\w+/g));
  if (RESERVED.has(names.camel) || words.has(names.camel)) {
    throw new RangeError(
      `A plugin cannot be called ${JSON.stringify(name)}: the word means something in its code. Take two words.`,
    );
  }
  return names;
}

function namesFor(name: string): PluginNames {
  const camel = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const pascal = camel.charAt(0).toUpperCase() + camel.slice(1);
  return { packageName: `${PREFIX}${name}`, name, camel, pascal };
}
