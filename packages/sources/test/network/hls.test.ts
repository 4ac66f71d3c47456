import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { randomBytes, createCipheriv } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { path as bundled } from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { NetworkSourceUnavailableError, type NetworkFailure } from '@giftgrab/core';
import { openStream, type NetworkSource, type NetworkSourceOptions } from '@giftgrab/sources';
import { moving, useClips } from '../../../ffmpeg/test/support/clips';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { FFMPEG_BUILDS } from '../../../ffmpeg/test/support/ffmpeg-builds';
import { collect } from '../support/collect';
import { expectNothingLeft } from '../support/quiet';
import { serveFile } from '../support/serve-file';
import { useServers } from '../support/stream-servers';

const PATIENT = { openTimeoutMs: 60_000, stallTimeoutMs: 60_000 } as const;

// Eight segments of half a second.
const SEGMENTS = 8;
const FRAMES = 15;
const SECONDS = '4';
const LIVE_SECONDS = '30';
const ENCODED = [
  ...'-c:v libx264 -preset ultrafast -tune zerolatency -g 15 -sc_threshold 0 -pix_fmt yuv420p'.split(
    ' ',
  ),
  ...'-f hls -hls_time 0.5 -hls_list_size 0'.split(' '),
];

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`openStream of HLS with ${name}`, () => {
    expectNothingLeft();
    const servers = useServers();
    const clips = useClips();
    const asked: string[] = [];

    beforeEach(() => (asked.length = 0));

    /** A folder with a playlist and its segments. */
    const make = (kind: string, ...more: readonly string[]): string => {
      const seconds = kind === 'live' ? LIVE_SECONDS : SECONDS;
      const folder = clips.file(kind);
      if (existsSync(folder)) return folder;
      mkdirSync(folder);
      const video = [...moving('64x48', '30', seconds), ...ENCODED];
      const args = ['-nostdin', '-v', 'error', ...video, ...more, 'list.m3u8'];
      const { status, stderr } = spawnSync(bundled, args, { cwd: folder });
      if (status !== 0) throw new Error(String(stderr));
      return folder;
    };
    const serve = (folder: string, texts: Record<string, () => string> = {}): Promise<string> =>
      servers.web((request, response) => {
        const { pathname } = new URL(request.url ?? '', 'http://x');
        asked.push(pathname.slice(1));
        const path = join(folder, basename(pathname));
        const text = texts[pathname];
        if (text !== undefined) response.end(text());
        else if (existsSync(path)) serveFile(path, request, response);
        else response.writeHead(404).end();
      });
    const open = (url: string, options: NetworkSourceOptions = {}): Promise<NetworkSource> =>
      openStream(url, { ...PATIENT, ffmpeg, ...options });
    const expectWhole = async (url: string, options: NetworkSourceOptions = {}): Promise<void> => {
      const source = await open(url, options);
      // A recording waits for who comes late, and for who is slow.
      await new Promise((resolve) => setTimeout(resolve, 300));
      const { frames, report, error } = await collect(source);
      expect(error).to.equal(undefined);
      expect(frames.map(({ index }) => index)).to.deep.equal([...Array(SEGMENTS * FRAMES).keys()]);
      expect(report).to.include({ ended: 'complete', dropped: 0 });
    };

    it('reads a recording to its end, every frame', async () => {
      await expectWhole(`${await serve(make('ts'))}/list.m3u8?token=x`);
    });

    it('asks again where the server has closed a connection that it had kept', async () => {
      const folder = make('ts');
      const used = new WeakSet();
      let closed = 0;
      const origin = await servers.web((request, response) => {
        if (used.has(request.socket)) {
          closed += 1;
          request.socket.destroy();
          return;
        }
        used.add(request.socket);
        serveFile(join(folder, basename(request.url ?? '')), request, response);
      });
      await expectWhole(`${origin}/list.m3u8`);
      expect(closed).to.be.at.least(1);
    });

    it('knows a playlist by what it says, whatever its name', async () => {
      const folder = make('ts');
      const list = readFileSync(join(folder, 'list.m3u8'), 'utf8');
      await expectWhole(`${await serve(folder, { '/live': () => list })}/live`);
    });

    it('reads segments of MP4, and encrypted ones', async () => {
      const mp4 = make('mp4', '-hls_segment_type', 'fmp4', '-hls_flags', 'independent_segments');
      await expectWhole(`${await serve(mp4)}/list.m3u8`);
      const key = clips.file('key.bin');
      writeFileSync(key, randomBytes(16));
      const info = clips.file('key.txt');
      writeFileSync(info, `key.bin\n${key}\n`);
      const aes = make('aes', '-hls_key_info_file', info);
      writeFileSync(join(aes, 'key.bin'), readFileSync(key));
      await expectWhole(`${await serve(aes)}/list.m3u8`);
      expect(asked).to.include('key.bin');
    });

    it('takes the best of several, and asks for nothing of the others', async () => {
      const folder = make('ts');
      const list = (): string =>
        '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",URI="sound.m3u8"\n' +
        '#EXT-X-STREAM-INF:BANDWIDTH=10000,AUDIO="a"\nsmall.m3u8\n' +
        '#EXT-X-STREAM-INF:BANDWIDTH=90000,AUDIO="a"\nsub/list.m3u8\n';
      await expectWhole(`${await serve(folder, { '/main.m3u8': list })}/main.m3u8`);
      expect(asked.filter((path) => !path.startsWith('sub/'))).to.deep.equal(['main.m3u8']);
    });

    it('fails where a segment of a recording is missing', async () => {
      const folder = make('ts');
      const list = readFileSync(join(folder, 'list.m3u8'), 'utf8').replace('list4.ts', 'no.ts');
      const source = await open(`${await serve(folder, { '/l.m3u8': () => list })}/l.m3u8`);
      const { error } = await collect(source);
      expect(error).to.include({ reason: 'not found' });
    });

    it('reads segments of a host that is named, and of no other', async () => {
      const folder = make('ts');
      const cdn = await serve(folder);
      const list = readFileSync(join(folder, 'list.m3u8'), 'utf8').replace(
        /^list/gm,
        `${cdn}/list`,
      );
      const origin = await serve(folder, { '/l.m3u8': () => list });
      await expectWhole(`${origin}/l.m3u8`, { hosts: [new URL(cdn).host] });
      expect(await failureOf(open(`${origin}/l.m3u8`))).to.include({ reason: 'not allowed' });
    });

    describe('live', () => {
      interface Channel {
        readonly url: string;
        /** Segments in the playlist. */
        shown: number;
        /** What the playlist says instead, if anything. */
        instead: string | undefined;
      }

      const timers: NodeJS.Timeout[] = [];

      afterEach(() => timers.splice(0).forEach(clearInterval));

      /** A playlist that begins with four segments and grows by one each half second, until it ends. */
      const broadcast = async (endsAt = Number.POSITIVE_INFINITY): Promise<Channel> => {
        const folder = make('live');
        const text = (): string => {
          if (channel.instead !== undefined) return channel.instead;
          const { shown } = channel;
          const lines = Array.from({ length: shown }, (_, i) => `#EXTINF:0.5,\nlist${i}.ts\n`);
          const head = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n';
          return `${head}${lines.join('')}${shown >= endsAt ? '#EXT-X-ENDLIST\n' : ''}`;
        };
        const url = `${await serve(folder, { '/live.m3u8': text })}/live.m3u8`;
        const channel: Channel = { url, shown: 4, instead: undefined };
        const grow = (): void => {
          channel.shown = Math.min(endsAt, channel.shown + 1);
        };
        timers.push(setInterval(grow, 500));
        return channel;
      };

      for (const [latency, first] of [
        ['low', 3],
        ['smooth', 1],
      ] as const) {
        it(`begins near the end with latency ${latency}, and completes when it is said to have ended`, async () => {
          const endsAt = 14;
          const source = await open((await broadcast(endsAt)).url, { latency });
          const events: string[] = [];
          source.events.subscribe(({ type }) => events.push(type));
          const { frames, report, error } = await collect(source);
          expect(error).to.equal(undefined);
          expect(report).to.include({ ended: 'complete' });
          const segments = asked.filter((path) => path.endsWith('.ts'));
          expect(segments[0]).to.equal(`list${first}.ts`);
          expect(segments.at(-1)).to.equal(`list${endsAt - 1}.ts`);
          expect(frames.length).to.be.within(FRAMES, (endsAt - first) * FRAMES);
          expect(events).to.deep.equal(['connected']);
        });
      }

      it('ends when the playlist leads elsewhere later on', async () => {
        const folder = make('ts');
        let visits = 0;
        const trap = await servers.web((_, response) => {
          visits += 1;
          response.end(readFileSync(join(folder, 'list0.ts')));
        });
        const channel = await broadcast();
        const source = await open(channel.url, { onGap: 'error' });
        channel.instead = `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:3\n#EXTINF:0.5,\n${trap}/x.ts\n`;
        const { error } = await collect(source);
        expect(error).to.include({ reason: 'not allowed' });
        expect(visits).to.equal(0);
      });

      it('connects again when the server is gone for a while', async () => {
        const channel = await broadcast();
        const source = await open(channel.url, {
          reconnect: { attempts: 1000, minDelayMs: 50, maxDelayMs: 200 },
        });
        const events: string[] = [];
        const isBack = new Promise<void>((resolve, reject) => {
          source.events.subscribe(({ type }) => {
            events.push(type);
            if (type === 'lost') channel.instead = undefined;
            if (type === 'gap') resolve();
          });
          source.subscribe({
            next: ({ index }) => {
              if (index === 0) channel.instead = 'no playlist at all';
            },
            error: reject,
          });
        });
        await isBack;
        await source.close();
        expect(events).to.deep.equal(['connected', 'lost', 'restored', 'gap']);
      });
    });

    describe('that is hostile', () => {
      let visits = 0;

      const refused = async (
        reason: NetworkFailure,
        list: (trap: string) => string,
        more: Record<string, (trap: string) => string> = {},
      ): Promise<void> => {
        const folder = make('ts');
        visits = 0;
        const trap = await servers.web((_, response) => {
          visits += 1;
          response.end(readFileSync(join(folder, 'list0.ts')));
        });
        const all = Object.entries({ ...more, '/x.m3u8': list });
        const texts = all.map(([path, text]) => [path, () => text(trap)] as const);
        const origin = await serve(folder, Object.fromEntries(texts));
        const error = await failureOf(open(`${origin}/x.m3u8`));
        expect(error, error.message).to.be.instanceOf(NetworkSourceUnavailableError);
        expect(error, error.message).to.include({ reason });
        expect(visits, 'visits of the trap').to.equal(0);
      };
      const media = (uri: string, tags = ''): string =>
        `#EXTM3U\n#EXT-X-TARGETDURATION:1\n${tags}#EXTINF:0.5,\n${uri}\n#EXT-X-ENDLIST\n`;

      it('is refused when a segment is elsewhere', async () => {
        await refused('not allowed', (trap) => media(`${trap}/x.ts`));
        // A named pipe that somebody opened would hang; this one names the file that holds us.
        await refused('not allowed', () => media(`file://${__filename}`));
        await refused('not allowed', (trap) => media(`concat:${trap}/x.ts|${trap}/y.ts`));
        await refused('not allowed', () => media('data:video/mp2t;base64,R0ARABw='));
        await refused('not allowed', (trap) => media(`crypto+${trap}/x.ts`));
        await refused('not found', () => media(`subfile,,start,0,end,0,,:${__filename}`));
      });

      it('is refused when a key or a header of segments is elsewhere', async () => {
        for (const elsewhere of [(trap: string) => `${trap}/k`, () => `file://${__filename}`]) {
          await refused('not allowed', (trap) =>
            media('list0.ts', `#EXT-X-KEY:METHOD=AES-128,URI="${elsewhere(trap)}"\n`),
          );
          await refused('not allowed', (trap) =>
            media('list0.ts', `#EXT-X-MAP:URI="${elsewhere(trap)}"\n`),
          );
        }
        await refused('not allowed', (trap) =>
          media('list0.ts', `#EXT-X-KEY:METHOD=AES-128,URI=${trap}/k\n`),
        );
      });

      it('is refused when a playlist in it is elsewhere, or is hostile itself', async () => {
        const main = (uri: string): string => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${uri}\n`;
        await refused('not allowed', (trap) => main(`${trap}/l.m3u8`));
        await refused('not allowed', () => main('file:///etc/passwd'));
        await refused('not allowed', () => main('/b.m3u8'), {
          '/b.m3u8': (trap) => media(`${trap}/x.ts`),
        });
        await refused('not video', () => main('/x.m3u8'));
        await refused('not video', () => media('/b.m3u8'), {
          '/b.m3u8': (trap) => media(`${trap}/x.ts`),
        });
      });

      it('is refused when a decrypted segment is a playlist', async () => {
        visits = 0;
        const trap = await servers.web((_, response) => {
          visits += 1;
          response.end();
        });
        const key = Buffer.alloc(16, 7);
        const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16));
        const evil = Buffer.concat([cipher.update(media(`${trap}/x.ts`)), cipher.final()]);
        const origin = await servers.web(({ url }, response) => {
          if (url === '/key') response.end(key);
          else if (url === '/evil.ts') response.end(evil);
          else {
            const tag = `#EXT-X-KEY:METHOD=AES-128,URI="key",IV=0x${'0'.repeat(32)}\n`;
            response.end(media('evil.ts', tag));
          }
        });
        const error = await failureOf(open(`${origin}/x.m3u8`));
        expect(error).to.be.instanceOf(NetworkSourceUnavailableError);
        expect(visits).to.equal(0);
      });

      it('is refused when it has no end, or is longer than a playlist can be', async () => {
        const origin = await servers.web((_, response) => {
          response.write('#EXTM3U\n');
          const go = (): void => {
            while (!response.destroyed && response.write('#EXTINF:1,\nx.ts\n'.repeat(1000)));
          };
          response.on('drain', go);
          go();
        });
        expect(await failureOf(open(`${origin}/x`))).to.include({ reason: 'not video' });
      });

      it('is refused when a segment is redirected elsewhere', async () => {
        visits = 0;
        const trap = await servers.web((_, response) => {
          visits += 1;
          response.end();
        });
        const origin = await servers.web(({ url }, response) => {
          if (url === '/x.m3u8') response.end(media('a.ts'));
          else response.writeHead(302, { location: `${trap}/x.ts` }).end();
        });
        expect(await failureOf(open(`${origin}/x.m3u8`))).to.include({ reason: 'not allowed' });
        expect(visits).to.equal(0);
      });
    });
  });
}
