import { expect } from 'chai';
import { InvalidOptionError, type VideoSource } from '@giftgrab/core';
import {
  Device,
  deviceSelector,
  freeDevice,
  listDevices,
  openDevice,
  registerDeviceDriver,
  registerVirtualDevice,
  testPattern,
  type DeviceMode,
  type VirtualDevice,
} from '@giftgrab/sources';
import { builtInDrivers } from '../../src/devices/built-in-drivers';
import { DeviceRegistry } from '../../src/devices/device-registry';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { FakeDriver, MODES } from '../support/fake-driver';
import { expectNothingLeft } from '../support/quiet';

const MODE: DeviceMode = { colour: 'BGRA', cols: 64, rows: 48, frameRate: 100 };

describe('devices', () => {
  expectNothingLeft();

  const forgotten: (() => void)[] = [];
  const register = (device: Partial<VirtualDevice>): void => {
    const start = (mode: DeviceMode): VideoSource => testPattern(mode);
    forgotten.push(registerVirtualDevice({ name: 'pattern', modes: [MODE], start, ...device }));
  };
  afterEach(() => {
    for (const forget of forgotten.splice(0)) forget();
  });

  it('may be a piece of code', async () => {
    register({ path: 'virtual:pattern', modes: [MODE, { ...MODE, cols: 32, colour: 'UYVY' }] });
    const { frames, dropped } = await (async () => {
      await using source = await openDevice({
        name: 'pattern',
        mode: { cols: 32 },
        colour: 'I420',
      });
      expect(source).to.include({ cols: 32, rows: 48, colour: 'I420' });
      let next: number | undefined;
      for await (const frame of source) {
        next ??= frame.index;
        expect(frame.index).to.be.at.least(next);
        expect(frame.captured.monotonicMs).to.be.at.most(performance.now());
        next = frame.index + 1;
        if (frame.index > 10) break;
      }
      const taken = new Promise<void>((resolve) => {
        source.subscribe(({ index }) => (index > 20 ? resolve() : undefined));
      });
      await taken;
      return source;
    })().then((source) => source.finished);
    expect(frames).to.be.at.least(1);
    expect(dropped).to.equal(0);
  });

  it('are listed and forgotten [P16]', async () => {
    register({});
    const own = (await listDevices()).filter(({ kind }) => kind === 'virtual');
    expect(own).to.have.length(1);
    expect(own[0]).to.deep.include({ name: 'pattern', modes: [MODE], isInUse: false });
    const source = await openDevice({ name: 'pattern' });
    for (const forget of forgotten.splice(0)) forget();
    expect((await listDevices()).filter(({ kind }) => kind === 'virtual')).to.deep.equal([]);
    const frame = await source.getFrame();
    expect(frame?.cols, 'who has it open keeps it').to.equal(64);
    frame?.release();
    await freeDevice({ name: 'pattern' });
    expect(source.closed).to.equal(true);
  });

  const wrong: readonly (readonly [string, Partial<VirtualDevice>])[] = [
    ['no name', { name: '' }],
    ['a name that is taken', { name: 'first' }],
    ['a path that is taken', { path: '/first' }],
    ['an empty path', { path: ' ' }],
    ['no mode', { modes: [] }],
    ['a mode of no size', { modes: [{ ...MODE, rows: 0 }] }],
    ['a mode of an unknown colour', { modes: [{ ...MODE, colour: 'PINK' as never }] }],
    ['a mode of no rate', { modes: [{ ...MODE, frameRate: 0 }] }],
    ['no start', { start: undefined as never }],
  ];
  for (const [title, device] of wrong) {
    it(`cannot be registered with ${title}`, () => {
      register({ name: 'first', path: '/first' });
      expect(() => register(device)).to.throw(InvalidOptionError);
    });
  }

  it('may have a driver of their own', async () => {
    const driver = new FakeDriver('microscope', [{ name: 'stand', modes: MODES }]);
    forgotten.push(registerDeviceDriver(driver));
    expect(() => registerDeviceDriver(driver)).to.throw(InvalidOptionError);
    expect(() => registerDeviceDriver(new FakeDriver('virtual', []))).to.throw(InvalidOptionError);
    const source = await openDevice({ kind: 'microscope', index: 0 });
    await freeDevice(source);
    expect(driver.newest.closed).to.equal(true);
  });

  it('have the names that GIFT-Grab knew [E3, P16]', async () => {
    expect(deviceSelector(Device.DVI2PCIeDuo_DVI)).to.eql({ kind: 'v4l2', path: '/dev/video0' });
    expect(deviceSelector(Device.DVI2PCIeDuo_SDI)).to.eql({ kind: 'v4l2', path: '/dev/video1' });
    const driver = new FakeDriver('decklink', [{ name: 'DeckLink SDI 4K', modes: MODES }]);
    const registry = new DeviceRegistry([driver]);
    for (const device of [Device.DeckLinkSDI4K, Device.DeckLink4KExtreme12G]) {
      await using source = await registry.open(deviceSelector(device));
      expect(source.device.name).to.equal('DeckLink SDI 4K');
    }
    for (const name of ['COUNT', 'toString']) {
      expect(() => deviceSelector(name as Device)).to.throw(InvalidOptionError, /DVI2PCIeDuo_DVI/);
    }
  });

  it('say that nobody drives them [X6]', async () => {
    const error = await failureOf(openDevice({ kind: 'telescope', index: 0 }));
    expect(error.message).to.match(/kind "telescope", index 0.*registerDeviceDriver/);
  });

  it('have the drivers of their system', () => {
    const kinds = (platform: NodeJS.Platform): readonly string[] =>
      builtInDrivers(platform).map(({ kind }) => kind);
    expect(kinds('linux')).to.deep.equal(['v4l2', 'screen', 'decklink']);
    expect(kinds('darwin')).to.deep.equal(['avfoundation', 'decklink']);
    expect(kinds('win32')).to.deep.equal(['dshow', 'decklink']);
    expect(kinds('freebsd')).to.deep.equal(['decklink']);
  });
});
