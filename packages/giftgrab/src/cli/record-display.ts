import type { RecordingResult } from '../recording/configured-recording';
import type { RecordingSession, RecordingSessionEvent } from '../recording/recording-session';
import { eventText, megabytes, oneLine, partText } from './event-text';
import { jsonLine } from './json-line';

const TERMINAL_MS = 250;
const PLAIN_MS = 2000;
const CLEAR_LINE = '\r\u001b[2K';

/**
 * Shows how recordings go. For people: finished files on the standard output; what happens and how far it is on the other, a line that
 * changes in a terminal and plain lines elsewhere. For programs: all of it as lines of JSON on the standard output.
 */
export class RecordDisplay {
  readonly #isJson: boolean;
  readonly #isTerminal = process.stderr.isTTY;
  readonly #before = new Map<string, { readonly frames: number; readonly atMs: number }>();
  #timer: NodeJS.Timeout | undefined;

  /** @param isJson - Whether programs read it. */
  constructor(isJson: boolean) {
    this.#isJson = isJson;
  }

  /** Shows a session until {@link stop}. */
  start(session: RecordingSession): void {
    session.events.subscribe((event) => this.#event(event));
    const everyMs = this.#isTerminal && !this.#isJson ? TERMINAL_MS : PLAIN_MS;
    this.#timer = setInterval(() => this.#progress(session), everyMs);
  }

  /** Shows a last time how far it is. */
  stop(session: RecordingSession): void {
    clearInterval(this.#timer);
    this.#progress(session);
    if (this.#isTerminal && !this.#isJson) process.stderr.write('\n');
  }

  /** Says something to people. */
  say(text: string): void {
    const clear = this.#isTerminal && this.#timer !== undefined ? CLEAR_LINE : '';
    process.stderr.write(`${clear}${oneLine(text)}\n`);
  }

  /** Says how it ended. */
  report(results: readonly RecordingResult[]): void {
    if (this.#isJson) {
      console.log(jsonLine({ type: 'report', recordings: results }));
      return;
    }
    for (const { name, parts, frames, seconds, dropped, error } of results) {
      const files = `${parts.length} file${parts.length === 1 ? '' : 's'}`;
      console.log(
        `${name}: ${files}, ${frames} frames, ${seconds.toFixed(2)} s, ${dropped} dropped`,
      );
      if (error !== undefined) console.error(`giftgrab: ${name}: ${oneLine(error.message)}`);
    }
  }

  #event(event: RecordingSessionEvent): void {
    if (this.#isJson) {
      console.log(jsonLine(event));
      return;
    }
    const text = eventText(event);
    if (text !== undefined) this.say(text);
    if (event.type !== 'partFinished') return;
    if (this.#isTerminal) process.stderr.write(CLEAR_LINE);
    console.log(partText(event.report));
  }

  #progress(session: RecordingSession): void {
    const nowMs = performance.now();
    const rows = session.recordings.map(({ name, progress }) => {
      const { frames } = progress;
      const before = this.#before.get(name);
      this.#before.set(name, { frames, atMs: nowMs });
      const fps =
        before === undefined
          ? undefined
          : ((frames - before.frames) * 1000) / (nowMs - before.atMs);
      return { recording: name, ...progress, fps };
    });
    if (this.#isJson) {
      for (const row of rows) console.log(jsonLine({ type: 'progress', ...row }));
      return;
    }
    const texts = rows.map(({ recording, frames, fps, dropped, bytes, seconds, state }) => {
      const rate = fps === undefined ? '' : `${fps.toFixed(1)} frames/s, `;
      const waits = state === 'idle' ? ' (waits)' : state === 'paused' ? ' (paused)' : '';
      return `${recording}${waits}: ${frames} frames, ${rate}${dropped} dropped, ${megabytes(bytes)}, ${seconds.toFixed(1)} s`;
    });
    if (this.#isTerminal) process.stderr.write(`${CLEAR_LINE}${texts.join(' | ')}`);
    else for (const text of texts) process.stderr.write(`${text}\n`);
  }
}
