import { expect } from 'chai';
import fc from 'fast-check';
import {
  bestVariant,
  isPlaylist,
  PlaylistError,
  rewritePlaylist,
} from '../../../src/network/http/playlist';

const relink = (uri: string, item: string): string =>
  `/${item}/${Buffer.from(uri).toString('hex')}`;
const hex = (text: string): string => Buffer.from(text).toString('hex');

describe('rewritePlaylist', () => {
  it('gives each address another, and leaves out what is not needed to play', () => {
    const { text, isEnded } = rewritePlaylist(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:7',
        '#EXT-X-TARGETDURATION:4',
        '#EXT-X-MEDIA-SEQUENCE:12',
        '#EXT-X-SESSION-DATA:DATA-ID="x",URI="http://other/x"',
        '#EXT-X-KEY:METHOD=AES-128, URI="k?a=1,2",IV=0x0F',
        '#EXTINF:4.0,a title, http://x',
        'a.ts',
        '# a comment file:///etc/passwd',
        '',
        '#EXT-X-KEY:METHOD=NONE',
        '#EXT-X-MAP:URI="init.mp4",BYTERANGE="10@0"',
        '#EXT-X-DISCONTINUITY',
        '#EXT-X-BYTERANGE:100@10',
        '#EXTINF:4.0,',
        '  b.mp4 \t',
        '#EXT-X-PART:URI="p.mp4"',
        '#EXT-X-ENDLIST',
      ].join('\r\n'),
      relink,
    );
    expect(isEnded).to.equal(true);
    expect(text.split('\n')).to.deep.equal([
      '#EXTM3U',
      '#EXT-X-VERSION:7',
      '#EXT-X-TARGETDURATION:4',
      '#EXT-X-MEDIA-SEQUENCE:12',
      `#EXT-X-KEY:METHOD=AES-128,URI="/key/${hex('k?a=1,2')}",IV=0x0F`,
      '#EXTINF:4.0,a title, http://x',
      `/segment/${hex('a.ts')}`,
      '#EXT-X-KEY:METHOD=NONE',
      `#EXT-X-MAP:URI="/fragment/${hex('init.mp4')}",BYTERANGE="10@0"`,
      '#EXT-X-DISCONTINUITY',
      '#EXT-X-BYTERANGE:100@10',
      '#EXTINF:4.0,',
      `/fragment/${hex('b.mp4')}`,
      '#EXT-X-ENDLIST',
      '',
    ]);
  });

  it('refuses what breaks the rules rather than guess what ffmpeg makes of it', () => {
    for (const line of [
      '#EXT-X-KEY:METHOD=AES-128,URI="a"b',
      '#EXT-X-KEY:METHOD=AES-128,URI="a',
      '#EXT-X-KEY:METHOD=AES-128',
      '#EXT-X-KEY:METHOD=AES-128,URI="a",IV="x"',
      '#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI="a"',
      '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://a",KEYFORMAT="com.apple.streamingkeydelivery"',
      '#EXT-X-MAP:BYTERANGE="1"',
      '#EXT-X-MAP:URI="a",BYTERANGE="1,URI=b"',
      '#EXT-X-I-FRAMES-ONLY',
    ]) {
      expect(() => rewritePlaylist(`#EXTM3U\n${line}\n`, relink), line).to.throw(PlaylistError);
    }
  });

  it('lets no address through, wherever ffmpeg may look for one', () => {
    const evil = fc.constantFrom('http://evil/x', 'file:///evil', 'concat:evil', 'data:evil');
    const around = fc.constantFrom(
      '#EXT-X-KEY:METHOD=AES-128,URI=',
      '#EXT-X-MAP:URI=',
      '#EXT-X-MEDIA:TYPE=AUDIO,URI=',
      '#EXT-X-I-FRAME-STREAM-INF:URI=',
      '#EXT-X-SESSION-KEY:URI=',
      '#EXT-X-PRELOAD-HINT:TYPE=PART,URI=',
      '',
      ' ',
      '\r',
      '\0',
      '#EXTINF:1,\r',
      '#EXT-X-VERSION:3\0',
    );
    const quote = fc.constantFrom('', '"', "'", '\\"');
    const line = fc.tuple(around, quote, evil, quote).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        try {
          const { text } = rewritePlaylist(`#EXTM3U\n${lines.join('\n')}`, relink);
          expect(text).not.to.include('evil');
          expect(text).not.to.match(/[\r\0]/);
        } catch (error) {
          expect(error).to.be.instanceOf(PlaylistError);
        }
      }),
    );
  });
});

describe('bestVariant', () => {
  it('takes the one of most bits that has a picture', () => {
    const list = [
      '#EXTM3U',
      '#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="mp4a.40.2"',
      'sound.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=100000,CODECS="avc1.4d401f,mp4a.40.2"',
      'small.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=640x480',
      '# not this',
      'large.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=200000',
      'middle.m3u8',
    ];
    expect(bestVariant(list.join('\n'))).to.equal('large.m3u8');
    expect(bestVariant(list.slice(0, 3).join('\n'))).to.equal('sound.m3u8');
    expect(bestVariant('#EXTM3U\n#EXTINF:1,\na.ts\n')).to.equal(undefined);
  });
});

describe('isPlaylist', () => {
  it('looks at the first bytes', () => {
    expect(isPlaylist(Buffer.from('#EXTM3U\n'))).to.equal(true);
    expect(isPlaylist(Buffer.from('#EXTM3'))).to.equal(false);
    expect(isPlaylist(Buffer.from(' #EXTM3U'))).to.equal(false);
  });
});
