import { DeviceAlreadyConnectedError } from '@giftgrab/core';
import { expect } from 'chai';
import { DeviceRegistry } from '../../src/devices/device-registry';
import type { DeviceEvent } from '../../src/live-events';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { FakeDriver, MODES } from '../support/fake-driver';
import { expectNothingLeft } from '../support/quiet';

const CAMERA = { name: 'camera', path: '/dev/fake0', modes: MODES };

describe('the health of a device', () => {
  expectNothingLeft();
  let driver: FakeDriver;
  let registry: DeviceRegistry;

  beforeEach(() => {
    driver = new FakeDriver('fake', [CAMERA]);
    registry = new DeviceRegistry([driver]);
  });
  afterEach(() => registry.freeAll());

  it('tells what came, from when it was opened, for all who share it', async () => {
    const source = await registry.open({ name: 'camera' });
    const other = await registry.open({ name: 'camera', colour: 'I420' });
    driver.newest.crank(9);
    const { received, rate, jitterMs, dropped, ageMs, frozen } = source.health;
    expect([received, dropped, frozen]).to.deep.equal([10, 0, undefined]);
    expect(rate).to.be.greaterThan(0);
    expect(jitterMs).to.be.at.least(0);
    expect(ageMs).to.be.at.least(0);
    expect(other.health.received).to.equal(10);
  });

  it('tells what a source had no room for, on its own account', async () => {
    const slow = await registry.open({ name: 'camera', budget: { frames: 2 } });
    const quick = await registry.open({ name: 'camera', colour: 'I420' });
    let seen = 0;
    const held: Promise<void>[] = [];
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    slow.subscribe(() => {
      held.push(gate);
      return gate;
    });
    quick.subscribe(() => (seen += 1));
    await new Promise((resolve) => setImmediate(resolve));
    driver.newest.crank(10);
    expect(seen).to.equal(10);
    expect(slow.health.dropped).to.equal(slow.stats.framesDropped);
    expect(quick.health.dropped).to.equal(0);
    letGo();
  });

  it('says that nothing comes, and that something does again', async () => {
    const source = await registry.open({ name: 'camera', frozenAfterMs: 20 });
    const events: DeviceEvent[] = [];
    source.events.subscribe((event) => events.push(event));
    while (source.health.frozen === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(events.at(-1)).to.include({ type: 'frozen', why: 'no frames' });
    driver.newest.crank();
    expect(source.health.frozen).to.equal(undefined);
    expect(events.at(-1)).to.include({ type: 'thawed' });
  });

  it('counts a device as frozen only while it is there', async () => {
    const source = await registry.open({
      ...{ name: 'camera', frozenAfterMs: 30 },
      reconnect: { minDelayMs: 200 },
    });
    const types: string[] = [];
    source.events.subscribe(({ type }) => types.push(type));
    driver.newest.unplug();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(types).to.deep.equal(['connected', 'lost']);
    expect(source.health.frozen).to.equal(undefined);
  });

  it('is judged alike by all who share the device', async () => {
    await registry.open({ name: 'camera', frozenAfterMs: 1000 });
    await registry.open({ name: 'camera', frozenAfterMs: 1000 });
    await registry.open({ name: 'camera' });
    const failure = await failureOf(registry.open({ name: 'camera', frozenAfterMs: false }));
    expect(failure).to.be.instanceOf(DeviceAlreadyConnectedError);
    expect(failure.message).to.include('frozenAfterMs');
    const wrong = await failureOf(registry.open({ name: 'camera', frozenAfterMs: 0 }));
    expect(wrong).to.include({ code: 'INVALID_OPTION' });
  });
});
