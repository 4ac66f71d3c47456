import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { locateFfmpeg, probe } from '@giftgrab/ffmpeg';
import { openFile, openStream } from '@giftgrab/sources';
import { childrenOf } from '../../../packages/ffmpeg/test/support/traces';
import { basicGuard } from '../../../packages/sources/test/support/digest-server';
import { liveVideo, StreamServers } from '../../../packages/sources/test/support/stream-servers';
import { warningsDuring } from '../../../packages/sources/test/support/warnings';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { CONTAINERS, numberedClip } from '../numbered-clip';
import { codeOf } from '../read-source';

const canTrace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;

const hls = (entry: string, more = ''): string =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:2\n${more}#EXTINF:2,\n${entry}\n#EXT-X-ENDLIST\n`;
const master = (entry: string): string => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000\n${entry}\n`;
const concat = (entry: string): string => `ffconcat version 1.0\nfile '${entry}'\n`;
const dash = (entry: string): string =>
  '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S">' +
  '<Period><AdaptationSet mimeType="video/mp4"><Representation id="0" bandwidth="1">' +
  `<BaseURL>${entry}</BaseURL></Representation></AdaptationSet></Period></MPD>`;
const sdp =
  'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n';

/** Files that make others of a file or the network, when they are opened as what they are. */
function hostileFiles(bait: string, web: string): Readonly<Record<string, string>> {
  const key = `#EXT-X-KEY:METHOD=AES-128,URI="${web}/key"\n`;
  return {
    'list.m3u8': hls(bait),
    'list of m3u8.mp4': hls(bait),
    'list of m3u8.avi': hls(bait),
    'relative.m3u8': hls('bait.ts'),
    'web.m3u8': hls(`${web}/x.ts`),
    'web of m3u8.mp4': hls(`${web}/x.ts`),
    'key.m3u8': hls(bait, key),
    'map.m3u8': hls(bait, `#EXT-X-MAP:URI="${web}/init.mp4"\n`),
    'master.m3u8': master(`${web}/list.m3u8`),
    'master of m3u8.mkv': master(bait),
    'list.ffconcat': concat(bait),
    'relative.ffconcat': concat('bait.ts'),
    'list of ffconcat.mp4': concat(bait),
    'web.ffconcat': concat(`${web}/x.ts`),
    'list.mpd': dash(`file://${bait}`),
    'web.mpd': dash(`${web}/x.mp4`),
    'list of mpd.mp4': dash(`${web}/x.mp4`),
    'stream.sdp': sdp,
    'stream of sdp.mp4': sdp,
    'text.txt': 'This is not a film, though a terminal would show it.\n'.repeat(50),
    'a%03d.png': 'one of many pictures, says its name',
  };
}

/** An ffmpeg, and an ffprobe beside it, all of whose doings are noted in a file. */
async function traced(run: FaultRun, log: string): Promise<string> {
  const { path, ffprobe } = await locateFfmpeg(run.ffmpeg);
  mkdirSync(run.file('traced'));
  const trace = `exec strace -f -A -o '${log}' -e trace=open,openat,connect,sendto,bind`;
  for (const [name, program] of Object.entries({ ffmpeg: path, ffprobe: ffprobe ?? path })) {
    writeFileSync(run.file(`traced/${name}`), `#!/bin/sh\n${trace} '${program}' "$@"\n`, {
      mode: 0o755,
    });
  }
  return run.file('traced/ffmpeg');
}

/** What a traced program opened and connected to that is no business of one that reads a file. */
function misdeeds(log: string, baits: readonly string[]): readonly string[] {
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => {
      const isNetwork = /connect\(|sendto\(|bind\(/.test(line) && /AF_INET/.test(line);
      return isNetwork || (/open(at)?\(/.test(line) && baits.some((bait) => line.includes(bait)));
    });
}

async function hostile(run: FaultRun, servers: StreamServers): Promise<void> {
  let visits = 0;
  const port = await servers.http((response) => {
    visits += 1;
    response.end();
  });
  mkdirSync(run.file('hostile'));
  const bait = await numberedClip(run, 'hostile/bait.ts', 50, CONTAINERS.ts);
  writeFileSync(run.file('hostile/a001.png'), 'the first of them');
  const log = run.file('trace');
  const ffmpeg = canTrace ? await traced(run, log) : run.ffmpeg;
  const files = hostileFiles(bait, `http://127.0.0.1:${port}`);
  for (const [name, content] of Object.entries(files)) {
    const path = run.file(`hostile/${name}`);
    writeFileSync(path, content);
    for (const open of [openFile, probe] as const) {
      writeFileSync(log, '');
      const opening = open === probe ? probe(path, { ffmpeg }) : openFile(path, { ffmpeg });
      const error: unknown = await opening.catch((failure: unknown) => failure);
      run.must(codeOf(error) === 'SOURCE_NOT_VIDEO', `${open.name} of ${name}: ${codeOf(error)}`);
      const found = canTrace ? misdeeds(log, ['bait.ts', 'a001.png']) : [];
      run.must(found.length === 0, `${open.name} of ${name}: ${found.join('; ')}`);
      const isTraced = !canTrace || readFileSync(log, 'utf8') !== '';
      run.must(isTraced, `${open.name} of ${name} was not traced`);
    }
  }
  run.must(visits === 0, `${visits} requests to the web server`);
  const how = canTrace ? 'seen by strace' : 'no strace here: only what is refused, and requests';
  run.notes.push(`${Object.keys(files).length} files, opened and probed; ${how}`);
}

async function urlPolicy(run: FaultRun, servers: StreamServers): Promise<void> {
  const refused = [
    ...['file:///etc/passwd', 'file:x.mp4', 'concat:a.ts|b.ts', 'subfile,,start,0,end,9,,:x.mp4'],
    ...['data:video/mp4;base64,AAAA', 'gopher://127.0.0.1/x', 'tee:a|b', 'pipe:0', 'cache:x'],
    ...['ftp://127.0.0.1/x', 'crypto:x', 'unix:/tmp/x', 'tcp://127.0.0.1:5000?listen=1'],
  ];
  const before = childrenOf(process.pid).length;
  for (const url of refused) {
    const opening = openStream(url, { ffmpeg: run.ffmpeg });
    const error: unknown = await opening.catch((failure: unknown) => failure);
    run.must(codeOf(error) === 'INVALID_OPTION', `${url}: ${codeOf(error)}`);
    run.must(childrenOf(process.pid).length === before, `${url}: a process was started`);
  }
  for (const location of ['file:///etc/passwd', 'http://169.254.169.254/latest/meta-data']) {
    const port = await servers.http((response) => {
      response.writeHead(302, { location });
      response.end();
    });
    const opening = openStream(`http://127.0.0.1:${port}/x`, { ffmpeg: run.ffmpeg });
    const error: unknown = await run.within(
      3_000,
      location,
      opening.catch((failure: unknown) => failure),
    );
    const isRefused = (error as { reason?: string }).reason === 'not allowed';
    run.must(isRefused, `redirected to ${location}: ${String(error)}`);
  }
}

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

async function withServers(work: (servers: StreamServers) => Promise<void>): Promise<void> {
  const servers = new StreamServers();
  try {
    await work(servers);
  } finally {
    await servers.close();
  }
}

/** Files, addresses and listeners that mean harm. */
export const HOSTILE: readonly FaultCase[] = [
  {
    name: 'hostile-files',
    done: '21 playlists, scripts, descriptions and texts, many under the names of videos, that name a file beside them or a web server',
    holds: 'SOURCE_NOT_VIDEO; no file opened beside them, no socket of a network',
    per: 'build',
    check: (run) => withServers((servers) => hostile(run, servers)),
  },
  {
    name: 'url-policy',
    done: 'URLs of file:, concat:, subfile:, data:, gopher: …; redirections to a file and to 169.254.169.254',
    holds: 'refused before a process is started; a redirection is not followed',
    per: 'once',
    check: (run) => withServers((servers) => urlPolicy(run, servers)),
  },
  {
    name: 'credentials',
    done: 'user, password and query in URLs that work, and that fail in every way',
    holds:
      'none of them in an error, event, warning, crash report, environment, or command line (but for those of RTMP, as documented)',
    per: 'build',
    check: (run) => withServers((servers) => credentials(run, servers)),
  },
];
