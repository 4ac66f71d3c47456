import type { IncomingMessage } from 'node:http';

/** More than any options take that somebody writes into a form. */
const MOST_BYTES = 16_384;

/** What came is not what it should be; `status` is what HTTP calls that. */
export class UnreadableBody extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads an object in JSON that a request brings.
 *
 * @param request - The request.
 * @returns Rejects with an {@link UnreadableBody}, without having read more than it may have.
 */
export async function readJson(request: IncomingMessage): Promise<object> {
  // Other web sites may send this type only if they are allowed to, and here they are not.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new UnreadableBody(415, 'Changes are sent as application/json.');
  }
  const value = parsed(await textOf(request));
  if (typeof value === 'object' && value !== null) return value;
  throw new UnreadableBody(400, 'A change is an object.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableBody(400, 'This is not JSON.');
  }
}

function textOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    request.on('data', (chunk: Uint8Array) => {
      length += chunk.length;
      if (length <= MOST_BYTES) chunks.push(chunk);
      else {
        request.pause();
        reject(new UnreadableBody(413, `A change has at most ${MOST_BYTES} bytes.`));
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString()));
    request.once('close', () => reject(new UnreadableBody(400, 'The request was cut off.')));
  });
}
