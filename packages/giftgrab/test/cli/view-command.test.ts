import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { PluginRegistry } from '@giftgrab/core';
import { testPattern } from '@giftgrab/sources';
import { fileWriter } from '@giftgrab/targets';
import { viewNames, viewSource } from '../../src/cli/view-source';
import { runGiftgrab, type CommandRun } from './run-giftgrab';

const NO_PLUGINS = new PluginRegistry();

describe('giftgrab view', () => {
  let folder: string;
  let clip: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'giftgrab-view-'));
    clip = join(folder, 'clip.mp4');
    const target = fileWriter(clip, { codec: 'H264', frameRate: 30, preset: 'ultrafast' });
    testPattern({ cols: 64, rows: 48, frameRate: 30, frames: 10, pace: 'asap' }).attach(target);
    await target.finished;
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows a file and a test picture until Ctrl-C', async () => {
    const answers: string[] = [];
    const run = await withUrl(['view', clip, 'test'], async (url) => {
      expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{24}\/$/);
      for (const path of ['', 'live/0?size=320', 'live/1?size=320']) {
        answers.push((await fetch(url + path)).headers.get('content-type') ?? '');
      }
    });
    expect(answers).to.deep.equal(['text/html; charset=utf-8', 'image/jpeg', 'image/jpeg']);
    expect(run.stderr).to.equal('');
    expect(run.code).to.equal(0);
  });

  it('filters each source, and has controls for the options', async () => {
    const forms: { id: number; name: string; options: object; streams: string[] }[] = [];
    const statuses: number[] = [];
    const args = ['view', clip, 'test', '--filter', 'gaussian(sigma=2) | flip'];
    const run = await withUrl(args, async (url) => {
      await (await fetch(`${url}live/1?size=320`)).arrayBuffer();
      forms.push(...((await (await fetch(`${url}controls`)).json()) as typeof forms));
      for (const sigma of [3, -1]) {
        const body = JSON.stringify({ changes: { sigma } });
        const headers = { 'Content-Type': 'application/json' };
        const to = `${url}controls/${forms[0]?.id}`;
        statuses.push((await fetch(to, { method: 'POST', headers, body })).status);
      }
    });
    expect(forms.map(({ name, options, streams }) => [name, options, streams])).to.deep.equal([
      ['gaussianFilter', { sigma: 2 }, ['clip.mp4']],
      ['flip', {}, ['clip.mp4']],
      ['gaussianFilter', { sigma: 2 }, ['test']],
      ['flip', {}, ['test']],
    ]);
    expect(statuses).to.deep.equal([200, 400]);
    expect([run.stderr, run.code]).to.deep.equal(['', 0]);
  });

  it('has no controls without a filter, and says in a line what is wrong with one', async () => {
    let status = 0;
    await withUrl(['view', 'test'], async (url) => {
      ({ status } = await fetch(`${url}controls`));
    });
    expect(status).to.equal(404);
    const wrong = await runGiftgrab(['view', 'test', '--filter', 'gaussian(sigma=-2)']);
    expect(wrong.stderr).to.match(/^giftgrab: gaussianFilter: Expected [^\n]* for sigma [^\n]*\n$/);
    expect(wrong.code).to.equal(1);
  });

  it('says its address to programs', async () => {
    const run = await withUrl(['view', 'test', '--json'], () => Promise.resolve());
    expect(JSON.parse(run.stdout))
      .to.have.all.keys('type', 'url')
      .and.include({ type: 'listening' });
  });

  it('says in a line what is wrong: a port in use, no such file, no port', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const taken = await runGiftgrab(['view', 'test', '--port', String(port)]);
    other.close();
    expect(taken.stderr).to.match(
      /^giftgrab: Cannot listen at port \d+ of 127\.0\.0\.1\. Another[^\n]*\n$/,
    );
    const missing = await runGiftgrab(['view', join(folder, 'none.mp4')]);
    expect(missing.stderr).to.match(/^giftgrab: [^\n]*none\.mp4[^\n]*\n$/);
    const word = await runGiftgrab(['view', 'test', '--port', 'eighty']);
    expect(word.stderr).to.match(/It is not a port/);
    expect([taken.code, missing.code, word.code]).to.deep.equal([1, 1, 1]);
  });

  it('knows kinds of sources by how they are written', () => {
    expect(viewSource('test', NO_PLUGINS)).to.deep.equal({ testPattern: {} });
    expect(viewSource('rtsp://192.0.2.7/a', NO_PLUGINS)).to.deep.equal({
      url: 'rtsp://192.0.2.7/a',
    });
    expect(viewSource('/dev/video3', NO_PLUGINS)).to.deep.equal({
      device: { path: '/dev/video3' },
    });
    expect(viewSource('device:Cam Link', NO_PLUGINS)).to.deep.equal({
      device: { name: 'Cam Link' },
    });
    expect(viewSource('device:DeckLinkSDI4K', NO_PLUGINS)).to.deep.equal({
      device: 'DeckLinkSDI4K',
    });
    expect(viewSource('C:\\clips\\a.mp4', NO_PLUGINS)).to.include({
      file: 'C:\\clips\\a.mp4',
      onEnd: 'loop',
    });
  });

  it('gives each source a name of its own', () => {
    const [pattern, file] = [viewSource('test', NO_PLUGINS), viewSource('clips/a.mp4', NO_PLUGINS)];
    expect(viewNames([pattern, file, pattern, pattern])).to.deep.equal([
      'test',
      'a.mp4',
      'test (2)',
      'test (3)',
    ]);
  });
});

/** Runs the command, looks at the page when its address is there, and ends the command as Ctrl-C does. */
async function withUrl(
  args: readonly string[],
  look: (url: string) => Promise<void>,
): Promise<CommandRun> {
  let looking: Promise<void> | undefined;
  const run = await runGiftgrab(args, (text, pid) => {
    const url = /http:\S+\/(?=[\s"])/.exec(text)?.[0];
    if (url === undefined || looking !== undefined) return;
    looking = look(url).finally(() => process.kill(pid, 'SIGINT'));
    looking.catch(() => undefined);
  });
  await looking;
  return run;
}
