import { expect } from 'chai';
import { Deferred, VideoFrame } from '@giftgrab/core';
import { rejectionOf } from '../../core/test/support/rejection-of';
import { PictureMaker } from '../src/picture-maker';

const FRAME = VideoFrame.alloc({ colour: 'GRAY8', cols: 2, rows: 2 });
const BYTES = new Uint8Array([1, 2, 3]);
const FOREVER = new AbortController().signal;

describe('PictureMaker', () => {
  let encoded: number;
  const encode = async (): Promise<Uint8Array> => {
    encoded += 1;
    return BYTES;
  };

  beforeEach(() => {
    encoded = 0;
  });

  it('makes nothing while nobody waits', () => {
    const maker = new PictureMaker(encode, 0);
    for (let i = 0; i < 10; i += 1) expect(maker.offer(FRAME)).to.equal(undefined);
    expect(encoded).to.equal(0);
  });

  it('makes one picture for all who wait', async () => {
    const maker = new PictureMaker(encode, 0);
    const waiting = Array.from({ length: 100 }, () => maker.next(0, new AbortController().signal));
    await maker.offer(FRAME);
    const pictures = new Set(await Promise.all(waiting));
    expect(pictures.size).to.equal(1);
    expect(encoded).to.equal(1);
  });

  it('keeps a picture only until another frame comes', async () => {
    const maker = new PictureMaker(encode, 0);
    const first = maker.next(0, FOREVER);
    await maker.offer(FRAME);
    expect(await maker.next(0, FOREVER)).to.equal(await first);
    expect(maker.offer(FRAME)).to.equal(undefined);
    const later = maker.next(0, FOREVER);
    await maker.offer(FRAME);
    expect((await later)?.id).to.equal(2);
  });

  it('makes no more pictures than its rate allows', async () => {
    const maker = new PictureMaker(encode, 3_600_000);
    const first = maker.next(0, FOREVER);
    await maker.offer(FRAME);
    await first;
    const never = maker.next(1, FOREVER);
    expect(maker.offer(FRAME)).to.equal(undefined);
    await maker.close();
    expect(await never).to.equal(undefined);
  });

  it('leaves frames alone that come while it makes a picture', async () => {
    const made = new Deferred<Uint8Array>();
    const maker = new PictureMaker(() => made.promise, 0);
    const waiting = maker.next(0, FOREVER);
    const making = maker.offer(FRAME);
    expect(maker.offer(FRAME)).to.equal(undefined);
    made.resolve(BYTES);
    await making;
    expect((await waiting)?.bytes).to.equal(BYTES);
  });

  it('tells who waits that a picture cannot be made, and goes on', async () => {
    let isBroken = true;
    const maker = new PictureMaker(async () => {
      if (isBroken) throw new Error('too large');
      return BYTES;
    }, 0);
    const refused = rejectionOf(maker.next(0, FOREVER));
    await maker.offer(FRAME);
    expect(String(await refused)).to.equal('Error: too large');
    isBroken = false;
    const given = maker.next(0, FOREVER);
    await maker.offer(FRAME);
    expect((await given)?.bytes).to.equal(BYTES);
  });

  it('forgets who gives up, and those who wait at the end', async () => {
    const maker = new PictureMaker(encode, 0);
    const leaving = new AbortController();
    const left = maker.next(0, leaving.signal);
    leaving.abort();
    expect(await left).to.equal(undefined);
    expect(maker.offer(FRAME)).to.equal(undefined);
    const waiting = maker.next(0, FOREVER);
    await maker.close();
    expect(await waiting).to.equal(undefined);
    expect(await maker.next(0, FOREVER)).to.equal(undefined);
  });

  it('gives the last picture to who waits when the stream ends', async () => {
    const maker = new PictureMaker(encode, 0);
    const waiting = maker.next(0, FOREVER);
    void maker.offer(FRAME);
    await maker.close();
    expect((await waiting)?.id).to.equal(1);
    expect((await maker.next(0, FOREVER))?.id).to.equal(1);
  });
});
