import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { NetworkSourceUnavailableError, type NetworkFailure } from '@giftgrab/core';
import { openStream, type NetworkSourceOptions } from '@giftgrab/sources';
import { moving, useClips } from '../../../ffmpeg/test/support/clips';
import { FFMPEG_BUILDS } from '../../../ffmpeg/test/support/ffmpeg-builds';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { expectNothingLeft } from '../support/quiet';
import { liveVideo, useServers } from '../support/stream-servers';
import { retyped } from '../support/transport-stream';

const PATIENT_MS = 60_000;

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`openStream with ${name}: streams that give no video`, () => {
    expectNothingLeft();
    const servers = useServers();
    const clips = useClips();

    const failure = async (
      url: string,
      reason: NetworkFailure,
      options: NetworkSourceOptions = {},
    ): Promise<Error> => {
      const opening = openStream(url, { ffmpeg, openTimeoutMs: PATIENT_MS, ...options });
      const error = await failureOf(opening);
      expect(error, error.message).to.be.instanceOf(NetworkSourceUnavailableError);
      expect(error, error.message).to.include({ code: 'NETWORK_SOURCE_UNAVAILABLE', reason });
      // All that anybody could print of it, causes too.
      const shown = inspect(error, { depth: 10, showHidden: true });
      expect(shown).not.to.match(/s3cret|t0ken/);
      return error;
    };
    const http = async (status: number, body = '', type = 'text/plain'): Promise<string> => {
      const port = await servers.http((response) => {
        response.writeHead(status, { 'content-type': type, 'www-authenticate': 'Basic realm="x"' });
        response.end(body);
      });
      return `http://us:s3cret@127.0.0.1:${port}/path?key=t0ken`;
    };

    it('refuses a picture of more pixels than are allowed', async () => {
      const port = await servers.tcp((socket) => {
        servers.pipe(socket, ...liveVideo(), '-f', 'mpegts');
      });
      await failure(`tcp://127.0.0.1:${port}`, 'not allowed', { limits: { pixels: 1000 } });
    });

    it('is refused where nobody listens [TC33]', async () => {
      const port = await servers.freePort();
      for (const scheme of ['rtsp', 'rtmp', 'http', 'tcp']) {
        const query = scheme === 'tcp' ? '' : '/x?key=t0ken';
        await failure(`${scheme}://us:s3cret@127.0.0.1:${port}${query}`, 'refused');
      }
    });

    it('fails within its time where somebody accepts and never answers', async () => {
      const port = await servers.tcp(() => undefined);
      for (const scheme of ['rtsp', 'rtmp', 'http', 'tcp']) {
        const url = `${scheme}://us:s3cret@127.0.0.1:${port}`;
        const error = await failure(url, 'no answer', { openTimeoutMs: 1000 });
        expect(error.message).to.match(/within 1000 ms/);
      }
    });

    it('fails within its time where nothing arrives by UDP', async () => {
      const port = await servers.freePort();
      const error = await failure(`udp://127.0.0.1:${port}`, 'no answer', { openTimeoutMs: 1000 });
      expect(error.message).to.match(/send to this port/);
    });

    it('says that the host is unknown', async () => {
      const error = await failure('rtsp://us:s3cret@no-such-host.invalid/x', 'unknown host');
      expect(error.message).to.include('"no-such-host.invalid"');
    });

    it('says that the other side hung up', async () => {
      const port = await servers.tcp((socket) => socket.destroy());
      for (const scheme of ['rtsp', 'http']) {
        await failure(`${scheme}://127.0.0.1:${port}`, 'closed');
      }
    });

    it('says that there is no such stream', async () => {
      await failure(await http(404), 'not found');
    });

    it('says that the password is wrong', async () => {
      await failure(await http(401), 'unauthorised');
      await failure(await http(403), 'unauthorised');
    });

    it('says that it is no video', async () => {
      await failure(await http(200, 'This is text.\n'.repeat(500)), 'not video');
    });

    it('says that there is only sound', async () => {
      const port = await servers.http((response) => {
        servers.pipe(response, ...'-re -f lavfi -i sine -f mpegts'.split(' '));
      });
      const error = await failure(`http://127.0.0.1:${port}`, 'not video');
      expect(error.message).to.match(/only sound/);
    });

    it('names a codec that ffmpeg does not know', async () => {
      const film = clips.make('film.mkv', ...moving('64x48', '30', '1'), '-c:v', 'mpeg4');
      const [known, unknown] = ['V_MPEG4/ISO/ASP', 'V_GIFTGRAB/NONE'];
      const bytes = readFileSync(film);
      bytes.write(unknown, bytes.indexOf(known), 'latin1');
      const port = await servers.http((response) => response.end(bytes));
      const error = await failure(`http://127.0.0.1:${port}/film`, 'unsupported');
      expect(error.message).to.match(/cannot decode.*V_GIFTGRAB\/NONE/);
    });

    it('names the type of a stream in MPEG-TS that ffmpeg does not know', async () => {
      const film = clips.make('film.ts', ...moving('64x48', '30', '1'), '-c:v', 'huffyuv');
      // As in ISO/IEC 13818-1: 0x06 is private data, 0x3f nothing yet.
      const bytes = retyped(readFileSync(film), 0x06, 0x3f);
      const port = await servers.http((response) => response.end(bytes));
      const error = await failure(`http://127.0.0.1:${port}/film`, 'unsupported');
      expect(error.message).to.match(/cannot decode.*0x003F/);
    });

    it('follows no playlist and no script to a file or to another host', async () => {
      let visits = 0;
      const trap = await servers.http((response) => {
        visits += 1;
        response.end();
      });
      const target = `http://127.0.0.1:${trap}/x.ts`;
      const lists = [target, 'file:///etc/passwd'].flatMap((entry) => [
        `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${entry}\n#EXT-X-ENDLIST\n`,
        `ffconcat version 1.0\nfile '${entry}'\n`,
        `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\na=control:${entry}\n`,
      ]);
      for (const list of lists) {
        const error = await failureOf(openStream(await http(200, list), { ffmpeg }));
        expect(error).to.be.instanceOf(NetworkSourceUnavailableError);
      }
      expect(visits).to.equal(0);
    });

    it('follows no redirection to a file', async () => {
      const port = await servers.http((response) => {
        response.writeHead(302, { location: 'file:///etc/passwd' });
        response.end();
      });
      const error = await failureOf(openStream(`http://127.0.0.1:${port}/x`, { ffmpeg }));
      expect(error).to.be.instanceOf(NetworkSourceUnavailableError);
    });

    it('can be given up', async () => {
      const port = await servers.tcp(() => undefined);
      const abort = new AbortController();
      const opening = openStream(`tcp://127.0.0.1:${port}`, { ffmpeg, signal: abort.signal });
      setTimeout(() => abort.abort(), 200);
      expect(await failureOf(opening)).to.include({ code: 'ABORTED' });
    });
  });
}

describe('openStream with the bundled ffmpeg', () => {
  it('says that it knows no SRT', async () => {
    const [bundled] = FFMPEG_BUILDS;
    const opening = openStream('srt://127.0.0.1:9000', { ffmpeg: bundled?.path ?? '' });
    const error = await failureOf(opening);
    expect(error).to.include({ reason: 'unsupported' });
    expect(error.message).to.match(/ffmpeg: path/);
  });
});

describe('openStream with a program that cannot be started', () => {
  it('tells no secret of the command line', async () => {
    const error = await failureOf(
      openStream('rtsp://us:s3cret@127.0.0.1/x', { ffmpeg: '/nowhere/ffmpeg' }),
    );
    expect(inspect(error, { depth: 10, showHidden: true })).not.to.include('s3cret');
  });
});
