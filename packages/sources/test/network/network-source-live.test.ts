import type { Socket } from 'node:net';
import { expect } from 'chai';
import {
  NetworkSourceUnavailableError,
  SourceSizeChangedError,
  type VideoFrame,
} from '@giftgrab/core';
import { openStream, type NetworkSource, type NetworkSourceOptions } from '@giftgrab/sources';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { expectNothingLeft } from '../support/quiet';
import { liveVideo, useServers } from '../support/stream-servers';
import { until, watch } from '../support/watch-stream';

const PATIENT = { openTimeoutMs: 60_000, stallTimeoutMs: 60_000 } as const;
const SOON = { attempts: 100, minDelayMs: 20, maxDelayMs: 200 } as const;

describe('a live network source', () => {
  const servers = useServers();
  const sources: NetworkSource[] = [];

  const sendTs = (socket: Socket, size?: string, more?: string): void => {
    servers.pipe(socket, ...liveVideo(size, more), '-f', 'mpegts');
  };
  const open = async (port: number, options: NetworkSourceOptions = {}): Promise<NetworkSource> => {
    const source = await openStream(`tcp://127.0.0.1:${port}`, { ...PATIENT, ...options });
    sources.push(source);
    return source;
  };

  afterEach(async () => {
    await Promise.all(sources.splice(0).map((source) => source.close()));
  });
  expectNothingLeft();

  for (const policy of ['dropOldest', 'dropNewest'] as const) {
    it(`drops what a slow observer has no room for, by ${policy}, and counts each`, async () => {
      const port = await servers.tcp((socket) => sendTs(socket));
      const source = await open(port, { budget: { frames: 2 }, maxWaiting: 2, whenFull: policy });
      const indices: number[] = [];
      let goOn: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      const subscription = source.subscribe(({ index }: VideoFrame) => {
        indices.push(index);
        if (indices.length === 8) subscription.unsubscribe();
        return indices.length <= 2 ? gate : undefined;
      });
      await until(() => source.stats.framesDropped >= 5);
      goOn();
      const report = await source.finished;
      expect(report.frames).to.equal(8);
      const last = indices.at(-1) ?? 0;
      if (policy === 'dropOldest') expect(report.dropped).to.equal(last + 1 - indices.length);
      else expect(indices.slice(0, 4)).to.deep.equal([0, 1, 2, 3]);
      expect(report.dropped).to.be.at.least(5);
    });
  }

  it('fails where its policy is to', async () => {
    const port = await servers.tcp((socket) => sendTs(socket));
    const source = await open(port, {
      budget: { frames: 2 },
      maxWaiting: 1,
      whenFull: 'error',
    });
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    source.subscribe(
      () => gate,
      () => undefined,
    );
    expect(await failureOf(source.finished)).to.include({ code: 'FRAME_BUDGET' });
    goOn();
  });

  it('takes its times at arrival', async () => {
    const port = await servers.tcp((socket) => sendTs(socket));
    const source = await open(port);
    const before = performance.now();
    const frame = await source.getFrame();
    const { monotonicMs = 0 } = frame?.captured ?? {};
    frame?.release();
    expect(monotonicMs).to.be.within(before, performance.now());
  });

  it('connects again when it is lost, says so, and goes on with rising times', async () => {
    const port = await servers.tcp((socket) => sendTs(socket));
    const source = await open(port, { reconnect: SOON });
    const seen = watch(source);
    for (let loss = 1; loss <= 3; loss += 1) {
      const had = seen.frames.length;
      await until(() => seen.frames.length >= had + 5);
      servers.hangUp();
      await until(() => seen.events.filter(({ type }) => type === 'gap').length >= loss);
    }
    await until(() => seen.frames.length > 0 && seen.events.at(-1)?.type === 'gap');
    expect(seen.error).to.equal(undefined);
    const round = ['lost', 'restored', 'gap'];
    expect(seen.events.map(({ type }) => type)).to.deep.equal([
      'connected',
      ...round,
      ...round,
      ...round,
    ]);
    for (const event of seen.events) {
      if (event.type === 'gap') {
        expect(event.nextIndex).to.equal(event.lastIndex + 2);
        expect(event.seconds).to.be.greaterThan(0);
      }
      if (event.type === 'lost') expect(event.error).to.include({ reason: 'closed' });
    }
    const { frames } = seen;
    for (const [i, frame] of frames.entries()) {
      if (i === 0) continue;
      expect(frame.seconds).to.be.greaterThan(frames[i - 1]?.seconds ?? Number.NaN);
      expect(frame.index).to.be.greaterThan(frames[i - 1]?.index ?? Number.NaN);
    }
  });

  for (const filling of ['hold', 'black'] as const) {
    it(`fills gaps with ${filling === 'hold' ? 'the last picture' : 'black'}, numbered on, with rising times`, async () => {
      let isUp = true;
      const port = await servers.tcp((socket) => (isUp ? sendTs(socket) : socket.destroy()));
      const source = await open(port, { reconnect: SOON, onGap: filling });
      const seen = watch(source);
      const pictures: { sum: number; filled: unknown; first: number }[] = [];
      source.subscribe((frame) => {
        const sum = frame.data().reduce((total, value) => total + value, 0);
        const first = frame.data()[0] ?? 0;
        pictures.push({ sum, filled: frame.meta['filled'], first });
      });
      await until(() => pictures.length >= 5);
      isUp = false;
      servers.hangUp();
      await until(() => pictures.filter((each) => each.filled !== undefined).length >= 10);
      isUp = true;
      await until(() => seen.events.some(({ type }) => type === 'gap'));
      await until(() => pictures.at(-1)?.filled === undefined);
      const made = pictures.filter((each) => each.filled !== undefined);
      const before = pictures[pictures.findIndex((each) => each.filled !== undefined) - 1];
      for (const { filled, first, sum } of made) {
        expect(filled).to.equal(filling);
        if (filling === 'hold') expect(sum).to.equal(before?.sum);
        else expect(first).to.equal(16);
      }
      const gap = seen.events.find((event) => event.type === 'gap');
      expect(gap?.type === 'gap' && [gap.filled, gap.nextIndex - gap.lastIndex]).to.deep.equal([
        made.length,
        made.length + 1,
      ]);
      expect(source.health.filled).to.equal(made.length);
      for (const [i, { index, seconds }] of seen.frames.entries()) {
        const last = seen.frames[i - 1];
        if (last === undefined) continue;
        expect(index).to.equal(last.index + 1);
        expect(seconds).to.be.greaterThan(last.seconds);
      }
    });
  }

  it('fills no gap that never ends', async () => {
    const failure = await failureOf(
      openStream('tcp://127.0.0.1:9', { reconnect: false, onGap: 'hold' }),
    );
    expect(failure).to.include({ code: 'INVALID_OPTION' });
  });

  it('says how it is doing', async () => {
    const port = await servers.tcp((socket) => sendTs(socket));
    const source = await open(port);
    expect(source.health).to.include({ received: 0, rate: 0, ageMs: undefined, frozen: undefined });
    const seen = watch(source);
    await until(() => seen.frames.length >= 20);
    const { received, rate, jitterMs, ageMs, frozen } = source.health;
    // One may be coming just now.
    expect(received - seen.frames.length).to.be.within(0, 1);
    expect(rate).to.be.greaterThan(0);
    expect(jitterMs).to.be.at.least(0);
    expect(ageMs).to.be.at.least(0);
    expect(frozen).to.equal(undefined);
  });

  it('notices a picture that stands still, and that it moves again', async () => {
    const port = await servers.tcp((socket) => {
      // Still from frame 10 on, so that the first ones are sure to move, and moving again after 3 s.
      const still = 'testsrc2=s=64x48:r=30:d=1,loop=loop=60:size=1:start=10';
      const input = ['-re', '-f', 'lavfi', '-i', `${still},fps=30`];
      const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-qp', '0'];
      servers.pipe(socket, ...input, ...codec, '-g', '10', '-f', 'mpegts');
    });
    const source = await open(port, { frozenAfterMs: 500, reconnect: false });
    const seen = watch(source);
    await until(() => seen.isComplete);
    const frozen = seen.events.findIndex(
      (event) => event.type === 'frozen' && event.why === 'same picture',
    );
    expect(frozen).to.be.greaterThan(0);
    expect(seen.events[frozen + 1]).to.include({ type: 'thawed' });
  });

  it('notices that nothing comes, long before it counts as lost', async () => {
    const port = await servers.tcp((socket) => {
      const child = servers.ffmpeg(...liveVideo('64x48', ':d=1'), '-f', 'mpegts', 'pipe:1');
      child.stdout?.pipe(socket, { end: false });
    });
    const source = await open(port, { frozenAfterMs: 300, reconnect: false });
    const seen = watch(source);
    await until(() => source.health.frozen !== undefined);
    expect(source.health.frozen).to.equal('no frames');
    expect(seen.events.at(-1)).to.include({ type: 'frozen', why: 'no frames' });
    expect(seen.error).to.equal(undefined);
  });

  it('gives up after so many attempts', async () => {
    let isUp = true;
    const port = await servers.tcp((socket) => (isUp ? sendTs(socket) : socket.destroy()));
    const source = await open(port, { reconnect: { ...SOON, attempts: 3 } });
    const seen = watch(source);
    await until(() => seen.frames.length >= 3);
    isUp = false;
    servers.hangUp();
    await until(() => seen.error !== undefined);
    expect(seen.error).to.be.instanceOf(NetworkSourceUnavailableError);
    expect(seen.events.map(({ type }) => type)).to.deep.equal(['connected', 'lost']);
  });

  it('notices a stream that falls silent, and connects again', async () => {
    let connections = 0;
    const port = await servers.tcp((socket) => {
      connections += 1;
      if (connections > 1) {
        sendTs(socket);
        return;
      }
      const child = servers.ffmpeg(...liveVideo('64x48', ':d=2'), '-f', 'mpegts', 'pipe:1');
      child.stdout?.pipe(socket, { end: false });
    });
    const source = await open(port, { reconnect: SOON, stallTimeoutMs: 1500 });
    const seen = watch(source);
    await until(() => seen.events.some(({ type }) => type === 'gap'));
    const [, lost] = seen.events;
    expect(lost?.type === 'lost' && lost.error.reason).to.equal('silent');
  });

  /** A camera that sends a picture now and then. */
  const sendSeldom = (): Promise<number> =>
    servers.http((response) => {
      response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace;boundary=ffmpeg' });
      const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=1/2'];
      servers.pipe(response, ...picture, '-f', 'mpjpeg');
    });

  it('takes no seldom frames for a loss, while they come within their time', async () => {
    const url = `http://127.0.0.1:${await sendSeldom()}/video`;
    const source = await openStream(url, PATIENT);
    sources.push(source);
    const seen = watch(source);
    await until(() => seen.frames.length >= 3 || seen.error !== undefined);
    expect(seen.frames.map(({ index }) => index)).to.deep.equal([0, 1, 2]);
    expect(seen.events.map(({ type }) => type)).to.deep.equal(['connected']);
  });

  it('takes frames that come too seldom for a silence', async () => {
    const url = `http://127.0.0.1:${await sendSeldom()}/video`;
    const source = await openStream(url, { ...PATIENT, stallTimeoutMs: 400, reconnect: false });
    sources.push(source);
    const seen = watch(source);
    await until(() => seen.error !== undefined);
    const lost = seen.events.find((event) => event.type === 'lost');
    expect(lost?.error.reason).to.equal('silent');
    expect(seen.error).to.include({ reason: 'silent' });
  });

  it('does not connect again where it shall not', async () => {
    const port = await servers.tcp((socket) => sendTs(socket, '64x48', ':d=2'));
    const [completes, fails] = await Promise.all([
      open(port, { reconnect: false }),
      open(port, { onGap: 'error' }),
    ]);
    const [one, other] = [watch(completes), watch(fails)];
    await until(() => one.isComplete && other.error !== undefined);
    expect(one.error).to.equal(undefined);
    expect(other.error).to.be.instanceOf(NetworkSourceUnavailableError);
  });

  it('never shows a picture of another size: it says so and ends, after a reconnection too', async () => {
    let connections = 0;
    const port = await servers.tcp((socket) => {
      connections += 1;
      sendTs(socket, connections === 1 ? '64x48' : '96x64');
    });
    const source = await open(port, { reconnect: SOON });
    const seen = watch(source);
    await until(() => seen.frames.length >= 3);
    servers.hangUp();
    await until(() => seen.error !== undefined);
    expect(seen.error).to.be.instanceOf(SourceSizeChangedError);
    expect(seen.events.at(-1)).to.deep.equal({
      type: 'formatChanged',
      from: { cols: 64, rows: 48 },
      to: { cols: 96, rows: 64 },
    });
  });

  it('never shows a picture of another size in the middle of a connection', async () => {
    const port = await servers.tcp((socket) => {
      const first = servers.ffmpeg(...liveVideo('64x48', ':d=2'), '-f', 'mpegts', 'pipe:1');
      first.stdout?.pipe(socket, { end: false });
      first.once('close', () => {
        if (!socket.destroyed) sendTs(socket, '96x64');
      });
    });
    const source = await open(port, { reconnect: false });
    const seen = watch(source);
    await until(() => seen.error !== undefined || seen.isComplete);
    expect(seen.error).to.be.instanceOf(SourceSizeChangedError);
    expect(seen.events.at(-1)).to.include({ type: 'formatChanged' });
  });

  it('ends when it is aborted, while it waits to connect again as well', async () => {
    const abort = new AbortController();
    let isUp = true;
    const port = await servers.tcp((socket) => (isUp ? sendTs(socket) : socket.destroy()));
    const source = await open(port, { reconnect: { minDelayMs: 60_000 }, signal: abort.signal });
    const seen = watch(source);
    await until(() => seen.frames.length > 0);
    isUp = false;
    servers.hangUp();
    await until(() => seen.events.some(({ type }) => type === 'lost'));
    abort.abort();
    expect(await failureOf(source.finished)).to.include({ code: 'ABORTED' });
    await source.close();
  });

  it('completes its events when it is closed', async () => {
    const port = await servers.tcp((socket) => sendTs(socket));
    const source = await open(port);
    let isComplete = false;
    source.events.subscribe({ complete: () => (isComplete = true) });
    await source.close();
    expect(isComplete).to.equal(true);
  });

  it('feeds two that pull and one that looks from one connection', async () => {
    let connections = 0;
    const port = await servers.tcp((socket) => {
      connections += 1;
      sendTs(socket);
    });
    const source = await open(port, { colour: 'BGRA' });
    const seen = watch(source);
    for (let i = 0; i < 3; i += 1) (await source.getFrame())?.release();
    for await (const frame of source) {
      expect(frame.colour).to.equal('BGRA');
      if (seen.frames.length > 10) break;
    }
    expect(connections).to.equal(1);
  });
});
