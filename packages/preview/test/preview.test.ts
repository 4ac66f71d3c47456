import { get, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { Observable } from 'rxjs';
import sharp from 'sharp';
import { AddressUnavailableError, type VideoFrame } from '@giftgrab/core';
import { ListSource } from '../../core/test/support/list-source';
import { expectNothingLeft } from '../../core/test/support/quiet';
import { rejectionOf } from '../../core/test/support/rejection-of';
import * as index from '../src/index';
import { preview, type Preview, type PreviewOptions } from '../src/index';
import { until } from './support/until';
import { QuadrantSource } from './support/quadrant-source';

const TOKEN = 'a-token-for-the-tests';

describe('preview', () => {
  expectNothingLeft();
  describe('serves', serverTests);

  it('exports what the documentation says', () => {
    expect(Object.keys(index).sort()).to.deep.equal(['Preview', 'preview']);
  });

  for (const [name, options, rule] of [
    ['a port that is none', { port: 65536 }, /integer from 0 to 65535 for port/],
    ['a host without a name', { host: '' }, /a name or an address for host/],
    ['a token that can be guessed', { token: 'secret' }, /16 to 128 letters/],
    ['a rate of nothing', { maxFrameRate: 0 }, /above 0, at most 1000 for maxFrameRate/],
    ['a size of nothing', { maxSize: 0 }, /for maxSize/],
    ['a quality beyond 100', { quality: 101 }, /for quality/],
    ['a misspelt option', { prot: 80 }, /for preview option/],
  ] as const) {
    it(`refuses ${name}, without a word of the token`, async () => {
      const error = await rejectionOf(preview(new ListSource(), options as PreviewOptions));
      expect(error).to.include({ code: 'INVALID_OPTION' });
      expect((error as Error).message)
        .to.match(rule)
        .and.not.include('secret');
    });
  }

  it('refuses what is no stream, or none at all', async () => {
    for (const streams of [{}, { a: 1 }, null, 7]) {
      const error = await rejectionOf(preview(streams as never));
      expect((error as Error).message).to.match(/a stream of frames, or an object/);
    }
  });

  it('says that a port is in use, and leaves the stream alone', async () => {
    await using first = await preview({ first: new Observable<VideoFrame>() });
    const source = new ListSource();
    const error = await rejectionOf(preview(source, { port: first.port }));
    expect(error).to.be.instanceOf(AddressUnavailableError);
    expect(error).to.include({ reason: 'in use', port: first.port, host: '127.0.0.1' });
    expect((error as Error).message).to.match(/Take another port/);
    expect(source.starts).to.equal(0);
  });

  it('says that this machine has no such address', async () => {
    const error = await rejectionOf(preview(new ListSource(), { host: '192.0.2.1' }));
    expect(error).to.include({ code: 'ADDRESS_UNAVAILABLE', reason: 'no such address' });
  });

  it('closes when its signal is aborted', async () => {
    const stopping = new AbortController();
    const source = new QuadrantSource();
    const live = await preview(source, { signal: stopping.signal });
    stopping.abort();
    await live.close();
    expect(await source.finished).to.include({ ended: 'stopped' });
    const error = await rejectionOf(preview(source, { signal: stopping.signal }));
    expect(error).to.include({ code: 'ABORTED' });
  });

  it('makes a new token each time, and listens on this machine only', async () => {
    await using one = await preview({ one: new Observable<VideoFrame>() });
    await using two = await preview({ two: new Observable<VideoFrame>() });
    const [first, second] = [one, two].map(({ url }) => new URL(url));
    expect(first?.hostname).to.equal('127.0.0.1');
    expect(first?.pathname).to.match(/^\/[\w-]{24}\/$/);
    expect(first?.pathname).not.to.equal(second?.pathname);
  });
});

function serverTests(): void {
  let source: QuadrantSource;
  let live: Preview;

  beforeEach(async () => {
    source = new QuadrantSource({ name: 'camera' });
    live = await preview({ camera: source, 'the same': source }, { token: TOKEN });
  });

  afterEach(async () => {
    await live.close();
    await source.close();
  });

  it('pictures of the size that is asked for, and stills in full size', async () => {
    const small = await fetch(`${live.url}live/0?size=320`);
    expect(small.headers.get('content-type')).to.equal('image/jpeg');
    expect(await sharp(await small.arrayBuffer()).metadata()).to.include({
      width: 320,
      height: 180,
    });
    const still = await fetch(`${live.url}still/1`);
    expect(still.headers.get('content-type')).to.equal('image/png');
    expect(await sharp(await still.arrayBuffer()).metadata()).to.include({
      width: 640,
      height: 360,
    });
  });

  it('each picture once to who says which it knows', async () => {
    const seen: (string | null)[] = [];
    for (let i = 0; i < 4; i += 1) {
      const response = await fetch(`${live.url}live/0?size=320&known=${seen.at(-1) ?? 0}`);
      await response.arrayBuffer();
      seen.push(response.headers.get('picture-id'));
    }
    expect(new Set(seen).size).to.equal(4);
  });

  it('the numbers of every stage, of streams of one pipeline once', async () => {
    const events = await listen(live.url);
    const event = await nextEvent(events);
    expect(event.streams.map(({ name }) => name)).to.deep.equal(['camera', 'the same']);
    expect(event.nodes.map(({ kind }) => kind).sort()).to.deep.equal([
      'branch',
      'branch',
      'observer',
      'observer',
      'source',
    ]);
    events.destroy();
    await until(() => live.viewers === 0);
  });

  it('nothing without the token, and no file but its own', async () => {
    const { origin } = new URL(live.url);
    for (const path of [
      '/',
      '/favicon.ico',
      '/wrong/',
      `/${TOKEN}x/`,
      `/${TOKEN.slice(1)}/live/0`,
    ]) {
      expect((await fetch(origin + path)).status, path).to.equal(403);
    }
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '//etc/passwd',
      '/live/2',
      '/live/-1',
      '/live/0/../1',
      '/%00',
      '/src/index.ts',
    ]) {
      expect(await statusOf(live.port, `/${TOKEN}${path}`), path).to.equal(404);
    }
    expect(await statusOf(live.port, `/x/../${TOKEN}/`)).to.equal(403);
    expect((await fetch(live.url, { method: 'POST' })).status).to.equal(405);
    expect((await fetch(live.url.slice(0, -1), { redirect: 'manual' })).status).to.equal(308);
  });

  it('nobody who calls this machine by a name that is not its own', async () => {
    const ask = (host: string): Promise<number | undefined> =>
      statusOf(live.port, `/${TOKEN}/`, { host });
    expect(await ask('evil.example')).to.equal(403);
    expect(await ask(`localhost:${live.port}`)).to.equal(200);
    expect(await ask('[::1]:80')).to.equal(200);
    expect(await ask('127.0.0.1.evil.example')).to.equal(403);
    await using named = await preview(source, { token: TOKEN, hostNames: ['theatre.example'] });
    expect(await statusOf(named.port, `/${TOKEN}/`, { host: 'theatre.example' })).to.equal(200);
  });

  it('with headers that keep other sites out', async () => {
    const { headers } = await fetch(live.url);
    expect(headers.get('content-security-policy')).to.match(
      /^default-src 'none';.*frame-ancestors/,
    );
    expect(headers.get('referrer-policy')).to.equal('no-referrer');
    expect(headers.get('access-control-allow-origin')).to.equal(null);
    expect(headers.get('cache-control')).to.equal('no-store');
  });

  it('a hundred viewers the same picture', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => fetch(`${live.url}live/0?size=640`)),
    );
    const pictures = await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    expect(pictures.every(({ byteLength }) => byteLength > 0)).to.equal(true);
    const ids = new Set(answers.map(({ headers }) => headers.get('picture-id')));
    expect(ids.size).to.be.lessThan(20);
  });

  it('others when a browser goes away in mid-frame, or never reads', async () => {
    for (let i = 0; i < 5; i += 1) {
      const gone = get(`${live.url}still/0`);
      gone.on('error', () => undefined);
      await once(gone, 'response');
      gone.destroy();
    }
    const silent = connect(live.port, '127.0.0.1');
    silent.on('error', () => undefined).pause();
    silent.write(`GET /${TOKEN}/still/0 HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(50));
    const waiting = request(`${live.url}live/0`).on('error', () => undefined);
    waiting.end();
    waiting.destroy();
    expect((await fetch(`${live.url}live/0?size=320`)).status).to.equal(200);
    silent.destroy();
  });

  it('what there is to say when the stream has ended', async () => {
    await (await fetch(`${live.url}live/0`)).arrayBuffer();
    source.run?.complete();
    await source.finished;
    // A picture of the very last frame is still to be had.
    expect((await fetch(`${live.url}live/0?known=0`)).status).to.be.oneOf([200, 204]);
    const events = await listen(live.url);
    expect((await nextEvent(events)).streams[0]).to.include({ state: 'ended' });
    events.destroy();
  });
}

interface Event {
  readonly streams: readonly { readonly name: string; readonly state: string }[];
  readonly nodes: readonly { readonly kind: string }[];
}

async function listen(url: string): Promise<IncomingMessage> {
  const events = get(`${url}events`);
  events.on('error', () => undefined);
  const [response] = (await once(events, 'response')) as [IncomingMessage];
  return response.setEncoding('utf8');
}

async function nextEvent(events: IncomingMessage): Promise<Event> {
  let text = '';
  while (!text.includes('\n\n')) text += String((await once(events, 'data'))[0]);
  return JSON.parse(text.slice(text.indexOf('{'), text.indexOf('\n\n'))) as Event;
}

/** What a path is answered with that is sent as it is; `fetch` would tidy it up first. */
async function statusOf(
  port: number,
  path: string,
  headers: Record<string, string> = {},
): Promise<number | undefined> {
  const sent = request({ host: '127.0.0.1', port, path, headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}
