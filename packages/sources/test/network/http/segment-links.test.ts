import { expect } from 'chai';
import { SegmentLinks } from '../../../src/network/http/segment-links';

const url = (name: string): URL => new URL(`http://h/${name}`);

describe('SegmentLinks', () => {
  it('gives an address the same path again, and another address another', () => {
    const links = new SegmentLinks('/secret/');
    const path = links.pathOf(url('a.ts?x=1'), 'segment');
    expect(path).to.equal('/secret/1.ts');
    links.renew();
    expect(links.pathOf(url('a.ts?x=1'), 'segment')).to.equal(path);
    expect(links.pathOf(url('a.ts?x=2'), 'segment')).to.equal('/secret/2.ts');
    expect(links.urlOf(path)?.href).to.equal('http://h/a.ts?x=1');
    expect(links.urlOf('/secret/3.ts')).to.equal(undefined);
  });

  it('names each as ffmpeg expects it', () => {
    const links = new SegmentLinks('/');
    expect(links.pathOf(url('a.MP4'), 'segment')).to.equal('/1.mp4');
    expect(links.pathOf(url('b.php'), 'segment')).to.equal('/2.ts');
    expect(links.pathOf(url('c'), 'fragment')).to.equal('/3.m4s');
    expect(links.pathOf(url('d.ts'), 'key')).to.equal('/4');
  });

  it('forgets what is in neither of the last two versions of a playlist', () => {
    const links = new SegmentLinks('/');
    const path = links.pathOf(url('a.ts'), 'segment');
    links.renew();
    expect(links.urlOf(path)?.href).to.equal('http://h/a.ts');
    links.renew();
    expect(links.urlOf(path)).to.equal(undefined);
  });
});
