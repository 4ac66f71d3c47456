import { setTimeout as delay } from 'node:timers/promises';
import { Rational, Timestamp } from '@giftgrab/core';
import { expect } from 'chai';
import { checkFrozenAfter, LiveWatch, type LiveHealth } from '../src/live-watch';

const MILLISECONDS = new Rational(1, 1000);

describe('the watch of a live source', () => {
  const said: unknown[] = [];
  let watch: LiveWatch;

  const begin = (frozenAfterMs: number | false): void => {
    watch = new LiveWatch(frozenAfterMs, {
      onFrozen: (why, seconds) => said.push([why, seconds]),
      onThawed: (seconds) => said.push(['thawed', seconds]),
    });
    watch.start();
  };
  const health = (): LiveHealth => watch.health(0);
  /** A frame at a time, and what it shows. */
  const bring = (atMs: number, value = Math.random() * 256, ptsMs?: number): void => {
    watch.arrived(atMs, ptsMs === undefined ? undefined : new Timestamp(ptsMs, MILLISECONDS));
    watch.look(new Uint8Array(64).fill(value));
  };

  afterEach(() => {
    watch.stop();
    said.length = 0;
  });

  it('tells the rate, and lets it fall while nothing comes', () => {
    begin(60_000);
    expect(health()).to.include({ received: 0, rate: 0, ageMs: undefined, frozen: undefined });
    const now = performance.now();
    // Some second ago, at 50 frames a second.
    for (let i = 0; i < 100; i += 1) bring(now + i * 20);
    expect(health().received).to.equal(100);
    expect(health().rate).to.be.closeTo(50, 1e-6);
    begin(60_000);
    for (let i = 0; i < 51; i += 1) bring(performance.now() - 2000 + i * 20);
    // 50 intervals in what is two seconds by now.
    expect(health().rate).to.be.lessThan(26);
    expect(health().ageMs).to.be.at.least(980);
  });

  it('tells the jitter of RFC 3550', () => {
    begin(60_000);
    // Sent each 40 ms; transit times of 5, 11, 7 and 7 ms.
    const transit = [5, 11, 7, 7];
    let jitter = 0;
    for (const [i, ms] of transit.entries()) {
      bring(1000 + i * 40 + ms, i, i * 40);
      if (i > 0) jitter += (Math.abs(ms - (transit[i - 1] ?? 0)) - jitter) / 16;
    }
    expect(health().jitterMs).to.be.closeTo(jitter, 1e-9);
  });

  it('compares intervals with each other where the stream has no times', () => {
    begin(60_000);
    for (const atMs of [1000, 1040, 1080]) bring(atMs);
    expect(health().jitterMs).to.equal(0);
    bring(1136);
    expect(health().jitterMs).to.equal(1);
  });

  it('counts a stream as frozen that shows the same picture over and over', () => {
    begin(1000);
    const begun = performance.now();
    bring(begun, 1);
    for (let i = 1; i <= 60; i += 1) bring(begun + i * 40, 7);
    expect(said).to.have.length(1);
    expect(health().frozen).to.equal('same picture');
    bring(begun + 61 * 40, 8);
    expect(health().frozen).to.equal(undefined);
    const [frozen, thawed] = said as [string, number][];
    expect(frozen?.[0]).to.equal('same picture');
    expect(frozen?.[1]).to.be.within(1, 1.04);
    expect(thawed?.[0]).to.equal('thawed');
    expect(thawed?.[1]).to.be.within(2.3, 2.4);
  });

  it('does not count a picture of which one byte changes', () => {
    begin(1000);
    const picture = new Uint8Array(100_000);
    const begun = performance.now();
    for (let i = 0; i <= 100; i += 1) {
      picture[1] = i;
      watch.arrived(begun + i * 40, undefined);
      watch.look(picture);
    }
    expect(said).to.deep.equal([]);
  });

  it('counts a stream as frozen that brings nothing, once, and not after the next frame', async () => {
    begin(20);
    bring(performance.now(), 1);
    while (said.length === 0) await delay(5);
    expect(health().frozen).to.equal('no frames');
    await delay(100);
    expect(said).to.have.length(1);
    // The same picture as before, but a new frame.
    bring(performance.now(), 1);
    expect(health().frozen).to.equal(undefined);
    const [frozen, thawed] = said as [string, number][];
    expect(frozen?.[0]).to.equal('no frames');
    expect(frozen?.[1]).to.be.at.least(0.02);
    expect(thawed?.[0]).to.equal('thawed');
  });

  it('counts nothing as frozen while it is stopped, or if it shall not', async () => {
    begin(10);
    watch.stop();
    await delay(50);
    begin(false);
    for (let i = 0; i < 10; i += 1) bring(i * 10_000, 1);
    await delay(50);
    expect(said).to.deep.equal([]);
  });

  it('refuses times that no timer can wait', () => {
    for (const wrong of [0, -1, 1.5, 2 ** 31, Number.NaN, '5']) {
      expect(() => checkFrozenAfter(wrong as number)).to.throw('frozenAfterMs');
    }
    expect(() => checkFrozenAfter(false)).not.to.throw();
  });
});
