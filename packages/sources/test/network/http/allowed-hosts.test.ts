import { expect } from 'chai';
import { NetworkSourceUnavailableError } from '@giftgrab/core';
import { AllowedHosts } from '../../../src/network/http/allowed-hosts';

describe('AllowedHosts', () => {
  const follow = (text: string, from: string, ...hosts: readonly string[]): string => {
    try {
      return new AllowedHosts(hosts).follow(text, new URL(from), 'It').href;
    } catch (error) {
      expect(error).to.be.instanceOf(NetworkSourceUnavailableError);
      expect(error).to.include({ reason: 'not allowed' });
      return `no: ${(error as Error).message}`;
    }
  };

  it('follows what stays at the server', () => {
    expect(follow('b.ts?x=1', 'http://h/a/list.m3u8')).to.equal('http://h/a/b.ts?x=1');
    // To ffmpeg this would be a part of a file; here it is a name like any other.
    expect(follow('subfile,,:/x', 'http://h/a')).to.equal('http://h/subfile,,:/x');
    expect(follow('//h/c', 'https://h/a')).to.equal('https://h/c');
    expect(follow('http://h:80/c', 'http://h/a')).to.equal('http://h/c');
    expect(follow('https://H/c', 'http://h/a')).to.equal('https://h/c');
    expect(follow('http://u:p@h/c#x', 'http://h/a')).to.equal('http://h/c');
  });

  it('follows to no other', () => {
    for (const [to, from] of [
      ['http://other/c', 'http://h/a'],
      ['//other/c', 'http://h/a'],
      ['http://h:81/c', 'http://h/a'],
      ['https://h/c', 'http://h:8080/a'],
      ['https://h:8443/c', 'https://h/a'],
      ['http://h@other/c', 'http://h/a'],
      ['http:\\\\other/c', 'http://h/a'],
    ] as const) {
      expect(follow(to, from)).to.match(/^no: It leads to another host/);
    }
    expect(follow('http://other/c?token=x', 'http://h/a')).to.match(/hosts: \["other"\]/);
  });

  it('follows to no file and nothing else that is no web address, and not out of TLS, whatever hosts are named', () => {
    for (const to of [
      'file:///etc/passwd',
      'concat:http://h/a|http://h/b',
      'data:video/mp2t;base64,AAAA',
      'crypto:http://h/a',
      'FILE:/etc/passwd',
    ]) {
      expect(follow(to, 'http://h/a', 'h'), to).to.match(/^no: It leads to what is no/);
    }
    expect(follow('http://h/c', 'https://h/a', 'h')).to.match(/not encrypted/);
    expect(follow('http://[', 'http://h/a')).to.match(/no address/);
  });

  it('follows to hosts that are named, at any port or at one', () => {
    expect(follow('http://cdn:81/c', 'http://h/a', 'CDN')).to.equal('http://cdn:81/c');
    expect(follow('http://cdn:81/c', 'http://h/a', 'cdn:81')).to.equal('http://cdn:81/c');
    expect(follow('http://cdn:82/c', 'http://h/a', 'cdn:81')).to.match(/^no/);
    expect(follow('http://[::1]:81/c', 'http://h/a', '[::1]')).to.equal('http://[::1]:81/c');
    expect(follow('http://xcdn/c', 'http://h/a', 'cdn')).to.match(/^no/);
  });
});
