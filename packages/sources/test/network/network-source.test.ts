import { createReadStream, statSync } from 'node:fs';
import { expect } from 'chai';
import { pipelineOf } from '@giftgrab/core';
import { openStream, type NetworkSourceOptions } from '@giftgrab/sources';
import { useClips, moving } from '../../../ffmpeg/test/support/clips';
import { FFMPEG_BUILDS } from '../../../ffmpeg/test/support/ffmpeg-builds';
import { collect, type Collected } from '../support/collect';
import { expectNothingLeft } from '../support/quiet';
import { liveVideo, useServers } from '../support/stream-servers';

// A slow machine is no fault of the stream.
const PATIENT = { openTimeoutMs: 60_000, stallTimeoutMs: 60_000, reconnect: false } as const;

function expectLive({ frames, report, error }: Collected, count: number): void {
  expect(error).to.equal(undefined);
  expect(frames.length).to.equal(count);
  expect(frames[0]?.index).to.equal(0);
  expect(frames[0]?.seconds).to.equal(0);
  const times = frames.map(({ seconds }) => seconds);
  for (const [i, time] of times.entries()) {
    if (i > 0) expect(time).to.be.greaterThan(times[i - 1] ?? Number.NaN);
  }
  expect(new Set(frames.map(({ size }) => size))).to.deep.equal(new Set(['64x48']));
  expect(report).to.include({ ended: 'stopped', frames: count, dropped: 0 });
}

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`openStream with ${name}`, () => {
    expectNothingLeft();
    const servers = useServers();
    const clips = useClips();

    const receive = async (
      url: string,
      options: NetworkSourceOptions = {},
      atMost = 15,
    ): Promise<Collected> => {
      const source = await openStream(url, { ...PATIENT, ffmpeg, ...options });
      return collect(source, { atMost });
    };
    const tsOverHttp = (): Promise<number> =>
      servers.http((response) => void servers.pipe(response, ...liveVideo(), '-f', 'mpegts'));

    it('receives MPEG-TS over HTTP, by a name of the host too, in the colour asked for', async () => {
      const port = await tsOverHttp();
      const source = await openStream(`http://localhost:${port}/live.ts`, {
        ...PATIENT,
        ffmpeg,
        colour: 'BGRA',
        latency: 'smooth',
      });
      expect(source.info).to.include({ container: 'mpegts' });
      expect([source.cols, source.rows, source.frameRate?.value]).to.deep.equal([64, 48, 30]);
      const collected = await collect(source, { atMost: 15 });
      expectLive(collected, 15);
      expect(collected.frames[0]?.colour).to.equal('BGRA');
    });

    it('receives the MJPEG of cameras, at the times of arrival', async () => {
      const port = await servers.http((response) => {
        response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace;boundary=ffmpeg' });
        servers.pipe(response, ...'-re -f lavfi -i testsrc2=s=64x48:r=30 -f mpjpeg'.split(' '));
      });
      const source = await openStream(`http://127.0.0.1:${port}/video`, { ...PATIENT, ffmpeg });
      expect(source.frameRate).to.equal(undefined);
      expectLive(await collect(source, { atMost: 15 }), 15);
    });

    it('receives MPEG-TS over TCP, and over UDP', async () => {
      const tcp = await servers.tcp((socket) => {
        servers.pipe(socket, ...liveVideo(), '-f', 'mpegts');
      });
      expectLive(await receive(`tcp://127.0.0.1:${tcp}`), 15);
      const udp = await servers.freePort();
      servers.ffmpeg(...liveVideo(), '-f', 'mpegts', `udp://127.0.0.1:${udp}?pkt_size=1316`);
      expectLive(await receive(`udp://127.0.0.1:${udp}`), 15);
    });

    it('receives RTMP', async () => {
      const port = await servers.freePort();
      const url = `rtmp://127.0.0.1:${port}/live/stream`;
      servers.ffmpeg(...liveVideo(), '-f', 'flv', '-listen', '1', url);
      for (let attempt = 1; ; attempt += 1) {
        try {
          expectLive(await receive(url), 15);
          return;
        } catch (error) {
          // It may not listen yet.
          if ((error as { reason?: string }).reason !== 'refused' || attempt === 100) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    });

    it('reads a recording from a web server to its end, every frame, also one that is looked at late', async () => {
      const clip = clips.make('clip.mp4', ...moving('64x48', '30', '2'), '-movflags', 'faststart');
      const port = await servers.http((response) => {
        response.writeHead(200, { 'content-length': statSync(clip).size });
        createReadStream(clip).pipe(response);
      });
      const source = await openStream(`http://127.0.0.1:${port}/clip.mp4`, { ...PATIENT, ffmpeg });
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { frames, report } = await collect(source);
      expect(frames.map(({ index }) => index)).to.deep.equal([...Array(60).keys()]);
      expect(report).to.include({ ended: 'complete', frames: 60, dropped: 0 });
    });

    it('receives two streams at once, each its own [quirk 34]', async () => {
      const [small, large] = await Promise.all(
        ['64x48', '96x64'].map((size) =>
          servers.tcp((socket) => void servers.pipe(socket, ...liveVideo(size), '-f', 'mpegts')),
        ),
      );
      const both = await Promise.all([
        receive(`tcp://127.0.0.1:${small}`),
        receive(`tcp://127.0.0.1:${large}`),
      ]);
      expect(both.map(({ frames }) => new Set(frames.map(({ size }) => size)))).to.deep.equal([
        new Set(['64x48']),
        new Set(['96x64']),
      ]);
    });

    it('gives single frames, and stops and starts again [TC35]', async () => {
      const port = await tsOverHttp();
      await using source = await openStream(`http://127.0.0.1:${port}/x`, { ...PATIENT, ffmpeg });
      const first = await source.getFrame();
      const second = await source.getFrame();
      expect(first?.index).to.equal(0);
      expect(second?.index).to.be.greaterThan(0);
      first?.release();
      second?.release();
      for (let round = 0; round < 2; round += 1) {
        const indices: number[] = [];
        await new Promise<void>((resolve, reject) => {
          const subscription = source.subscribe({
            next: ({ index }) => {
              indices.push(index);
              if (indices.length === 3) subscription.unsubscribe();
            },
            error: reject,
          });
          subscription.add(resolve);
        });
        await source.settled();
        expect(indices.length).to.equal(3);
      }
    });

    it('tells no secret in its name or its pipeline', async () => {
      const port = await tsOverHttp();
      const url = `http://us:s3cret@127.0.0.1:${port}/x?token=s3cret`;
      await using source = await openStream(url, { ...PATIENT, ffmpeg });
      expect(source.name).to.equal(`NetworkSource http://127.0.0.1:${port}/x`);
      expect(pipelineOf(source).describe() + JSON.stringify(source.info)).not.to.include('s3cret');
    });
  });
}
