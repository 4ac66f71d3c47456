import { spawnSync } from 'node:child_process';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { NetworkSourceUnavailableError } from '@giftgrab/core';
import { openStream, type NetworkSource } from '@giftgrab/sources';
import { FFMPEG_BUILDS } from '../../../ffmpeg/test/support/ffmpeg-builds';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { collect } from '../support/collect';
import { expectNothingLeft } from '../support/quiet';
import { liveVideo, useServers } from '../support/stream-servers';

// Whichever has it is both ends.
const ffmpeg = FFMPEG_BUILDS.find(({ path }) =>
  /^ *srt$/m.test(String(spawnSync(path, ['-hide_banner', '-protocols']).stdout)),
)?.path;
const title = ffmpeg === undefined ? ' (skipped: no ffmpeg here has SRT)' : '';

describe(`openStream of SRT${title}`, () => {
  expectNothingLeft();
  const servers = useServers();

  before(function () {
    if (ffmpeg === undefined) this.skip();
  });

  /** Sends to whoever calls; tells its port. */
  const listen = async (query = ''): Promise<number> => {
    const port = await servers.freePort();
    const url = `srt://127.0.0.1:${port}?mode=listener${query}`;
    servers.start(ffmpeg ?? '', ['-nostdin', '-v', 'error', ...liveVideo(), '-f', 'mpegts', url]);
    return port;
  };
  const call = async (url: string): Promise<NetworkSource> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await openStream(url, {
          ffmpeg: ffmpeg ?? '',
          openTimeoutMs: 60_000,
          stallTimeoutMs: 60_000,
        });
      } catch (error) {
        // It may not listen yet.
        if ((error as { reason?: string }).reason !== 'no answer' || attempt === 20) throw error;
      }
    }
  };

  it('receives what is sent in the clear, and encrypted', async () => {
    for (const query of ['', '&passphrase=s3cret-passphrase']) {
      const port = await listen(query);
      const source = await call(`srt://127.0.0.1:${port}?latency=50000${query}`);
      expect(source.info.container).to.equal('mpegts');
      const { frames, error } = await collect(source, { atMost: 10 });
      expect(error).to.equal(undefined);
      expect(frames.map(({ size }) => size)).to.deep.equal(Array(10).fill('64x48'));
    }
  });

  it('says that the passphrase is wrong, or missing', async () => {
    for (const query of ['?passphrase=wrong-passphrase', '']) {
      const port = await listen('&passphrase=s3cret-passphrase');
      const error = await failureOf(call(`srt://127.0.0.1:${port}${query}`));
      expect(error, error.message).to.be.instanceOf(NetworkSourceUnavailableError);
      expect(error, error.message).to.include({ reason: 'unauthorised' });
      expect(inspect(error, { depth: 10, showHidden: true })).not.to.match(/(s3cret|wrong)-pass/);
    }
  });

  it('says that nobody answers', async () => {
    const port = await servers.freePort();
    const opening = openStream(`srt://127.0.0.1:${port}`, {
      ffmpeg: ffmpeg ?? '',
      openTimeoutMs: 60_000,
    });
    expect(await failureOf(opening)).to.include({ reason: 'no answer' });
  });
});
