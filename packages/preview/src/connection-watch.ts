import type { VideoSource } from '@giftgrab/core';
import { isObservable, Subscription } from 'rxjs';

/** How the connection of a source is. */
export interface ConnectionState {
  /** What the source is called. */
  readonly source: string;
  readonly state: 'connected' | 'lost' | 'restored' | 'frozen';
  /** Since when, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** Why it is lost. */
  readonly reason?: string;
}

/** What sources tell of their connections; those of streams and devices do. */
interface ConnectionEvent {
  readonly type?: string;
  readonly error?: { readonly message: string };
}

const STATES: Readonly<Record<string, ConnectionState['state']>> = {
  connected: 'connected',
  lost: 'lost',
  restored: 'restored',
  frozen: 'frozen',
  thawed: 'connected',
};

/** Hears how the connections of sources are, as far as these tell. */
export class ConnectionWatch {
  readonly #states = new Map<VideoSource, ConnectionState>();
  readonly #subscriptions = new Subscription();

  /** @param sources - The sources of a stream. */
  constructor(sources: readonly VideoSource[]) {
    for (const source of sources) {
      const events: unknown = 'events' in source ? source.events : undefined;
      if (!isObservable(events)) continue;
      const next = (event: unknown): void => this.#hear(source, event as ConnectionEvent);
      // A source that cannot tell any more is no concern of the picture.
      this.#subscriptions.add(events.subscribe({ next, error: () => undefined }));
    }
  }

  /** The newest of each source that has told something. */
  get states(): readonly ConnectionState[] {
    return [...this.#states.values()];
  }

  /** Hears no more. */
  close(): void {
    this.#subscriptions.unsubscribe();
  }

  #hear(source: VideoSource, { type = '', error }: ConnectionEvent): void {
    const state = STATES[type];
    if (state === undefined) return;
    const reason = state === 'lost' && error !== undefined ? { reason: error.message } : {};
    this.#states.set(source, { source: source.name, state, sinceMs: Date.now(), ...reason });
  }
}
