import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may ask, as a test server sees it. */
export interface Guard {
  /** Its question; `undefined` where the answer is right. */
  ask(request: IncomingMessage): string | undefined;
}

/** A server's side of Basic. */
export function basicGuard(user: string, password: string): Guard {
  const right = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return {
    ask: ({ headers }) => (headers.authorization === right ? undefined : 'Basic realm="test"'),
  };
}

/** A server's side of Digest, each nonce for so many requests. */
export function digestGuard(
  user: string,
  password: string,
  algorithm: 'MD5' | 'SHA-256',
  uses = 1,
): Guard {
  const hash = (text: string): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  let nonce = 0;
  let count = 0;
  const isRight = ({ headers, url, method }: IncomingMessage): boolean => {
    const parts = new Map<string, string>();
    for (const [, name = '', quoted, bare] of (headers.authorization ?? '').matchAll(
      /(\w+)=(?:"([^"]*)"|([^,]+))/g,
    )) {
      parts.set(name, quoted ?? bare ?? '');
    }
    if (parts.get('nonce') !== `${nonce}` || parts.get('uri') !== url) return false;
    if (Number.parseInt(parts.get('nc') ?? '', 16) !== count + 1 || count >= uses) return false;
    const between = `${nonce}:${parts.get('nc')}:${parts.get('cnonce')}:auth`;
    const secret = hash(`${user}:test:${password}`);
    return parts.get('response') === hash(`${secret}:${between}:${hash(`${method}:${url}`)}`);
  };
  return {
    ask: (request) => {
      if (isRight(request)) {
        count += 1;
        return undefined;
      }
      nonce += 1;
      count = 0;
      return `Digest realm="test", nonce="${nonce}", qop="auth", algorithm=${algorithm}`;
    },
  };
}
