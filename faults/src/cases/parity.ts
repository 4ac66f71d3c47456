import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { NetworkSourceUnavailableError } from '@giftgrab/core';
import { openFile, openStream } from '@giftgrab/sources';
import { fileWriter, recorder } from '@giftgrab/targets';
import { until } from '../../../packages/ffmpeg/test/support/traces';
import {
  liveVideo,
  type StreamServers,
} from '../../../packages/sources/test/support/stream-servers';
import { watch } from '../../../packages/sources/test/support/watch-stream';
import { FFMPEG_BUILDS } from '../../../packages/targets/test/support/ffmpeg-builds';
import { killEncoder } from '../../../packages/targets/test/support/kill-encoder';
import { numberedFrames } from '../../../packages/targets/test/support/numbered-frames';
import { frameNumbers, frameTimes } from '../../../packages/targets/test/support/read-video';
import { CODECS, EXTENSIONS } from '../../../packages/targets/test/support/written';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { CONTAINERS, numberedClip } from '../numbered-clip';
import { codeOf, readSource } from '../read-source';
import { feed } from '../record';
import { withServers } from '../with-servers';

const FRAMES = 50;

/** What came of everything, by what was done. */
type Outcomes = Map<string, string>;

async function files(run: FaultRun, ffmpeg: string, found: Outcomes): Promise<void> {
  for (const [kind, codec] of Object.entries(CONTAINERS)) {
    const whole = await numberedClip(run, `whole.${kind}`, FRAMES, codec);
    const cut = run.file(`cut.${kind}`);
    const bytes = readFileSync(whole);
    writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length * 0.6) | 1));
    for (const path of [whole, cut]) {
      const source = await openFile(path, { ffmpeg, colour: 'GRAY8' });
      const { numbers, seconds, error } = await readSource(run, source);
      const times = seconds.map((each) => each.toFixed(4));
      found.set(`openFile ${path}`, `${numbers.join()} at ${times.join()}, ${codeOf(error)}`);
    }
  }
}

async function writers(run: FaultRun, ffmpeg: string, found: Outcomes): Promise<void> {
  for (const settings of CODECS) {
    const path = run.file(`written.${EXTENSIONS[settings.codec]}`);
    const options = { ...settings, frameRate: 25, ffmpeg, overwrite: true };
    const writer = fileWriter(path, options);
    for (const frame of numberedFrames(FRAMES)) await writer.append(frame);
    const { frames, dropped } = await writer.close();
    const read = `${(await frameNumbers(path)).join()} at ${(await frameTimes(path)).join()}`;
    found.set(`fileWriter ${settings.codec}`, `${frames}, ${dropped}: ${read}`);

    const target = recorder(path, options);
    const events: string[] = [];
    target.events.subscribe(({ type }) => events.push(type));
    await feed(target, 0, FRAMES);
    killEncoder();
    await feed(target, FRAMES, 2 * FRAMES);
    const report = await target.close();
    const numbers = (await frameNumbers(path)).join();
    found.set(`recorder ${settings.codec}`, `${report.frames}: ${numbers}; ${events.join()}`);
  }
}

async function streams(servers: StreamServers, ffmpeg: string, found: Outcomes): Promise<void> {
  const failing = {
    refused: await servers.freePort(),
    silent: await servers.tcp(() => undefined),
    closes: await servers.tcp((socket) => socket.destroy()),
  };
  for (const [what, port] of Object.entries(failing)) {
    for (const scheme of ['rtsp', 'rtmp', 'http', 'tcp']) {
      const url = `${scheme}://127.0.0.1:${port}`;
      const opening = openStream(url, {
        ffmpeg,
        openTimeoutMs: what === 'silent' ? 1_500 : 30_000,
      });
      const error: unknown = await opening.catch((failure: unknown) => failure);
      const isKnown = error instanceof NetworkSourceUnavailableError;
      found.set(`openStream ${scheme}, ${what}`, isKnown ? error.reason : codeOf(error));
    }
  }
  let connections = 0;
  const port = await servers.tcp((socket) => {
    connections += 1;
    const length = connections === 1 ? ':d=1' : '';
    servers.pipe(socket, ...liveVideo('64x48', length), '-f', 'mpegts');
  });
  const reconnect = { attempts: 20, minDelayMs: 100 };
  const source = await openStream(`tcp://127.0.0.1:${port}`, { ffmpeg, reconnect });
  const seen = watch(source);
  await until(() => seen.events.some(({ type }) => type === 'gap'));
  await source.close();
  found.set('openStream, events', seen.events.map(({ type }) => type).join());
}

/** Does the same with an ffmpeg. */
async function doAll(run: FaultRun, ffmpeg: string): Promise<Outcomes> {
  const found: Outcomes = new Map();
  await files(run, ffmpeg, found);
  await writers(run, ffmpeg, found);
  await withServers((servers) => streams(servers, ffmpeg, found));
  // What was killed is gone from the list of processes a moment later.
  await delay(100);
  return found;
}

/** The embedded ffmpeg and a current one. */
export const PARITY: readonly FaultCase[] = [
  {
    name: 'parity',
    done: 'files whole and cut, every codec, a recorder whose encoder is killed, streams that fail and that come back, with each ffmpeg',
    holds: 'the same frames, times, events, errors and counts with both',
    per: 'once',
    check: async (run) => {
      const [first, second] = FFMPEG_BUILDS;
      if (first === undefined || second === undefined) return run.skip('there is one ffmpeg only');
      const one = await doAll(run, first.path);
      const other = await doAll(run, second.path);
      for (const [what, outcome] of one) {
        const differs = `${what}:\n        ${outcome}\n        ${other.get(what)}`;
        run.must(outcome === other.get(what), differs);
      }
      run.notes.push(`${one.size} outcomes compared`);
    },
  },
];
