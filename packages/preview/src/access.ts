import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Tells requests that may see something from those that may not. */
export class Access {
  readonly #tokenHash: Buffer;
  readonly #names: ReadonlySet<string>;

  /**
   * @param token - The secret in the path.
   * @param names - What this machine may be called besides its addresses.
   */
  constructor(token: string, names: readonly string[]) {
    this.#tokenHash = hashOf(token);
    this.#names = new Set(['localhost', hostname(), ...names].map((name) => name.toLowerCase()));
  }

  /**
   * Whether a browser called this machine by a name of its own. A name that somebody else owns may be made to point here, and
   * that somebody's page would then be of the same origin; an address cannot.
   *
   * @param header - The request's `Host`.
   */
  knowsHost(header: string | undefined): boolean {
    const match = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(header ?? '');
    const name = (match?.[1] ?? match?.[2] ?? '').toLowerCase();
    return isIP(name) !== 0 || this.#names.has(name);
  }

  /**
   * Whether a page that sends a change is the preview's own. Programs that are no browsers say neither where they come from nor on which page.
   *
   * @param headers - The request's `Host`, `Origin` and `Sec-Fetch-Site`.
   */
  isOwnPage(headers: IncomingHttpHeaders): boolean {
    const { host, origin, 'sec-fetch-site': site } = headers;
    if (site !== undefined && site !== 'same-origin') return false;
    if (origin === undefined) return true;
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    // A proxy may pass another host on than the browser has asked.
    return url !== undefined && (url.host === host || this.#names.has(url.hostname));
  }

  /**
   * Whether a path begins with the secret. It takes as long for a wrong one as for the right one.
   *
   * @param path - The path of a request, as it was sent.
   * @returns What follows the secret, as `/name`; `undefined` where it is wrong.
   */
  pathAfterToken(path: string): string | undefined {
    const [, given = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(path) ?? [];
    return timingSafeEqual(hashOf(given), this.#tokenHash) ? rest : undefined;
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
