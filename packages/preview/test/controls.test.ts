import { once } from 'node:events';
import { get, request, type IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { Subject } from 'rxjs';
import { expectNothingLeft } from '../../core/test/support/quiet';
import { preview, type Preview } from '../src/index';
import { cutOff, type CutOffOptions } from './support/cut-off';
import { QuadrantSource } from './support/quadrant-source';

const TOKEN = 'a-token-for-the-tests';

interface Form {
  readonly id: number;
  readonly name: string;
  readonly options: CutOffOptions;
  readonly schema: { readonly properties: object };
}

describe("preview's controls", () => {
  expectNothingLeft();
  describe('are served', controlTests);
});

function controlTests(): void {
  let source: QuadrantSource;
  let stage: ReturnType<typeof cutOff>;
  let live: Preview;

  beforeEach(async () => {
    source = new QuadrantSource({ name: 'camera' });
    stage = cutOff({ above: 100, secret: 'for code alone' });
    live = await preview(
      { camera: source, cut: source.pipe(stage) },
      { token: TOKEN, controls: true },
    );
    await (await fetch(`${live.url}live/1`)).arrayBuffer();
  });

  afterEach(async () => {
    await live.close();
    await source.close();
  });

  const forms = async (): Promise<Form[]> =>
    (await fetch(`${live.url}controls`)).json() as Promise<Form[]>;

  const post = async (
    body: unknown,
    {
      id,
      headers,
      url = live.url,
    }: { id?: number; headers?: Record<string, string>; url?: string } = {},
  ): Promise<{ status: number; message?: string }> => {
    const stageId = id ?? (await forms())[0]?.id ?? 0;
    const answer = await fetch(`${url}controls/${stageId}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    const message =
      /"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? (answer.ok ? undefined : text);
    return { status: answer.status, ...(message !== undefined && { message }) };
  };

  it('with what a stage has told of itself, and no more', async () => {
    const [form, ...others] = await forms();
    expect(others).to.deep.equal([]);
    expect(form?.name).to.equal('cutOff');
    expect(form?.options).to.deep.equal({ above: 100 });
    expect(form?.schema.properties).to.include.keys('above', 'side', 'inverted', 'rows', 'note');
    expect((await nextEvent(live.url)).controls).to.deep.equal([
      { id: form?.id, name: 'cutOff', options: { above: 100 } },
    ]);
  });

  it('and change options, take them back, and go back to the first', async () => {
    expect(await post({ changes: { above: 7, side: 'dark' } })).to.deep.equal({ status: 200 });
    expect(stage.options).to.include({ above: 7, side: 'dark', secret: 'for code alone' });
    expect(await post({ changes: { side: null } })).to.deep.equal({ status: 200 });
    expect(stage.options).not.to.have.property('side');
    expect(await post({ reset: true })).to.deep.equal({ status: 200 });
    expect(stage.options).to.deep.equal({ above: 100, secret: 'for code alone' });
  });

  it('to everybody at once, when one has changed something', async () => {
    const events = get(`${live.url}events`);
    events.on('error', () => undefined);
    const [response] = (await once(events, 'response')) as [IncomingMessage];
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => (text += part));
    await post({ changes: { note: 'told at once' } });
    while (!text.includes('told at once')) await once(response, 'data');
    events.destroy();
  });

  for (const [what, body, rule] of [
    ['an unknown option', { changes: { abvoe: 1 } }, /one of above, side.*abvoe/],
    ['an option that is for code alone', { changes: { secret: 'x' } }, /cutOff option/],
    ['a name that every object has', '{ "changes": { "__proto__": 1 } }', /cutOff option/],
    ['a number out of range', { changes: { above: 256 } }, /a whole number from 0 to 255/],
    ['a text for a number', { changes: { above: '12' } }, /a whole number/],
    ['what is none of the choices', { changes: { side: 'left' } }, /one of /],
    ['what the filter itself refuses', { changes: { above: 13 } }, /no bad luck/],
    [
      'what the filter cannot do with these frames',
      { changes: { rows: [1, 5000] } },
      /no row 5000/,
    ],
    ['the removal of what is needed', { changes: { above: null } }, /a value for above/],
    ['no changes', {}, /an object of options/],
    ['a list of changes', { changes: [1] }, /an object of options/],
    ['no object', '7', /is an object/],
    ['no JSON', '{ above: 1', /not JSON/],
    ['nothing', '', /not JSON/],
  ] as const) {
    it(`but refuse ${what}: 400, and the stream goes on`, async () => {
      const { status, message } = await post(body);
      expect(status).to.equal(400);
      expect(message).to.match(rule);
      expect(stage.options).to.deep.equal({ above: 100, secret: 'for code alone' });
      expect((await fetch(`${live.url}live/1?known=1`)).status).to.equal(200);
    });
  }

  it('but not to other web sites, nor in another type, nor without the token', async () => {
    const change = { changes: { above: 1 } };
    const { origin, host } = new URL(live.url);
    const [form] = await forms();
    const id = form?.id ?? 0;
    const with_ = async (headers: Record<string, string>): Promise<number | undefined> =>
      statusOf(
        live.port,
        `/${TOKEN}/controls/${id}`,
        { 'content-type': 'application/json', host, ...headers },
        change,
      );
    expect(await with_({ origin: 'http://evil.example' })).to.equal(403);
    expect(await with_({ origin: 'null' })).to.equal(403);
    expect(await with_({ origin: 'http://192.0.2.1' })).to.equal(403);
    expect(await with_({ origin, 'sec-fetch-site': 'cross-site' })).to.equal(403);
    expect(await with_({ origin, 'sec-fetch-site': 'same-site' })).to.equal(403);
    expect(await with_({ host: 'evil.example' })).to.equal(403);
    expect(await with_({ 'content-type': 'text/plain' })).to.equal(415);
    expect((await post(change, { id, url: `${origin}/${TOKEN}x/` })).status).to.equal(403);
    expect(stage.options.above).to.equal(100);
    expect(await with_({ origin, 'sec-fetch-site': 'same-origin' })).to.equal(200);
    expect(stage.options.above).to.equal(1);
  });

  it('but not what is too large, nor stages that are not there, nor other methods', async () => {
    expect((await post({ changes: { note: 'x'.repeat(20_000) } })).status).to.equal(413);
    expect((await post({ changes: { above: 1 } }, { id: 999_999_999 })).status).to.equal(404);
    for (const path of ['controls', 'controls/x', 'controls/1/2', 'live/0']) {
      const answer = await fetch(`${live.url}${path}`, { method: 'POST', body: '{}' });
      expect(answer.status, path).to.equal(404);
    }
    const [form] = await forms();
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await fetch(`${live.url}controls/${form?.id}`, { method });
      expect(answer.status, method).to.equal(405);
      expect(answer.headers.get('access-control-allow-origin')).to.equal(null);
    }
    expect(stage.options.above).to.equal(100);
  });

  it('only where they were asked for', async () => {
    await using closed = await preview(source.pipe(stage), { token: TOKEN });
    const [form] = await forms();
    expect((await fetch(`${closed.url}controls`)).status).to.equal(404);
    const answer = await post({ changes: { above: 1 } }, { id: form?.id ?? 0, url: closed.url });
    expect(answer.status).to.equal(405);
    expect((await nextEvent(closed.url)).controls).to.deep.equal([]);
    expect(stage.options.above).to.equal(100);
  });

  it('and the connections of sources besides, as far as these tell', async () => {
    const events = new Subject<object>();
    const camera = Object.assign(new QuadrantSource({ name: 'theatre' }), { events });
    await using watched = await preview(camera.pipe(cutOff()), { token: TOKEN });
    expect((await nextEvent(watched.url)).streams[0]?.connections).to.deep.equal([]);
    for (const [event, state] of [
      [{ type: 'connected' }, { state: 'connected' }],
      [
        { type: 'lost', error: new Error('no answer') },
        { state: 'lost', reason: 'no answer' },
      ],
      [{ type: 'gap' }, { state: 'lost' }],
      [{ type: 'restored', attempts: 2 }, { state: 'restored' }],
      [{ type: 'frozen' }, { state: 'frozen' }],
      [{ type: 'thawed' }, { state: 'connected' }],
    ] as const) {
      events.next(event);
      const [connection] = (await nextEvent(watched.url)).streams[0]?.connections ?? [];
      expect(connection).to.include({ source: 'theatre', ...state });
    }
    await watched.close();
    expect(events.observed).to.equal(false);
    await camera.close();
  });
}

interface Event {
  readonly controls: readonly object[];
  readonly streams: readonly { readonly connections: readonly object[] }[];
}

async function nextEvent(url: string): Promise<Event> {
  const events = get(`${url}events`);
  events.on('error', () => undefined);
  const [response] = (await once(events, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  let text = '';
  while (!text.includes('\n\n')) text += String((await once(response, 'data'))[0]);
  events.destroy();
  return JSON.parse(text.slice(text.indexOf('{'), text.indexOf('\n\n'))) as Event;
}

/** With headers that `fetch` keeps to itself. */
async function statusOf(
  port: number,
  path: string,
  headers: Record<string, string>,
  body: object,
): Promise<number | undefined> {
  const sent = request({ host: '127.0.0.1', port, path, headers, method: 'POST' });
  sent.end(JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}
