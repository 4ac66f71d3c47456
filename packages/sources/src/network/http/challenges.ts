/** What a server wants to know who asks. */
export interface Challenge {
  /** `basic`, `digest` …, in lower case. */
  readonly scheme: string;
  /** Its parameters, names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

// A parameter, or the name of a scheme: several challenges stand in one header, with nothing but commas between.
const PIECE = /([!#$%&'*+\-.^_`|~\w]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/g;

/**
 * Reads a `WWW-Authenticate` header.
 *
 * @param header - Its text; several headers joined by commas.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (const [, name = '', quoted, token] of header.matchAll(PIECE)) {
    const value = quoted?.replace(/\\(.)/g, '$1') ?? token;
    if (value === undefined) {
      challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
    } else challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
  }
  return challenges;
}
