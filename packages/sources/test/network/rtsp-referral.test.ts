import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { RtspReferral } from '../../src/network/rtsp-referral';
import { StreamAddress } from '../../src/network/stream-address';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { leavingNoTrace } from '../../../ffmpeg/test/support/traces';
import { useServers } from '../support/stream-servers';

describe('RtspReferral', () => {
  const servers = useServers();
  const { signal } = new AbortController();

  const ask = async (url: string, path = new URL(url).pathname): Promise<string> => {
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (answer += text));
    socket.write(`OPTIONS rtsp://127.0.0.1:${port}${path} RTSP/1.0\r\nCSeq: 7\r\n\r\n`);
    await once(socket, 'close');
    return answer;
  };
  const camera = async (): Promise<StreamAddress> => {
    const port = await servers.tcp(() => undefined);
    return new StreamAddress(`rtsp://us:p%40ss@127.0.0.1:${port}/a?key=t0ken`);
  };

  it('tells the address to who knows the path, once, and to nobody else', async () => {
    const address = await camera();
    const referral = await RtspReferral.open(address, '127.0.0.1', signal);
    expect(referral.url).not.to.match(/us|p%40ss|t0ken/);
    expect(await ask(referral.url, '/guess')).to.equal('');
    expect(await ask(referral.url)).to.equal(
      `RTSP/1.0 302 Moved Temporarily\r\nCSeq: 7\r\nLocation: ${address.urlAt('127.0.0.1')}\r\n\r\n`,
    );
    expect(await failureOf(ask(referral.url))).to.include({ code: 'ECONNREFUSED' });
    await referral.close();
  });

  it('says that nobody listens, before anybody is referred', async () => {
    const port = await servers.freePort();
    const address = new StreamAddress(`rtsp://us:pw@127.0.0.1:${port}/a`);
    const opening = RtspReferral.open(address, '127.0.0.1', signal);
    expect(await failureOf(opening)).to.include({ reason: 'refused' });
  });

  it('leaves nothing behind, whether it was asked or not', async () => {
    const address = await camera();
    await leavingNoTrace(async () => {
      const unused = await RtspReferral.open(address, '127.0.0.1', signal);
      const used = await RtspReferral.open(address, '127.0.0.1', signal);
      await ask(used.url);
      await Promise.all([unused.close(), used.close()]);
      servers.hangUp();
    });
  });
});
