import { expect } from 'chai';
import fc from 'fast-check';
import { Authentication } from '../../../src/network/http/authentication';
import { parseChallenges } from '../../../src/network/http/challenges';
import { digestHeader, digestRank } from '../../../src/network/http/digest';

function responseOf(header: string): string | undefined {
  return /response="([0-9a-f]+)"/.exec(header)?.[1];
}

describe('digestHeader', () => {
  const rfc7616 = {
    username: 'Mufasa',
    password: 'Circle of Life',
    method: 'GET',
    uri: '/dir/index.html',
    count: 1,
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  };
  const challenge = (algorithm: string): ReadonlyMap<string, string> =>
    new Map([
      ['realm', 'http-auth@example.org'],
      ['nonce', '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v'],
      ['qop', 'auth, auth-int'],
      ['algorithm', algorithm],
      ['opaque', 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS'],
    ]);

  it('gives the answers of RFC 7616, 3.9.1', () => {
    const md5 = digestHeader({ ...rfc7616, parameters: challenge('MD5') });
    expect(responseOf(md5)).to.equal('8ca523f5e9506fed4657c9700eebdbec');
    const sha256 = digestHeader({ ...rfc7616, parameters: challenge('SHA-256') });
    expect(responseOf(sha256)).to.equal(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
    expect(sha256).to.match(
      /^Digest username="Mufasa", realm="http-auth@example.org", nonce="7ypf/,
    );
    expect(sha256).to.match(
      /, algorithm=SHA-256, .*, qop=auth, nc=00000001, cnonce=.*, opaque="FQ/,
    );
  });

  it('gives the answers of RFC 2617 and, without qop, of RFC 2069', () => {
    const nonce = 'dcd98b7102dd2f0e8b11d0f600bfb0c093';
    const old = new Map([
      ['realm', 'testrealm@host.com'],
      ['nonce', nonce],
    ]);
    const request = { ...rfc7616, cnonce: '0a4f113b' };
    const withQop = new Map([...old, ['qop', 'auth']]);
    const password = 'Circle Of Life';
    const one = digestHeader({ ...request, password, parameters: withQop });
    expect(responseOf(one)).to.equal('6629fae49393a05397450978507c4ef1');
    const other = digestHeader({ ...request, password: 'CircleOfLife', parameters: old });
    expect(responseOf(other)).to.equal('1949323746fe6a43ef61f9606e7febea');
    expect(other).not.to.match(/qop|nc=|cnonce/);
  });

  it('cannot answer what it does not know', () => {
    const rank = (...more: readonly (readonly [string, string])[]): number | undefined =>
      digestRank(new Map([['nonce', 'x'], ...more]));
    expect(rank()).to.equal(1);
    expect(rank(['algorithm', 'sha-256-sess'])).to.equal(0);
    expect(rank(['algorithm', 'SHA-512-256'])).to.equal(undefined);
    expect(rank(['qop', 'auth-int'])).to.equal(undefined);
    expect(digestRank(new Map())).to.equal(undefined);
  });
});

describe('parseChallenges', () => {
  it('reads several challenges of one header', () => {
    const header =
      'Digest realm="a, \\"b\\"", qop="auth,auth-int", nonce=abc==, Basic realm=x , Negotiate';
    expect(parseChallenges(header)).to.deep.equal([
      {
        scheme: 'digest',
        parameters: new Map([
          ['realm', 'a, "b"'],
          ['qop', 'auth,auth-int'],
          ['nonce', 'abc=='],
        ]),
      },
      { scheme: 'basic', parameters: new Map([['realm', 'x']]) },
      { scheme: 'negotiate', parameters: new Map() },
    ]);
  });

  it('reads anything without failing', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseChallenges(text)));
  });
});

describe('Authentication', () => {
  const user = { username: 'us', password: 'p:ö' };

  it('says nothing before it is asked', () => {
    expect(new Authentication(user).header('GET', '/')).to.equal(undefined);
  });

  it('prefers what tells least of the password', () => {
    const header = (question: string): string | undefined => {
      const authentication = new Authentication(user);
      return authentication.take(question) ? authentication.header('GET', '/') : undefined;
    };
    const [basic, md5] = ['Basic realm="x"', 'Digest realm="x", nonce="1"'];
    const sha = `${md5}, algorithm=SHA-256`;
    expect(header(basic)).to.equal(`Basic ${Buffer.from('us:p:ö').toString('base64')}`);
    expect(header(`${basic}, ${md5}`)).to.match(/^Digest /);
    expect(header(`${md5}, ${sha}`)).to.match(/algorithm=SHA-256/);
    expect(header('Negotiate')).to.equal(undefined);
  });

  it('counts how often a nonce is used', () => {
    const authentication = new Authentication(user);
    authentication.take('Digest realm="x", nonce="1", qop="auth"');
    const counts = (): string | undefined =>
      /nc=(\d+)/.exec(authentication.header('GET', '/') ?? '')?.[1];
    expect([counts(), counts()]).to.deep.equal(['00000001', '00000002']);
    authentication.take('Digest realm="x", nonce="2", qop="auth"');
    expect(counts()).to.equal('00000001');
  });
});
