import { randomBytes } from 'node:crypto';
import { parseChallenges, type Challenge } from './challenges';
import { digestHeader, digestRank } from './digest';

/** Who asks. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Answers a server's question who asks: by Digest where it knows it, else by Basic. Nothing is sent before it asks. */
export class Authentication {
  readonly #credentials: Credentials;
  #challenge: Challenge | undefined;
  #count = 0;

  /** @param credentials - Who asks. */
  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /**
   * The `Authorization` header of a request, once the server has asked.
   *
   * @param method - Its method.
   * @param uri - Its path and query.
   */
  header(method: string, uri: string): string | undefined {
    const { username, password } = this.#credentials;
    if (this.#challenge === undefined) return undefined;
    const { scheme, parameters } = this.#challenge;
    if (scheme === 'basic') {
      return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
    }
    this.#count += 1;
    const cnonce = randomBytes(16).toString('hex');
    const request = { username, password, method, uri, parameters, cnonce };
    return digestHeader({ ...request, count: this.#count });
  }

  /**
   * Takes the question of a server.
   *
   * @param header - Its `WWW-Authenticate`.
   * @returns Whether there is an answer to it.
   */
  take(header: string): boolean {
    this.#challenge = best(parseChallenges(header));
    this.#count = 0;
    return this.#challenge !== undefined;
  }
}

function best(challenges: readonly Challenge[]): Challenge | undefined {
  const ranked = challenges
    .filter(({ scheme }) => scheme === 'digest')
    .map((challenge) => ({ challenge, rank: digestRank(challenge.parameters) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  return ranked[0]?.challenge ?? challenges.find(({ scheme }) => scheme === 'basic');
}
