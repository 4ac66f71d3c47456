import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { openStream } from '@giftgrab/sources';
import { FFMPEG_BUILDS } from '../../../ffmpeg/test/support/ffmpeg-builds';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { collect } from '../support/collect';
import { commandLinesDuring } from '../support/command-lines';
import { hasIpv6 } from '../support/has-ipv6';
import { expectNothingLeft } from '../support/quiet';
import { useServers } from '../support/stream-servers';

// Debian's: one of another kind has not its modules.
const PYTHON = '/usr/bin/python3';
const SERVER = join(__dirname, '..', 'programs', 'rtsp-server.py');
const NEEDED = 'python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-{base,good,ugly}';

const check = spawnSync(PYTHON, [SERVER, '--check'], { timeout: 60_000 });
const canServe = String(check.stdout) === 'ok\n';

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  const title = canServe ? '' : ` (skipped: it needs Debian's ${NEEDED})`;
  describe(`openStream of RTSP with ${name}${title}`, () => {
    expectNothingLeft();
    const servers = useServers();
    const options = { ffmpeg, openTimeoutMs: 60_000, stallTimeoutMs: 60_000 };

    before(function () {
      if (!canServe) this.skip();
    });

    const serve = async (...credentials: readonly string[]): Promise<number> => {
      const port = await servers.freePort();
      const server = servers.start(PYTHON, [SERVER, `${port}`, ...credentials]);
      await new Promise((resolve) => server.stdout?.once('data', resolve));
      return port;
    };

    for (const transport of ['tcp', 'udp'] as const) {
      it(`receives over ${transport} [TC32, TC36]`, async () => {
        const port = await serve();
        const source = await openStream(`rtsp://localhost:${port}/video`, {
          ...options,
          transport,
        });
        expect(source.info.container).to.equal('rtsp');
        const { frames, error } = await collect(source, { atMost: 20 });
        expect(error).to.equal(undefined);
        expect(frames.map(({ size }) => size)).to.deep.equal(Array(20).fill('64x48'));
        const times = frames.map(({ seconds }) => seconds);
        expect(times).to.deep.equal([...new Set(times)].sort((a, b) => a - b));
      });
    }

    for (const [how, ...more] of [['Basic'], ['Digest', 'digest']] as const) {
      it(`gives user and password by ${how}, and says when they are wrong; no command line has them`, async () => {
        const port = await serve('us', 'p@s3cret', ...more);
        for (const transport of ['tcp', 'udp'] as const) {
          const seen = await commandLinesDuring(async () => {
            const url = `rtsp://us:p%40s3cret@127.0.0.1:${port}/video?key=t0ken`;
            const source = await openStream(url, { ...options, transport });
            expect((await collect(source, { atMost: 5 })).frames.length).to.equal(5);
          });
          expect(seen).to.match(/rtsp:\/\/127\.0\.0\.1/);
          expect(seen).not.to.match(/s3cret|t0ken/);
        }
        for (const user of ['', 'us:wr0ng-s3cret@']) {
          const opening = openStream(`rtsp://${user}127.0.0.1:${port}/video?key=t0ken`, options);
          const error = await failureOf(opening);
          expect(error).to.include({ reason: 'unauthorised' });
          expect(inspect(error, { depth: 10, showHidden: true })).not.to.match(/s3cret|t0ken/);
        }
      });
    }

    it(`receives over IPv6${hasIpv6 ? '' : ' (skipped: this machine has none)'}`, async function () {
      if (!hasIpv6) this.skip();
      const port = await servers.freePort();
      const server = servers.start('env', ['HOST=::1', PYTHON, SERVER, `${port}`, 'us', 'pw']);
      await new Promise((resolve) => server.stdout?.once('data', resolve));
      const source = await openStream(`rtsp://us:pw@[::1]:${port}/video`, options);
      expect((await collect(source, { atMost: 5 })).frames.length).to.equal(5);
    });

    it('says that there is no such stream, or no video in it', async () => {
      const port = await serve();
      const missing = await failureOf(openStream(`rtsp://127.0.0.1:${port}/nothing`, options));
      expect(missing).to.include({ reason: 'not found' });
      const sound = await failureOf(openStream(`rtsp://127.0.0.1:${port}/sound`, options));
      expect(sound).to.include({ reason: 'not video' });
    });

    it('goes on when the server is started again', async () => {
      const port = await servers.freePort();
      const start = async (): Promise<() => void> => {
        const server = servers.start(PYTHON, [SERVER, `${port}`]);
        await new Promise((resolve) => server.stdout?.once('data', resolve));
        return () => server.kill('SIGKILL');
      };
      const kill = await start();
      const reconnect = { attempts: 1000, minDelayMs: 100, maxDelayMs: 500 };
      await using source = await openStream(`rtsp://127.0.0.1:${port}/video`, {
        ...options,
        reconnect,
      });
      const types: string[] = [];
      source.events.subscribe(({ type }) => {
        types.push(type);
        if (type === 'lost') void start();
      });
      const isBack = new Promise<void>((resolve, reject) => {
        let frames = 0;
        source.subscribe({
          next: () => {
            frames += 1;
            if (frames === 5) kill();
            if (types.includes('gap')) resolve();
          },
          error: reject,
        });
      });
      await isBack;
      expect(types).to.deep.equal(['connected', 'lost', 'restored', 'gap']);
    });
  });
}
