import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { NetworkSourceUnavailableError, SourceError } from '@giftgrab/core';
import { openStream } from '@giftgrab/sources';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { FFMPEG_BUILDS } from '../../../ffmpeg/test/support/ffmpeg-builds';
import { expectNothingLeft } from '../support/quiet';
import { liveVideo, useServers } from '../support/stream-servers';

describe('RTP that an SDP file describes', () => {
  const servers = useServers();
  let folder: string;
  expectNothingLeft();

  before(() => (folder = mkdtempSync(join(tmpdir(), 'giftgrab sdp '))));
  after(() => rmSync(folder, { recursive: true }));

  const file = (text: string | Uint8Array, name = 'camera 1.sdp'): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return pathToFileURL(path).href;
  };
  const description = (port: number, host = '127.0.0.1'): string =>
    [
      ...['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=Camera', `c=IN IP4 ${host}`, 't=0 0'],
      ...[`m=video ${port} RTP/AVP 96`, 'a=rtpmap:96 H264/90000', 'a=fmtp:96 packetization-mode=1'],
    ].join('\r\n');

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    it(`is received with ${name}`, async () => {
      const port = await servers.evenPort();
      servers.ffmpeg(...liveVideo(), '-f', 'rtp', `rtp://127.0.0.1:${port}`);
      const options = { ffmpeg, openTimeoutMs: 60_000, stallTimeoutMs: 60_000 };
      await using source = await openStream(file(description(port)), options);
      expect([source.cols, source.rows]).to.deep.equal([64, 48]);
      let last = -1;
      for await (const frame of source) {
        expect(frame.pts?.seconds).to.be.greaterThan(last);
        last = frame.pts?.seconds ?? Number.NaN;
        if (frame.index >= 20) break;
      }
    });
  }

  it('fails within its time where nobody sends', async () => {
    const url = file(description(await servers.evenPort()));
    const error = await failureOf(openStream(url, { openTimeoutMs: 1000 }));
    expect(error).to.be.instanceOf(NetworkSourceUnavailableError);
    expect(error).to.include({ reason: 'no answer' });
    expect(error.message).to.match(/camera 1\.sdp.*within 1000 ms.*send to this port/);
  });

  const refused: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['no description', '#EXTM3U\nfile:///etc/passwd\n', /"v=0"/],
    ['a description of sound only', 'v=0\nm=audio 5004 RTP/AVP 0\n', /no video/],
    ['one of an RTSP server, without ports', description(0), /rtsp:\/\/ URL/],
    ['a port that is none', 'v=0\nm=video 70000 RTP/AVP 96\n', /no port/],
    ['a host by name', description(5004, 'evil.example'), /"evil.example".*a number is wanted/],
    ['one that is far too long', new Uint8Array(1e6).fill(32), /longer than 65536 bytes/],
  ];
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, async () => {
      const error = await failureOf(openStream(file(text)));
      expect(error).to.be.instanceOf(SourceError);
      expect(error).to.include({ code: 'SOURCE_NOT_VIDEO' });
      expect(error.message).to.match(message);
    });
  }

  it('refuses a file that is not there, and one that is not on this machine', async () => {
    const missing = pathToFileURL(join(folder, 'missing.sdp')).href;
    expect(await failureOf(openStream(missing))).to.include({ code: 'SOURCE_NOT_FOUND' });
    const remote = 'file://host/camera.sdp';
    expect(await failureOf(openStream(remote))).to.include({ code: 'INVALID_OPTION' });
  });
});
