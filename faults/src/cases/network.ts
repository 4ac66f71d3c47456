import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { NetworkSourceUnavailableError } from '@giftgrab/core';
import { openFile, openStream, type NetworkSource } from '@giftgrab/sources';
import { recorder } from '@giftgrab/targets';
import { until } from '../../../packages/ffmpeg/test/support/traces';
import { liveVideo, StreamServers } from '../../../packages/sources/test/support/stream-servers';
import { watch, type Seen } from '../../../packages/sources/test/support/watch-stream';
import { fakeFfmpeg } from '../../../packages/targets/test/support/fake-ffmpeg';
import { frameTimes } from '../../../packages/targets/test/support/read-video';
import { CODECS, EXTENSIONS } from '../../../packages/targets/test/support/written';
import type { FaultCase } from '../fault-case';
import { CODEC_NAMES, type FaultRun } from '../fault-run';
import { CONTAINERS, numberedClip } from '../numbered-clip';
import { codeOf, readSource } from '../read-source';
import { withServers } from '../with-servers';

const TIMEOUT_MS = 2_000;
const SLACK_MS = 500;
const LONG_OUTAGE_MS = 60_000;
const MOST_ATTEMPTS = 8;
const OUTAGE_MS = 10_000;
const BACK_MS = 2_000;
const SIZE = '128x64';

/** Notes what does not happen when its time is out. */
function mustTake(run: FaultRun, what: string, tookMs: number): void {
  const isInTime = Math.abs(tookMs - TIMEOUT_MS) <= SLACK_MS;
  run.must(isInTime, `${what} after ${Math.round(tookMs)} ms, not ${TIMEOUT_MS} ±${SLACK_MS}`);
}

async function neverAnswers(run: FaultRun, servers: StreamServers): Promise<void> {
  const port = await servers.tcp(() => undefined);
  const urls = ['rtsp', 'rtmp', 'http', 'tcp'].map((scheme) => `${scheme}://127.0.0.1:${port}`);
  for (const url of [...urls, `udp://127.0.0.1:${await servers.freePort()}`]) {
    const startedMs = performance.now();
    const error: unknown = await openStream(url, {
      ffmpeg: run.ffmpeg,
      openTimeoutMs: TIMEOUT_MS,
    }).catch((failure: unknown) => failure);
    mustTake(run, `${url} fails`, performance.now() - startedMs);
    const reason = error instanceof NetworkSourceUnavailableError ? error.reason : codeOf(error);
    run.must(reason === 'no answer', `${url}: ${reason}`);
  }
}

async function fallsSilent(run: FaultRun, servers: StreamServers): Promise<void> {
  const port = await servers.tcp((socket) => {
    const child = servers.ffmpeg(...liveVideo(SIZE, ':d=2'), '-f', 'mpegts', 'pipe:1');
    child.stdout?.pipe(socket, { end: false });
  });
  const source = await openStream(`tcp://127.0.0.1:${port}`, {
    ...{ ffmpeg: run.ffmpeg, reconnect: false, stallTimeoutMs: TIMEOUT_MS },
  });
  let newestMs = 0;
  let lostMs = 0;
  source.events.subscribe(({ type }) => {
    if (type === 'lost') lostMs = performance.now();
  });
  const { error } = await readSource(run, source, () => (newestMs = performance.now()));
  mustTake(run, 'a stream that falls silent is lost', lostMs - newestMs);
  const reason = error instanceof NetworkSourceUnavailableError ? error.reason : codeOf(error);
  run.must(reason === 'silent', `it falls silent: ${reason}`);
}

async function standsStill(run: FaultRun): Promise<void> {
  const fifo = run.file('fifo.ts');
  spawnSync('mkfifo', [fifo]);
  const refusal: unknown = await run.within(
    SLACK_MS,
    'a FIFO without a writer',
    openFile(fifo, { ffmpeg: run.ffmpeg }).catch((failure: unknown) => failure),
  );
  run.must(codeOf(refusal) === 'SOURCE_NOT_READABLE', `a FIFO: ${codeOf(refusal)}`);
  // The decoder of a file whose disk is gone.
  const clip = await numberedClip(run, 'clip.mp4', 25, CONTAINERS.mp4);
  const script = '("$FFMPEG" "$@" | head -c 100000); exec sleep 1000';
  const ffmpeg = fakeFfmpeg(run.file('stops'), script, undefined, run.ffmpeg);
  const source = await openFile(clip, { ffmpeg, colour: 'GRAY8', stallTimeoutMs: TIMEOUT_MS });
  let newestMs = 0;
  let endedMs = 0;
  void source.finished.catch(() => (endedMs = performance.now()));
  const { error } = await readSource(run, source, () => (newestMs = performance.now()));
  mustTake(run, 'a file whose decoder stands still fails', endedMs - newestMs);
  run.must(codeOf(error) === 'FFMPEG_UNRESPONSIVE', `a decoder stands still: ${codeOf(error)}`);
}

const send = (servers: StreamServers, socket: Socket): void => {
  servers.pipe(socket, ...liveVideo(SIZE), '-f', 'mpegts');
};

/** A server that hangs up on everybody after the first: how often is it asked, and when? */
async function longOutage(run: FaultRun): Promise<void> {
  await withServers(async (servers) => {
    const attempts: number[] = [];
    let isDown = false;
    const port = await servers.tcp((socket) => {
      if (isDown) {
        attempts.push(performance.now());
        socket.destroy();
      } else {
        send(servers, socket);
      }
    });
    const reconnect = { attempts: Infinity };
    await using source = await openStream(`tcp://127.0.0.1:${port}`, {
      ...{ ffmpeg: run.ffmpeg, reconnect },
    });
    const seen = watch(source);
    await until(() => seen.frames.length > 0);
    isDown = true;
    servers.hangUp();
    await delay(LONG_OUTAGE_MS);
    run.must(seen.error === undefined, `it gives up: ${codeOf(seen.error)}`);
    const count = attempts.length;
    run.must(count >= 2 && count <= MOST_ATTEMPTS, `${count} attempts in a minute`);
    const waits = attempts.slice(1).map((atMs, i) => atMs - (attempts[i] ?? 0));
    // Twice as long each time, less up to a half by chance.
    const shares = waits.map((waitMs, i) => waitMs / Math.min(30_000, 1000 * 2 ** i));
    const isJittered = Math.max(...shares) - Math.min(...shares) > 0.02;
    run.must(isJittered, `waits are always ${shares[0]?.toFixed(2)} of the longest`);
    const seconds = waits.map((waitMs) => (waitMs / 1000).toFixed(1));
    run.notes.push(`a minute without a server: ${count} attempts, ${seconds.join(', ')} s apart`);
  });
}

/** A server that is away for ten seconds, while three recorders record. */
async function outage(run: FaultRun): Promise<void> {
  await withServers(async (later) => {
    const servers = new StreamServers();
    const port = await servers.tcp((socket) => send(servers, socket));
    const reconnect = { attempts: Infinity, maxDelayMs: 1000 };
    await using source = await openStream(`tcp://127.0.0.1:${port}`, {
      ...{ ffmpeg: run.ffmpeg, reconnect },
    });
    const targets = CODEC_NAMES.map((name) => {
      const settings = CODECS.find(({ codec }) => codec === name) ?? CODECS[0];
      const path = run.file(`${name}.${EXTENSIONS[name]}`);
      return recorder(path, { ...settings, frameRate: 30, ffmpeg: run.ffmpeg });
    });
    for (const target of targets) source.attach(target, { frames: 60, policy: 'dropOldest' });
    const seen = watch(source);
    await until(() => seen.frames.length >= 60);
    await servers.close();
    await delay(OUTAGE_MS);
    const before = seen.frames.length;
    await later.tcp((socket) => send(later, socket), port);
    const upMs = performance.now();
    await until(() => seen.frames.length > before);
    const backMs = performance.now() - upMs;
    run.must(backMs <= BACK_MS, `the first frame came after ${Math.round(backMs)} ms`);
    run.notes.push(`ten seconds without a server: the first frame after ${Math.round(backMs)} ms`);
    await until(() => seen.frames.length >= before + 60);
    const reports = await endAll(source, targets);
    await mustMarkGap(run, seen, reports);
  });
}

type Recorders = readonly ReturnType<typeof recorder>[];
type Reports = Awaited<ReturnType<Recorders[number]['close']>>[];

async function endAll(source: NetworkSource, targets: Recorders): Promise<Reports> {
  await source.close();
  return Promise.all(targets.map((target) => target.close()));
}

async function mustMarkGap(run: FaultRun, seen: Seen, reports: Reports): Promise<void> {
  run.given = seen.frames.length * reports.length;
  run.recovered = reports.reduce((sum, { frames }) => sum + frames, 0);
  const isOne = seen.events.filter(({ type }) => type === 'gap').length === 1;
  run.must(isOne, `events: ${seen.events.map(({ type }) => type).join()}`);
  for (const { parts } of reports) {
    const [part] = parts;
    if (part === undefined || parts.length !== 1) {
      run.must(false, `${parts.length} files`);
      continue;
    }
    const times = await frameTimes(part.path);
    const gaps = times.map((time, i) => time - (times[i - 1] ?? time));
    const isRising = gaps.every((gap, i) => i === 0 || gap > 0);
    run.must(isRising, `${part.path}: its times do not rise`);
    run.must(Math.max(...gaps) >= OUTAGE_MS / 1000, `${part.path}: no gap in its times`);
    const told = readFileSync(part.path.replace(/\.\w+$/, '.timestamps.jsonl'), 'utf8');
    run.must(told.includes('droppedBefore'), `${part.path}: no gap in its timestamps`);
  }
}

/** Servers that are silent, or away. */
export const NETWORK: readonly FaultCase[] = [
  {
    name: 'black-hole',
    done: `servers of RTSP, RTMP, HTTP, TCP and UDP that never answer, one that falls silent, a FIFO without a writer, a decoder that stands still; ${TIMEOUT_MS / 1000} s allowed`,
    holds: `the error that says so after ${TIMEOUT_MS / 1000} s ±${SLACK_MS / 1000}; of the FIFO at once`,
    per: 'build',
    check: (run) =>
      withServers(async (servers) => {
        await neverAnswers(run, servers);
        await fallsSilent(run, servers);
        await standsStill(run);
      }),
  },
  {
    name: 'reconnect',
    done: `a server that is away for ${LONG_OUTAGE_MS / 1000} s; one that is away for ${OUTAGE_MS / 1000} s of three recordings, with a maxDelayMs of 1000`,
    holds: `at most ${MOST_ATTEMPTS} attempts, by chance a little sooner or later; the first frame within ${BACK_MS / 1000} s, one file each, with the gap`,
    per: 'build',
    check: async (run) => {
      await Promise.all([longOutage(run), outage(run)]);
    },
  },
];
