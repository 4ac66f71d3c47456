// There is no Mac where the tests run. A fake ffmpeg says what real ones said; what comes after the device, a real one does.
import { expect } from 'chai';
import { DeviceNotFoundError, InvalidOptionError, SourceError } from '@giftgrab/core';
import {
  AVFOUNDATION,
  avfoundationInput,
  parseAvfoundationDevices,
  parseAvfoundationModes,
} from '../../../src/devices/avfoundation/avfoundation-devices';
import { DeviceRegistry } from '../../../src/devices/device-registry';
import { FfmpegDriver } from '../../../src/devices/ffmpeg-driver';
import { failureOf } from '../../../../ffmpeg/test/support/failure';
import { FFMPEG_BUILDS } from '../../../../ffmpeg/test/support/ffmpeg-builds';
import { answer, FakeDevices } from '../../support/fake-device';
import { expectNothingLeft } from '../../support/quiet';

const FROM = '[AVFoundation indev @ 0x143f04e50]';
const DEVICES = [
  `${FROM} AVFoundation video devices:`,
  `${FROM} [0] FaceTime HD Camera`,
  `${FROM} [1] Capture screen 0`,
  `${FROM} AVFoundation audio devices:`,
  `${FROM} [0] MacBook Pro Microphone`,
  ': Input/output error',
];
const MODES = [
  `${FROM} Selected video size (1x1) is not supported by the device.`,
  `${FROM} Supported modes:`,
  `${FROM}   64x48@[15.000000 30.000030]fps`,
  `${FROM}   64x48@[15.000000 30.000030]fps`,
  `${FROM}   32x24@[1.000000 29.970030]fps`,
  '0:none: Input/output error',
];
const MAC = [answer('*-list_devices*', DEVICES), answer('*"-video_size 1x1"*', MODES)];
const patient = { kind: 'avfoundation', index: 0, openTimeoutMs: 60_000 };

describe('AVFoundation devices', () => {
  expectNothingLeft();

  const fakes = new FakeDevices();
  after(() => fakes.remove());
  const registryOf = (ffmpeg: string): DeviceRegistry =>
    new DeviceRegistry([new FfmpegDriver(AVFOUNDATION, ffmpeg)]);

  it('are read from what ffmpeg lists, in the words of any version', () => {
    const found = [
      { name: 'FaceTime HD Camera', index: 0, detectsMode: false },
      { name: 'Capture screen 0', index: 1, detectsMode: true },
    ];
    expect(parseAvfoundationDevices(DEVICES)).to.deep.equal(found);
    const older = DEVICES.map((line) => line.replace('indev', 'input device'));
    expect(parseAvfoundationDevices(older)).to.deep.equal(found);
    const newer = DEVICES.map((line) => line.replace('AVFoundation indev', 'in#0'));
    expect(parseAvfoundationDevices(newer)).to.deep.equal(found);
    expect(parseAvfoundationDevices(["Unknown input format: 'avfoundation'"])).to.equal(undefined);
  });

  it('have the modes that ffmpeg offers, once each', () => {
    expect(parseAvfoundationModes(MODES).map(({ frameRate }) => String(frameRate))).to.deep.equal([
      '30/1',
      '30000/1001',
    ]);
    expect(parseAvfoundationModes(MODES)[0]).to.include({ colour: 'UYVY', cols: 64, rows: 48 });
  });

  it('are listed with their modes; those of a screen are not known', async () => {
    const [camera, screen] = await registryOf(fakes.playing(MAC)).list();
    expect(camera?.modes).to.have.length(2);
    expect(screen).to.deep.include({ name: 'Capture screen 0', modes: [], detectsMode: true });
  });

  FFMPEG_BUILDS.forEach(({ name }, build) => {
    it(`are read in a mode, or as they are, by ${name}`, async () => {
      const registry = registryOf(fakes.playing(MAC, build));
      const camera = await registry.open({ ...patient, mode: { rows: 24 } });
      expect(camera).to.include({ colour: 'UYVY', cols: 32, rows: 24 });
      expect(String(camera.frameRate)).to.equal('30000/1001');
      await registry.free(camera);
      const screen = await registry.open({ ...patient, index: 1 });
      expect(screen).to.include({ colour: 'BGRA', cols: 64, rows: 48 });
      expect(screen.frameRate?.value).to.equal(30);
      await registry.free(screen);
    });
  });

  it('are asked for by number, without sound', () => {
    const device = { kind: 'avfoundation', name: 'x', index: 2, modes: [], isInUse: false };
    const mode = { colour: 'UYVY', cols: 64, rows: 48, frameRate: 30, format: 'uyvy422' } as const;
    expect(avfoundationInput(device, mode).join(' ')).to.match(
      /-pixel_format uyvy422 -video_size 64x48 -framerate 30 -i 2:none$/,
    );
    expect(avfoundationInput(device, undefined)).to.include('bgr0').and.not.include('-video_size');
  });

  const failing: readonly (readonly [string, string, new (...a: never[]) => Error, RegExp])[] = [
    ['are gone', `${FROM} Invalid device index`, DeviceNotFoundError, /is gone/],
    [
      'may not be used',
      `${FROM} Failed to create AV capture input device: Cannot use FaceTime HD Camera`,
      SourceError,
      /Let this program.*Privacy/,
    ],
    [
      'refuse a mode',
      `${FROM} Selected framerate (30.000000) is not supported by the device.`,
      InvalidOptionError,
      /ffmpeg says: Selected framerate/,
    ],
  ];
  for (const [title, line, type, message] of failing) {
    it(`say so when they ${title}`, async () => {
      const registry = registryOf(fakes.failing(MAC, line));
      const error = await failureOf(registry.open({ ...patient, retries: 0 }));
      expect(error).to.be.instanceOf(type);
      expect(error.message).to.match(message);
    });
  }

  it('are none where the ffmpeg in use cannot read them', async () => {
    const registry = registryOf(FFMPEG_BUILDS[0]?.path ?? '');
    const error = await failureOf(registry.open(patient));
    expect(error.message).to.match(/built without AVFoundation/);
  });
});
