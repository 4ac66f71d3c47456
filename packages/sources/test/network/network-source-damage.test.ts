import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { isGiftGrabError } from '@giftgrab/core';
import { openStream, type NetworkSource, type NetworkSourceOptions } from '@giftgrab/sources';
import { FFMPEG_BUILDS } from '../../../ffmpeg/test/support/ffmpeg-builds';
import { LossyRelay, type Loss } from '../support/lossy-relay';
import { expectNothingLeft } from '../support/quiet';
import { liveVideo, useServers } from '../support/stream-servers';
import { until, watch } from '../support/watch-stream';

const PYTHON = '/usr/bin/python3';
const SERVER = join(__dirname, '..', 'programs', 'rtsp-server.py');
const canServeRtsp =
  String(spawnSync(PYTHON, [SERVER, '--check'], { timeout: 60_000 }).stdout) === 'ok\n';

const PATIENT = { openTimeoutMs: 60_000, stallTimeoutMs: 5000 } as const;
const SOON = { attempts: 100, minDelayMs: 20, maxDelayMs: 200 } as const;
const PICTURE_BYTES = (64 * 48 * 3) / 2;
const LOSSES: readonly Loss[] = [
  { seed: 1, drop: 0.05, flip: 0 },
  { seed: 2, drop: 0, flip: 0.2 },
  { seed: 3, drop: 0.1, flip: 0.1 },
];

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`openStream with ${name}: packets lost and changed on the way`, () => {
    expectNothingLeft();
    const servers = useServers();
    const relays: LossyRelay[] = [];
    afterEach(() => {
      for (const relay of relays.splice(0)) relay.close();
    });

    const relayOf = (loss: Loss): LossyRelay => {
      const relay = new LossyRelay(loss);
      relays.push(relay);
      return relay;
    };

    /** Whatever comes: whole frames that rise, or a typed error; and what was harmed is told. */
    const endure = async (
      url: string,
      relay: LossyRelay,
      options: NetworkSourceOptions = {},
    ): Promise<void> => {
      let source: NetworkSource;
      try {
        source = await openStream(url, { ...PATIENT, ffmpeg, reconnect: SOON, ...options });
      } catch (error) {
        expect(isGiftGrabError(error), inspect(error)).to.equal(true);
        return;
      }
      const seen = watch(source);
      const finished = source.finished.catch(() => undefined);
      await until(
        () => seen.error !== undefined || (seen.frames.length >= 60 && relay.harmed >= 20),
      );
      await source.close();
      const report = await finished;
      const { frames, error, events } = seen;
      if (error !== undefined) expect(isGiftGrabError(error), inspect(error)).to.equal(true);
      for (const [i, frame] of frames.entries()) {
        expect(frame.byteLength).to.equal(PICTURE_BYTES);
        if (i === 0) continue;
        expect(frame.index).to.be.greaterThan(frames[i - 1]?.index ?? Number.NaN);
        expect(frame.seconds).to.be.greaterThan(frames[i - 1]?.seconds ?? Number.NaN);
      }
      const isLost = events.some(({ type }) => type === 'lost' || type === 'formatChanged');
      expect((report?.damaged ?? 0) > 0 || isLost || error !== undefined).to.equal(true);
    };

    for (const loss of LOSSES) {
      const title = `${loss.drop * 100} % dropped, ${loss.flip * 100} % changed`;

      it(`endures MPEG-TS over UDP of which packets are lost: ${title}`, async () => {
        const port = await servers.freePort();
        const relay = relayOf(loss);
        const sendTo = await relay.udp(port);
        // Whole packets of MPEG-TS, several in one datagram.
        const url = `udp://127.0.0.1:${sendTo}?pkt_size=376`;
        servers.ffmpeg(...liveVideo(), '-b:v', '2M', '-f', 'mpegts', url);
        await endure(`udp://127.0.0.1:${port}`, relay);
      });

      it(`endures RTSP over UDP of which packets are lost: ${title}`, async function () {
        if (!canServeRtsp) this.skip();
        const port = await servers.freePort();
        const server = servers.start(PYTHON, [SERVER, `${port}`]);
        await new Promise((resolve) => server.stdout?.once('data', resolve));
        const relay = relayOf(loss);
        const entry = await relay.rtsp(port);
        await endure(`rtsp://127.0.0.1:${entry}/video`, relay, { transport: 'udp' });
      });
    }

    it('endures MPEG-TS over TCP of which bytes are changed', async () => {
      const port = await servers.tcp((socket) => {
        servers.pipe(socket, ...liveVideo(), '-b:v', '2M', '-f', 'mpegts');
      });
      const relay = relayOf({ seed: 4, drop: 0, flip: 0.5 });
      await endure(`tcp://127.0.0.1:${await relay.tcp(port)}`, relay);
    });

    it('tells of no damage where there is none', async () => {
      const port = await servers.tcp((socket) => {
        servers.pipe(socket, ...liveVideo(), '-f', 'mpegts');
      });
      const source = await openStream(`tcp://127.0.0.1:${port}`, { ...PATIENT, ffmpeg });
      const seen = watch(source);
      await until(() => seen.frames.length >= 30);
      const { finished } = source;
      await source.close();
      expect(await finished).to.include({ damaged: 0, dropped: 0 });
    });
  });
}
