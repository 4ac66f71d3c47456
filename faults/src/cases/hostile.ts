import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { locateFfmpeg, probe } from '@giftgrab/ffmpeg';
import { openFile, openStream } from '@giftgrab/sources';
import { childrenOf } from '../../../packages/ffmpeg/test/support/traces';
import type { StreamServers } from '../../../packages/sources/test/support/stream-servers';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { CONTAINERS, numberedClip } from '../numbered-clip';
import { codeOf } from '../read-source';
import { withServers } from '../with-servers';

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

/** Files and addresses that mean harm. */
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
];
