import type { ServerResponse } from 'node:http';

/** Sends the same events to everybody who listens, as Server-Sent Events; asks for them only while somebody does. */
export class EventStream {
  readonly #listeners = new Set<ServerResponse>();
  readonly #event: () => unknown;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param event - What to send, now.
   * @param everyMs - How often.
   */
  constructor(event: () => unknown, everyMs: number) {
    this.#event = event;
    this.#everyMs = everyMs;
  }

  /** How many listen. */
  get size(): number {
    return this.#listeners.size;
  }

  /** Begins to send events as the answer to a request. */
  add(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    this.#listeners.add(response);
    response.once('close', () => {
      this.#listeners.delete(response);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
    this.#timer ??= setInterval(() => this.#send(this.#listeners), this.#everyMs).unref();
    response.write('retry: 1000\n');
    this.#send([response]);
  }

  /** Sends the event now, to everybody: something has changed that they should not wait for. */
  sendNow(): void {
    this.#send(this.#listeners);
  }

  /** Ends all answers. */
  close(): void {
    for (const response of this.#listeners) response.end();
  }

  #send(listeners: Iterable<ServerResponse>): void {
    const text = `data: ${JSON.stringify(this.#event())}\n\n`;
    for (const response of listeners) {
      // One that does not keep up misses some: the next has all that matters.
      if (!response.writableNeedDrain) response.write(text);
    }
  }
}
