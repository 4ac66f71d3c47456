import { createHash } from 'node:crypto';

/** What a digest is made of. */
export interface DigestInput {
  readonly username: string;
  readonly password: string;
  readonly method: string;
  /** Path and query of the request. */
  readonly uri: string;
  /** The parameters of the server's challenge. */
  readonly parameters: ReadonlyMap<string, string>;
  /** How many requests have used this nonce, this one included. */
  readonly count: number;
  /** A number of ours that nobody can guess. */
  readonly cnonce: string;
}

/** The hashes of RFC 7616, best first. The third of the RFC, SHA-512-256, no camera is known to want. */
const HASHES: readonly (readonly [algorithm: string, hash: string])[] = [
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
];

/**
 * How good a challenge is, the smaller the better; `undefined` for one that cannot be answered.
 *
 * @param parameters - The parameters of the challenge.
 */
export function digestRank(parameters: ReadonlyMap<string, string>): number | undefined {
  const { name } = algorithmOf(parameters);
  const rank = HASHES.findIndex(([algorithm]) => algorithm === name);
  const qop = parameters.get('qop');
  const canAuth = qop === undefined || qop.split(',').some((one) => one.trim() === 'auth');
  return rank >= 0 && canAuth && parameters.has('nonce') ? rank : undefined;
}

/**
 * The `Authorization` header of RFC 7616 for a request, with `qop=auth` where the server knows it.
 *
 * @param input - What it is made of; the challenge has a {@link digestRank}.
 */
export function digestHeader(input: DigestInput): string {
  const { username, password, method, uri, parameters, cnonce } = input;
  const { name, isSession } = algorithmOf(parameters);
  const [, hashName = 'md5'] = HASHES.find(([algorithm]) => algorithm === name) ?? [];
  const hash = (text: string): string => createHash(hashName).update(text, 'utf8').digest('hex');
  const [realm, nonce] = [parameters.get('realm') ?? '', parameters.get('nonce') ?? ''];
  const user = hash(`${username}:${realm}:${password}`);
  const secret = isSession ? hash(`${user}:${nonce}:${cnonce}`) : user;
  const request = hash(`${method}:${uri}`);
  const nc = input.count.toString(16).padStart(8, '0');
  const hasQop = parameters.has('qop');
  const between = hasQop ? `${nonce}:${nc}:${cnonce}:auth` : nonce;
  const algorithm = parameters.get('algorithm');
  const opaque = parameters.get('opaque');
  return `Digest ${[
    `username=${quoted(username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    `response="${hash(`${secret}:${between}:${request}`)}"`,
    ...(hasQop ? ['qop=auth', `nc=${nc}`] : []),
    ...(hasQop || isSession ? [`cnonce=${quoted(cnonce)}`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ].join(', ')}`;
}

function algorithmOf(parameters: ReadonlyMap<string, string>): {
  readonly name: string;
  readonly isSession: boolean;
} {
  const algorithm = (parameters.get('algorithm') ?? 'MD5').toUpperCase();
  return { name: algorithm.replace(/-SESS$/, ''), isSession: algorithm.endsWith('-SESS') };
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
