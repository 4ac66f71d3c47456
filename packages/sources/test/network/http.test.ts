import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { NetworkSourceUnavailableError, type NetworkFailure } from '@giftgrab/core';
import { openStream, type NetworkSource, type NetworkSourceOptions } from '@giftgrab/sources';
import { moving, useClips } from '../../../ffmpeg/test/support/clips';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { FFMPEG_BUILDS } from '../../../ffmpeg/test/support/ffmpeg-builds';
import { leavingNoTrace } from '../../../ffmpeg/test/support/traces';
import { selfSigned } from '../support/certificate';
import { collect } from '../support/collect';
import { commandLinesDuring } from '../support/command-lines';
import { basicGuard, digestGuard, type Guard } from '../support/digest-server';
import { ended, startProgram } from '../support/programs';
import { hasIpv6 } from '../support/has-ipv6';
import { expectNothingLeft } from '../support/quiet';
import { serveFile } from '../support/serve-file';
import { liveVideo, useServers } from '../support/stream-servers';

const PATIENT = { openTimeoutMs: 60_000, stallTimeoutMs: 60_000, reconnect: false } as const;

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`openStream over HTTP with ${name}`, () => {
    expectNothingLeft();
    const servers = useServers();
    const clips = useClips();
    // So large that ffmpeg does not read on to its end, where the index is.
    const clip = (): string =>
      clips.make('end.mp4', ...moving('320x240', '30', '2'), ...'-c:v mjpeg -q:v 1'.split(' '));

    const open = (url: string, options: NetworkSourceOptions = {}): Promise<NetworkSource> =>
      openStream(url, { ...PATIENT, ffmpeg, ...options });
    const failure = async (
      url: string,
      reason: NetworkFailure,
      options: NetworkSourceOptions = {},
    ): Promise<Error> => {
      const error = await failureOf(open(url, options));
      expect(error, error.message).to.be.instanceOf(NetworkSourceUnavailableError);
      expect(error, error.message).to.include({ reason });
      expect(inspect(error, { depth: 10, showHidden: true })).not.to.match(/s3cret|t0ken/);
      return error;
    };
    const sendTs = (response: ServerResponse): void => {
      servers.pipe(response, ...liveVideo(), '-f', 'mpegts');
    };
    const guarded = (guard: Guard): Promise<string> =>
      servers.web((request, response) => {
        const question = guard.ask(request);
        if (question === undefined) sendTs(response);
        else response.writeHead(401, { 'www-authenticate': question }).end('no');
      });
    const receives = async (url: string, options: NetworkSourceOptions = {}): Promise<void> => {
      const { frames, error } = await collect(await open(url, options), { atMost: 5 });
      expect(error).to.equal(undefined);
      expect(frames.length).to.equal(5);
    };

    it('reads an MP4 file whose index is at its end, by asking for its parts', async () => {
      const ranges: (string | undefined)[] = [];
      const origin = await servers.web((request, response) => {
        ranges.push(request.headers.range);
        serveFile(clip(), request, response);
      });
      const { frames, report } = await collect(await open(`${origin}/a.mp4?x=t0ken`));
      expect(frames.map(({ index }) => index)).to.deep.equal([...Array(60).keys()]);
      expect(report).to.include({ ended: 'complete', dropped: 0 });
      expect(ranges.length).to.be.at.least(2);
      expect(ranges[0]).to.equal('bytes=0-');
    });

    it('fails where a recording breaks off, rather than complete', async () => {
      const fast = clips.make(
        'fast.mp4',
        ...moving('320x240', '30', '4'),
        '-movflags',
        'faststart',
      );
      const bytes = readFileSync(fast);
      const origin = await servers.web((_, response) => {
        response.writeHead(200, { 'content-length': bytes.length });
        response.write(bytes.subarray(0, bytes.length * 0.7));
        setTimeout(() => response.destroy(), 500);
      });
      const { frames, error } = await collect(await open(`${origin}/a.mp4`));
      expect(frames.length).to.be.within(1, 119);
      expect(error).to.include({ reason: 'closed' });
    });

    it('hands on what comes at once: nothing waits for more', async () => {
      // The server sends no more than this, and does not end it.
      const sent = clips.make(
        'burst.mpjpeg',
        ...moving('64x48', '30', '2'),
        '-f',
        'mpjpeg',
        '-boundary_tag',
        'ffmpeg',
      );
      const origin = await servers.web((_, response) => {
        response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace;boundary=ffmpeg' });
        response.write(readFileSync(sent));
      });
      const source = await open(`${origin}/x`, { budget: { frames: 64 } });
      expect(source.info.container).to.equal('mpjpeg');
      await source.close();
    });

    for (const [how, guard] of [
      ['Basic', basicGuard('us', 'p@s3cret')],
      ['Digest, MD5', digestGuard('us', 'p@s3cret', 'MD5')],
      ['Digest, SHA-256', digestGuard('us', 'p@s3cret', 'SHA-256')],
    ] as const) {
      it(`gives user and password by ${how}; no command line has them`, async () => {
        const url = new URL(`${await guarded(guard)}/x?key=t0ken`);
        url.username = 'us';
        url.password = 'p@s3cret';
        const seen = await commandLinesDuring(() => receives(url.href));
        expect(seen).to.match(/http:\/\/127\.0\.0\.1/);
        expect(seen).not.to.match(/s3cret|t0ken/);
        url.password = 'wr0ng-s3cret';
        await failure(url.href, 'unauthorised');
        url.username = url.password = '';
        await failure(url.href, 'unauthorised');
      });
    }

    it('asks for parts of a file by the same nonce', async () => {
      const guard = digestGuard('us', 'p@s3cret', 'SHA-256', 1000);
      let refused = 0;
      const origin = await servers.web((request, response) => {
        const question = guard.ask(request);
        if (question === undefined) serveFile(clip(), request, response);
        else {
          refused += 1;
          response.writeHead(401, { 'www-authenticate': question }).end();
        }
      });
      const url = origin.replace('//', '//us:p%40s3cret@');
      const { frames } = await collect(await open(`${url}/a.mp4`));
      expect(frames.length).to.equal(60);
      expect(refused).to.equal(1);
    });

    it('is redirected at the same server, five times at most', async () => {
      const origin = await servers.web(({ url }, response) => {
        const left = Number(url?.slice(1));
        if (left === 0) sendTs(response);
        else response.writeHead(302, { location: `/${left - 1}` }).end();
      });
      await receives(`${origin}/5`);
      const error = await failure(`${origin}/6`, 'not allowed');
      expect(error.message).to.match(/more than 5 times/);
    });

    it('is redirected to another host only if it is named, and tells it no password', async () => {
      const visits: IncomingMessage[] = [];
      const other = await servers.web((request, response) => {
        visits.push(request);
        const question = basicGuard('us', 's3cret').ask(request);
        if (request.url === '/open') sendTs(response);
        else response.writeHead(401, { 'www-authenticate': question }).end();
      });
      const origin = await servers.web(({ url, headers }, response) => {
        if (headers.authorization === undefined) {
          response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
        } else response.writeHead(307, { location: `${other}${url}` }).end();
      });
      const url = origin.replace('//', '//us:s3cret@');
      const refused = await failure(`${url}/open`, 'not allowed');
      expect(refused.message).to.include(`{ hosts: ["${new URL(other).host}"] }`);
      expect(visits.length).to.equal(0);
      const hosts = [new URL(other).host];
      await receives(`${url}/open`, { hosts });
      await failure(`${url}/closed`, 'unauthorised', { hosts });
      expect(visits.length).to.equal(2);
      for (const { headers } of visits) expect(headers.authorization).to.equal(undefined);
    });

    it('is redirected to no file', async () => {
      const origin = await servers.web((_, response) => {
        response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      });
      await failure(`${origin}/x`, 'not allowed');
    });

    it('says that it is a web page, that the server fails, or speaks no HTTP', async () => {
      const origin = await servers.web(({ url }, response) => {
        if (url === '/page') {
          response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
          response.end('<!doctype html><title>Log in</title>');
        } else response.writeHead(503).end();
      });
      const page = await failure(`${origin}/page`, 'not video');
      expect(page.message).to.match(/web page/);
      const error = await failure(`${origin}/x`, 'failed');
      expect(error.message).to.match(/503 Service Unavailable/);
      const port = await servers.tcp((socket) => socket.end('220 mail\r\n'));
      await failure(`http://127.0.0.1:${port}`, 'failed');
      await failure(`https://127.0.0.1:${port}`, 'failed');
    });

    describe('and TLS', () => {
      const made = (): { readonly key: string; readonly cert: string } | undefined =>
        selfSigned(clips);

      it('trusts a certificate that it is told to, and no other', async function () {
        const tls = made();
        // Skipped: the machine has no openssl to make a certificate.
        if (tls === undefined) return this.skip();
        const origin = await servers.web((_, response) => sendTs(response), { tls });
        const error = await failure(`${origin}/x`, 'certificate');
        expect(error.message).to.match(/DEPTH_ZERO_SELF_SIGNED_CERT.*tls: \{ ca \}/);
        await receives(`${origin}/x`, { tls: { ca: tls.cert } });
        await receives(origin.replace('127.0.0.1', 'localhost'), {
          tls: { ca: Buffer.from(tls.cert) },
        });
        await receives(`${origin}/x`, { tls: { rejectUnauthorized: false } });
      });

      it('refuses a certificate of another host, and to leave TLS', async function () {
        const tls = selfSigned(clips, 'DNS:camera.example');
        if (tls === undefined) return this.skip();
        const plain = await servers.web((_, response) => sendTs(response));
        const origin = await servers.web(
          (_, response) => void response.writeHead(302, { location: plain }).end(),
          { tls },
        );
        const error = await failure(origin, 'certificate', { tls: { ca: tls.cert } });
        expect(error.message).to.match(/ERR_TLS_CERT_ALTNAME_INVALID/);
        const left = await failure(origin, 'not allowed', {
          tls: { rejectUnauthorized: false },
          hosts: [new URL(plain).host],
        });
        expect(left.message).to.match(/not encrypted/);
      });
    });

    it(`receives over IPv6${hasIpv6 ? '' : ' (skipped: this machine has none)'}`, async function () {
      if (!hasIpv6) return this.skip();
      await receives(await servers.web((_, response) => sendTs(response), { host: '::1' }));
      const port = await servers.tcp(
        (socket) => void servers.pipe(socket, ...liveVideo(), '-f', 'mpegts'),
        0,
        '::1',
      );
      await receives(`tcp://[::1]:${port}`);
    });

    it('leaves nothing behind: no connection, server, process or timer', async () => {
      const origin = await servers.web(({ url }, response) => {
        if (url === '/404') response.writeHead(404).end();
        else sendTs(response);
      });
      await leavingNoTrace(async () => {
        const source = await open(`${origin}/x`);
        (await source.getFrame())?.release();
        await source.close();
        await failureOf(open(`${origin}/404`));
        servers.hangUp();
      });
    });
  });
}

describe('a network source in a program of its own', () => {
  const servers = useServers();

  it('lets Node end where nobody subscribes', async () => {
    const origin = await servers.web((_, response) => {
      servers.pipe(response, ...liveVideo(), '-f', 'mpegts');
    });
    const result = await ended(startProgram('open-stream-and-forget', `${origin}/x`));
    expect(result).to.include({ code: 0, stdout: '64x48\n', stderr: '' });
  });
});
