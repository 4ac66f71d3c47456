// There is no DeckLink card where the tests run. A fake ffmpeg says what real ones said, in the words of ffmpeg's
// libavdevice/decklink_dec.cpp; what comes after the device, a real one does.
import { expect } from 'chai';
import {
  DeviceAlreadyConnectedError,
  DeviceNotFoundError,
  DeviceOfflineError,
  InvalidOptionError,
} from '@giftgrab/core';
import { Device, deviceSelector } from '../../../src/devices/device-aliases';
import { DeviceRegistry } from '../../../src/devices/device-registry';
import { DECKLINK } from '../../../src/devices/decklink/decklink-devices';
import { FfmpegDriver } from '../../../src/devices/ffmpeg-driver';
import { decklinkInput } from '../../../src/devices/decklink/decklink-arguments';
import { failureOf } from '../../../../ffmpeg/test/support/failure';
import { FFMPEG_BUILDS } from '../../../../ffmpeg/test/support/ffmpeg-builds';
import { Recorder } from '../../../../core/test/support/recorder';
import { FORMATS_2020, SOURCES } from '../../support/decklink-output';
import { answer, FakeDevices } from '../../support/fake-device';
import { expectNothingLeft } from '../../support/quiet';
import { warningsDuring } from '../../support/warnings';

const CARD = [
  answer('"-nostdin -hide_banner -sources decklink"', SOURCES.ffmpeg4, 1),
  answer('*-list_formats*', FORMATS_2020),
];
const patient = { kind: 'decklink', index: 0, openTimeoutMs: 60_000 };

describe('DeckLink cards', () => {
  expectNothingLeft();

  const fakes = new FakeDevices();
  after(() => fakes.remove());
  const registryOf = (ffmpeg: string): DeviceRegistry =>
    new DeviceRegistry([new FfmpegDriver(DECKLINK, ffmpeg)]);

  it('lists cards by name and handle, with their modes [C5, P16]', async () => {
    const [card] = await registryOf(fakes.playing(CARD)).list();
    expect(card).to.include({ kind: 'decklink', name: 'Intensity Pro 4K', index: 0 });
    expect(card?.path).to.equal('75:0a4aa32e:00000000');
    expect(card?.modes).to.have.length(28);
    expect(card?.detectsMode).to.equal(true);
  });

  it('keeps quiet where the ffmpeg in use has no DeckLink, unless one is asked for [X6]', async () => {
    const registry = registryOf(FFMPEG_BUILDS[0]?.path ?? '');
    const { result, warnings } = await warningsDuring(() => registry.list());
    expect([result, warnings]).to.deep.equal([[], []]);
    for (const device of [Device.DeckLinkSDI4K, Device.DeckLink4KExtreme12G]) {
      const error = await failureOf(registry.open(deviceSelector(device)));
      expect(error).to.be.instanceOf(DeviceNotFoundError);
      expect(error.message).to.match(/built without DeckLink\. Name another with GIFTGRAB_FFMPEG/);
    }
  });

  it('asks ffmpeg for the mode and for its bits, or lets it find out', () => {
    const mode = { colour: 'UYVY', cols: 1920, rows: 1080, format: 'Hp25' } as const;
    expect(decklinkInput('Card (1)', mode).join(' ')).to.equal(
      '-f decklink -format_code Hp25 -raw_format uyvy422 -i Card (1)',
    );
    expect(decklinkInput('Card', { ...mode, colour: 'I420P10' })).to.include('yuv422p10');
    expect(decklinkInput('Card', undefined)).to.not.include('-format_code');
  });

  FFMPEG_BUILDS.forEach(({ name }, build) => {
    it(`finds out what comes, by ${name} [C4, E3]`, async () => {
      const registry = registryOf(fakes.playing(CARD, build));
      const selector = deviceSelector(Device.DeckLinkSDI4K);
      const source = await registry.open({ ...selector, openTimeoutMs: 60_000 });
      expect(source).to.include({ colour: 'UYVY', cols: 64, rows: 48, mode: undefined });
      expect(source.frameRate?.value).to.equal(50);
      const frame = await source.getFrame();
      expect(frame?.data()).to.have.length(64 * 48 * 2);
      frame?.release();
      await registry.free(source);
    });
  });

  it('takes the mode and the bits that are asked for, and converts', async () => {
    const play = `SIZE=1280x720 rate=60; exec "$REAL" -re -f lavfi -i testsrc=size=1280x720:rate=60 "$@"`;
    const registry = registryOf(fakes.doing(CARD, play));
    const mode = { rows: 720, frameRate: 60, colour: 'I420P10' } as const;
    const source = await registry.open({ ...patient, mode, colour: 'I420' });
    expect(source).to.include({ colour: 'I420', cols: 1280, rows: 720 });
    expect(source.mode).to.include({ format: 'hp60', colour: 'I420P10' });
    const frame = await source.getFrame();
    expect(frame?.colour).to.equal('I420');
    frame?.release();
    await registry.free(source);
  });

  const failing: readonly (readonly [string, string, new (...a: never[]) => Error, RegExp])[] = [
    [
      'gets no signal [X7]',
      '[decklink @ 0x1] Cannot Autodetect input stream or No signal',
      DeviceOfflineError,
      /gets no signal, or cannot tell which\. Give its mode/,
    ],
    [
      'is used by another program [X5]',
      '[decklink @ 0x1] Cannot enable video input',
      DeviceAlreadyConnectedError,
      /used by another program, or has no input/,
    ],
    [
      'has no driver [X6]',
      '[decklink @ 0x1] Could not create DeckLink iterator',
      DeviceNotFoundError,
      /Install Desktop Video/,
    ],
    [
      'is gone [X6]',
      'Intensity Pro 4K: No such device or address',
      DeviceNotFoundError,
      /is gone\. Was it unplugged/,
    ],
  ];
  for (const [title, line, type, message] of failing) {
    it(`says so when a card ${title}`, async () => {
      const error = await failureOf(
        registryOf(fakes.failing(CARD, line)).open({ ...patient, retries: 0 }),
      );
      expect(error).to.be.instanceOf(type);
      expect(error.message).to.match(message);
    });
  }

  it('says so when a card refuses the mode', async () => {
    const line = '[decklink @ 0x1] Could not set format code Hp25 for Intensity Pro 4K';
    const opening = { ...patient, mode: { format: 'Hp25' } };
    const error = await failureOf(registryOf(fakes.failing(CARD, line)).open(opening));
    expect(error).to.be.instanceOf(InvalidOptionError);
    expect(error.message).to.match(/1920×1080 UYVY \(Hp25\).*ffmpeg says: Could not set format/);
  });

  const SIGNAL = '[decklink @ 0x1] Frame received (#9) -';
  const LOST = `echo '${SIGNAL} No input signal detected - Frames dropped 1' >&2`;
  const BACK = `echo '${SIGNAL} Input returned - Frames dropped 2' >&2`;
  const PLAY = 'exec "$REAL" -v info -re -f lavfi -i testsrc=size=64x48:rate=50 "$@"';

  it('leaves out what comes while there is no signal', async () => {
    const script = `${LOST}; (sleep 0.5; ${BACK}) & ${PLAY}`;
    const registry = registryOf(fakes.doing(CARD, script));
    const source = await registry.open(patient);
    const frame = await source.getFrame();
    expect(frame?.index, 'those without a signal are counted').to.be.greaterThan(1);
    frame?.release();
    await registry.free(source);
  });

  it('ends when the signal does not come back [X7]', async () => {
    const registry = registryOf(fakes.doing(CARD, `(sleep 0.5; ${LOST}) & ${PLAY}`));
    const source = await registry.open(patient);
    const seen = new Recorder();
    source.attach(seen);
    await seen.ended;
    expect(seen.failure).to.be.instanceOf(DeviceOfflineError);
    expect(String(seen.failure)).to.match(/no frames any more.*Does it get a signal/);
    await registry.free(source);
  });
});
