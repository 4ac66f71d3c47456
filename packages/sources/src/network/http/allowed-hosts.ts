import { describe, InvalidOptionError, NetworkSourceUnavailableError } from '@giftgrab/core';

/** Where the answers of a web server may lead: back to itself, and to hosts that the user names. */
export class AllowedHosts {
  readonly #hosts: ReadonlySet<string>;

  /** @param hosts - Names or numbers of hosts, each with or without a port; checked by {@link checkHosts}. */
  constructor(hosts: readonly string[] = []) {
    this.#hosts = new Set(hosts.map((host) => new URL(`http://${host}`).host));
  }

  /**
   * The address that an answer leads to.
   *
   * @param text - As the answer names it; may be relative.
   * @param from - Where the answer came from.
   * @param what - What leads there, for the message.
   * @throws {@link NetworkSourceUnavailableError} when it may not be visited.
   */
  follow(text: string, from: URL, what: string): URL {
    const to = parse(text, from);
    if (to === undefined) throw notAllowed(what, 'what is no address');
    if (!['http:', 'https:'].includes(to.protocol)) {
      throw notAllowed(what, `what is no web address (${describe(to.protocol)})`);
    }
    if (from.protocol === 'https:' && to.protocol === 'http:') {
      throw notAllowed(what, `${describe(to.origin)}, which is not encrypted while it is itself`);
    }
    if (!isSameServer(from, to) && !this.#hosts.has(to.host) && !this.#hosts.has(to.hostname)) {
      const remedy = `If that host is to be trusted, name it: { hosts: [${describe(to.host)}] }.`;
      throw notAllowed(what, `another host, ${describe(to.origin)}`, remedy);
    }
    // They belong to nobody that we know.
    to.username = '';
    to.password = '';
    to.hash = '';
    return to;
  }
}

/**
 * Whether an address is of the same server as another: of the same origin, or that of HTTPS after that of HTTP, at the usual ports.
 *
 * @param from - The one.
 * @param to - The other.
 */
export function isSameServer(from: URL, to: URL): boolean {
  const isUpgraded = from.protocol === 'http:' && to.protocol === 'https:';
  const hasUsualPorts = from.port === '' && to.port === '';
  return from.origin === to.origin || (isUpgraded && hasUsualPorts && from.host === to.host);
}

/**
 * Throws unless an option names hosts.
 *
 * @param hosts - The option.
 */
export function checkHosts(hosts: readonly string[]): void {
  const rule = "an array of hosts, as in ['cdn.example.com', '192.0.2.7:8080'],";
  if (!Array.isArray(hosts)) throw new InvalidOptionError('hosts', rule, hosts);
  for (const host of hosts as readonly unknown[]) {
    if (typeof host !== 'string' || !isHost(host)) {
      throw new InvalidOptionError('hosts', rule, host);
    }
  }
}

function isHost(text: string): boolean {
  return /^[^\s/?#@\\]+$/.test(text) && URL.canParse(`http://${text}`);
}

function parse(text: string, from: URL): URL | undefined {
  return URL.canParse(text, from.href) ? new URL(text, from) : undefined;
}

function notAllowed(what: string, where: string, remedy = ''): NetworkSourceUnavailableError {
  const message = `${what} leads to ${where}. ${remedy}`.trim();
  return new NetworkSourceUnavailableError(message, { reason: 'not allowed' });
}
