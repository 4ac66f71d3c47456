import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { openStream } from '@giftgrab/sources';
import { childrenOf } from '../../../packages/ffmpeg/test/support/traces';
import { basicGuard } from '../../../packages/sources/test/support/digest-server';
import {
  liveVideo,
  type StreamServers,
} from '../../../packages/sources/test/support/stream-servers';
import { warningsDuring } from '../../../packages/sources/test/support/warnings';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { withServers } from '../with-servers';

/** What may show a secret: everything that anybody could print, and what other users see of processes. */
class Leaks {
  /** Whether it looks at processes too. */
  isWatching = false;
  readonly #run: FaultRun;
  readonly #timer = setInterval(() => this.#look(), 5);

  constructor(run: FaultRun) {
    this.#run = run;
  }

  /** Notes when a text has the secret. */
  look(what: string, text: string): void {
    const found = SECRETS.find((secret) => text.includes(secret));
    this.#run.must(found === undefined, `${what} has ${found}`);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (!this.isWatching) return;
    for (const { pid } of childrenOf(process.pid)) {
      for (const file of ['cmdline', 'environ']) {
        const path = `/proc/${pid}/${file}`;
        try {
          this.look(path, readFileSync(path, 'latin1'));
        } catch {
          // It has ended just now.
        }
      }
    }
  }
}

const USER_INFO = 'surgeon:p%40s3cret';
const SECRETS = ['p@s3cret', 'p%40s3cret', 't0ken', 'cDQwczNj', 'c3VyZ2Vvbj'];

/** A server of RTSP that wants a password, and has no stream. */
function rtspServer(servers: StreamServers, heard: string[]): Promise<number> {
  return servers.tcp((socket) => {
    socket.on('data', (chunk: Buffer) => {
      const request = chunk.toString('latin1');
      const number = /CSeq: (\d+)/i.exec(request)?.[1] ?? '1';
      const isKnown = /Authorization: Basic/i.test(request);
      if (isKnown) heard.push(request);
      const status = isKnown ? '404 Not Found' : '401 Unauthorized';
      const ask = isKnown ? '' : 'WWW-Authenticate: Basic realm="x"\r\n';
      socket.write(`RTSP/1.0 ${status}\r\nCSeq: ${number}\r\n${ask}\r\n`);
    });
  });
}

async function credentials(run: FaultRun, servers: StreamServers): Promise<void> {
  const leaks = new Leaks(run);
  const heard: string[] = [];
  try {
    const rtsp = await rtspServer(servers, heard);
    const silent = await servers.tcp(() => undefined);
    const guard = basicGuard('surgeon', 'p@s3cret');
    const guarded = await servers.web((request, response) => {
      const question = guard.ask(request);
      if (question === undefined) {
        servers.pipe(response, ...liveVideo(), '-f', 'mpegts');
        return;
      }
      response.writeHead(401, { 'www-authenticate': question });
      response.end();
    });
    const http = guarded.replace('http://', '');
    const closed = await servers.freePort();
    const failing = [
      // On the command line, as the guide says: what ffmpeg cannot be told otherwise.
      ...[closed, silent].map((port) => `rtmp://${USER_INFO}@127.0.0.1:${port}/x?key=t0ken`),
      ...[`rtsp://${USER_INFO}@127.0.0.1:${rtsp}/x?key=t0ken`, `http://us:t0ken@${http}/x`],
      ...['rtsp', 'http'].flatMap((scheme) =>
        [closed, silent].map((port) => `${scheme}://${USER_INFO}@127.0.0.1:${port}/x?key=t0ken`),
      ),
      ...[`gopher://${USER_INFO}@127.0.0.1/x`, `rtsp://${USER_INFO}@127.0.0.1:99999/x`],
      `rtsp://${USER_INFO}@no-such-host.invalid/x?key=t0ken`,
    ];
    const { warnings } = await warningsDuring(async () => {
      for (const url of failing) {
        leaks.isWatching = !url.startsWith('rtmp');
        const opening = openStream(url, { ffmpeg: run.ffmpeg, openTimeoutMs: 1500 });
        const error: unknown = await opening.catch((failure: unknown) => failure);
        run.must(error instanceof Error, `${url}: no error`);
        const shown = url.replaceAll(USER_INFO, 'USER');
        leaks.look(`the error of ${shown}`, inspect(error, { depth: 10, showHidden: true }));
        leaks.look(`the error of ${shown}`, `${String(error)} ${JSON.stringify(error)}`);
      }
      await whileItWorks(run, servers, leaks, `http://${USER_INFO}@${http}/x?key=t0ken`);
    });
    leaks.look('a warning', inspect(warnings, { depth: 10 }));
    leaks.look('the report of a crash', JSON.stringify(process.report.getReport()));
    run.must(heard.length > 0, 'the server was never told the password');
  } finally {
    leaks.stop();
  }
}

/** A stream that needs the password, until its server is gone. */
async function whileItWorks(
  run: FaultRun,
  servers: StreamServers,
  leaks: Leaks,
  url: string,
): Promise<void> {
  const reconnect = { attempts: 1 };
  const source = await openStream(url, { ffmpeg: run.ffmpeg, reconnect });
  const events: unknown[] = [];
  source.events.subscribe((event) => events.push(event));
  let frames = 0;
  const ended: Promise<unknown> = source.finished.catch((failure: unknown) => failure);
  source.subscribe({
    next: () => {
      frames += 1;
      if (frames === 10) void servers.close();
    },
    error: () => undefined,
  });
  const ending = await ended;
  await source.close();
  run.must(frames >= 10, `${frames} frames with the password`);
  leaks.look('its error', inspect(ending, { depth: 10, showHidden: true }));
  leaks.look('its events', inspect(events, { depth: 10, showHidden: true }));
  leaks.look('the source', inspect(source, { depth: 3 }));
}

/** Listeners for passwords. */
export const CREDENTIALS: readonly FaultCase[] = [
  {
    name: 'credentials',
    done: 'user, password and query in URLs that work, and that fail in every way',
    holds:
      'none of them in an error, event, warning, crash report, environment, or command line (but for those of RTMP, as documented)',
    per: 'build',
    check: (run) => withServers((servers) => credentials(run, servers)),
  },
];
