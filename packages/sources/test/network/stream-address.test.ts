import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidOptionError } from '@giftgrab/core';
import { openStream } from '@giftgrab/sources';
import { StreamAddress } from '../../src/network/stream-address';
import { failureOf } from '../../../ffmpeg/test/support/failure';

describe('openStream: what is refused before anything is started', () => {
  const urls: readonly (readonly [string, RegExp])[] = [
    ['', /url/],
    ['camera', /rtsp:\/\/host:554/],
    ['gopher://host/x', /scheme .*rtsp, rtmp/],
    ['file:///etc/passwd', /openFile/],
    ['concat:a|b', /scheme/],
    ['rtsp:///path', /names a host/],
    ['rtsp://host:99999/x', /port from 1 to 65535/],
    ['rtsp://host:0/x', /port from 1 to 65535/],
    ['tcp://host', /port/],
    ['udp://239.0.0.1', /port/],
    ['srt://host', /port/],
    ['tcp://host:5000?listen=1', /without a query/],
  ];
  for (const [url, message] of urls) {
    it(`refuses ${url === '' ? 'an empty text' : url} [TC34]`, async () => {
      const error = await failureOf(openStream(url));
      expect(error).to.be.instanceOf(InvalidOptionError);
      expect(error.message).to.match(message);
    });
  }

  const options: readonly (readonly [object, RegExp])[] = [
    [{ color: 'BGRA' }, /one of colour, .*"color"/],
    [{ colour: 'bgra' }, /Did you mean "BGRA"/],
    [{ transport: 'smoke' }, /transport.*"smoke"/],
    [{ latency: 'none' }, /latency.*"none"/],
    [{ onGap: 'wait' }, /onGap.*"wait"/],
    [{ onGap: 'black', reconnect: false }, /never ends.*onGap.*"black"/],
    [{ frozenAfterMs: 0 }, /frozenAfterMs.*0/],
    [{ openTimeoutMs: 0 }, /openTimeoutMs.*0/],
    [{ stallTimeoutMs: 1.5 }, /stallTimeoutMs.*1.5/],
    [{ reconnect: true }, /reconnect.*true/],
    [{ reconnect: { attempts: 0 } }, /reconnect.attempts.*0/],
    [{ reconnect: { minDelayMs: 50, maxDelayMs: 10 } }, /no less than minDelayMs/],
    [{ whenFull: 'block' }, /whenFull.*"block"/],
    [{ maxWaiting: 0 }, /maxWaiting.*0/],
    [{ threads: 0 }, /threads.*0/],
    [{ hosts: 'cdn' }, /array of hosts.*"cdn"/],
    [{ hosts: ['http://cdn'] }, /array of hosts.*"http:\/\/cdn"/],
    [{ hosts: ['u@cdn'] }, /array of hosts/],
    [{ tls: true }, /tls.*true/],
    [{ tls: { rejectUnauthorised: false } }, /one of ca, rejectUnauthorized/],
    [{ tls: { rejectUnauthorized: 'no' } }, /rejectUnauthorized.*"no"/],
    [{ tls: { ca: 'camera.pem' } }, /PEM for tls\.ca/],
    [{ budget: { frames: 1 } }, /budget.frames.*1/],
  ];
  for (const [option, message] of options) {
    it(`refuses ${JSON.stringify(option)}`, async () => {
      const error = await failureOf(openStream('rtsp://127.0.0.1/x', option));
      expect(error).to.be.instanceOf(InvalidOptionError);
      expect(error.message).to.match(message);
    });
  }

  it('tells no password of a URL that it refuses', async () => {
    for (const url of [
      'user:s3cret@host/path',
      'gopher://user:s3cret@host/x',
      'rtsp://user:s3cret@host:99999/x',
      'rtsp://user:s3cret@',
      'tcp://user:p@host:1?key=s3cret',
    ]) {
      const error = await failureOf(openStream(url));
      expect(`${error.message} ${JSON.stringify(error)}`, url).not.to.include('s3cret');
    }
  });
});

describe('StreamAddress', () => {
  it('shows neither user, nor password, nor query', () => {
    const address = new StreamAddress('rtsp://us:p%40ss@cam.local/a/b?token=abc');
    expect(address.shown).to.equal('rtsp://cam.local:554/a/b');
    expect(address.urlAt('192.0.2.1')).to.equal('rtsp://us:p%40ss@192.0.2.1:554/a/b?token=abc');
  });

  it('takes the address of a group and one of IPv6', () => {
    expect(new StreamAddress('udp://@239.0.0.1:5000').host).to.equal('239.0.0.1');
    const address = new StreamAddress('http://[::1]:8080/x');
    expect(address.host).to.equal('::1');
    expect(address.urlAt('::1')).to.equal('http://[::1]:8080/x');
  });

  it('takes its secrets out of any text, written either way', () => {
    const secret = fc.string({ minLength: 4, maxLength: 20 }).filter((text) => /\w{4}/.test(text));
    fc.assert(
      fc.property(secret, secret, (password, token) => {
        const user = `u:${encodeURIComponent(password)}@`;
        const url = `rtsp://${user}host/x?token=${encodeURIComponent(token)}`;
        const address = new StreamAddress(url);
        const text = address.redact(
          `${url}: failed; ${password} and ${token}, ${address.urlAt('::1')}`,
        );
        for (const hidden of [password, token].map(encodeURIComponent)) {
          expect(text).not.to.include(hidden);
        }
        expect(text).not.to.include(password);
        expect(text).not.to.include(token);
      }),
    );
  });
});
