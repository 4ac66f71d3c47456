// There is no Windows where the tests run. A fake ffmpeg says what real ones said; what comes after the device, a real one does.
import { expect } from 'chai';
import {
  DeviceAlreadyConnectedError,
  DeviceNotFoundError,
  InvalidOptionError,
} from '@giftgrab/core';
import { DeviceRegistry } from '../../../src/devices/device-registry';
import {
  DSHOW,
  dshowInput,
  parseDshowDevices,
  parseDshowModes,
} from '../../../src/devices/dshow/dshow-devices';
import { FfmpegDriver } from '../../../src/devices/ffmpeg-driver';
import { failureOf } from '../../../../ffmpeg/test/support/failure';
import { FFMPEG_BUILDS } from '../../../../ffmpeg/test/support/ffmpeg-builds';
import { answer, FakeDevices } from '../../support/fake-device';
import { expectNothingLeft } from '../../support/quiet';

const PATH =
  '@device_pnp_\\\\?\\usb#vid_045e&pid_074a&mi_00#6&6c478b7&0&0000#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\\global';
const OLD = [
  '[dshow @ 000002a00a8395c0] DirectShow video devices (some may be both video and audio devices)',
  '[dshow @ 000002a00a8395c0]  "720p HD Camera"',
  `[dshow @ 000002a00a8395c0]     Alternative name "${PATH}"`,
  '[dshow @ 000002a00a8395c0] DirectShow audio devices',
  '[dshow @ 000002a00a8395c0]  "Microphone"',
  '[dshow @ 000002a00a8395c0]     Alternative name "@device_cm_{33D9A762}\\wave_{86EA91AF}"',
  'dummy: Immediate exit requested',
];
const NEW = [
  '[in#0 @ 000002888cce5240] "Microsoft LifeCam" (video)',
  `[in#0 @ 000002888cce5240]   Alternative name "${PATH}"`,
  '[in#0 @ 000002888cce5240] "Microphone (Logitech BRIO)" (audio)',
  '[in#0 @ 000002888cce5240]   Alternative name "@device_cm_{33D9A762}\\wave_{86EA91AF}"',
  '[in#0 @ 000002888cce5240] "Broken thing" (none)',
  '[in#0 @ 000002888cce5240] "Grabber" (audio, video)',
  'Error opening input file dummy.',
];
const MODES = [
  '[dshow @ 01] DirectShow video device options (from video devices)',
  '[dshow @ 01]  Pin "Capture" (alternative pin name "0")',
  '[dshow @ 01]   pixel_format=yuyv422  min s=64x48 fps=5 max s=64x48 fps=30',
  '[dshow @ 01]   pixel_format=yuyv422  min s=64x48 fps=5 max s=64x48 fps=30 (tv, bt470bg/bt709/unknown, topleft)',
  '[dshow @ 01]   vcodec=mjpeg  min s=128x96 fps=30 max s=128x96 fps=60.0002',
  '[dshow @ 01]   pixel_format=nv12  min s=32x24 fps=5 max s=32x24 fps=59.9402',
  '[dshow @ 01]   unknown compression type 0x32595559  min s=32x24 fps=5 max s=32x24 fps=30',
  'video=Grabber: Immediate exit requested',
];
const WINDOWS = [answer('*-list_devices*', OLD), answer('*-list_options*', MODES)];
const patient = { kind: 'dshow', index: 0, openTimeoutMs: 60_000 };

describe('DirectShow devices', () => {
  expectNothingLeft();

  const fakes = new FakeDevices();
  after(() => fakes.remove());
  const registryOf = (ffmpeg: string): DeviceRegistry =>
    new DeviceRegistry([new FfmpegDriver(DSHOW, ffmpeg)]);

  it('are read from what ffmpeg lists, in the words of any version', () => {
    expect(parseDshowDevices(OLD)).to.deep.equal([
      { name: '720p HD Camera', index: 0, path: PATH },
    ]);
    expect(parseDshowDevices(NEW)).to.deep.equal([
      { name: 'Microsoft LifeCam', index: 0, path: PATH },
      { name: 'Grabber', index: 1 },
    ]);
    const none = '[dshow @ 01] Could not enumerate video devices (or none found).';
    expect(parseDshowDevices([none])).to.deep.equal([]);
    expect(parseDshowDevices(["Unknown input format: 'dshow'"])).to.equal(undefined);
  });

  it('have modes, once each, those left out that no layout holds', () => {
    const texts = parseDshowModes(MODES).map(
      ({ colour, cols, frameRate, format }) => `${format} ${colour} ${cols} ${String(frameRate)}`,
    );
    expect(texts).to.deep.equal([
      'yuyv422 UYVY 64 30/1',
      'mjpeg I420 128 60/1',
      'nv12 NV12 32 60000/1001',
    ]);
  });

  it('are asked for by path, at no more than their rate, with room for some pictures', () => {
    const device = { kind: 'dshow', name: 'a:b', index: 0, modes: [], isInUse: false, path: PATH };
    const [, compressed, raw] = parseDshowModes(MODES);
    expect(dshowInput(device, raw).join(' ')).to.equal(
      `-f dshow -rtbufsize 256M -pixel_format nv12 -video_size 32x24 -framerate 59.94 -i video=${PATH}`,
    );
    expect(dshowInput(device, compressed).join(' ')).to.include('-vcodec mjpeg -video_size 128x96');
    expect(dshowInput(device, undefined)).to.deep.equal([
      ...['-f', 'dshow', '-rtbufsize', '256M', '-i', `video=${PATH}`],
    ]);
  });

  FFMPEG_BUILDS.forEach(({ name }, build) => {
    it(`are listed and read, by ${name}`, async () => {
      const registry = registryOf(fakes.playing(WINDOWS, build));
      const [listed] = await registry.list();
      expect(listed).to.include({ name: '720p HD Camera', path: PATH });
      const source = await registry.open({ ...patient, path: PATH, mode: { format: 'mjpeg' } });
      expect(source).to.include({ colour: 'I420', cols: 128, rows: 96 });
      const frame = await source.getFrame();
      expect(frame?.data()).to.have.length(128 * 96 * 1.5);
      frame?.release();
      await registry.free(source);
    });
  });

  const failing: readonly (readonly [string, string, new (...a: never[]) => Error, RegExp])[] = [
    [
      'are used by another program [X5]',
      '[dshow @ 01] Could not run graph (sometimes caused by a device already in use by other application)',
      DeviceAlreadyConnectedError,
      /used by another program, or Windows does not let/,
    ],
    [
      'are gone [X6]',
      '[dshow @ 01] Could not find video device with name [x] among source devices of type video.',
      DeviceNotFoundError,
      /is gone/,
    ],
    [
      'refuse a mode',
      '[dshow @ 01] Could not set video options',
      InvalidOptionError,
      /ffmpeg says: Could not set video options/,
    ],
  ];
  for (const [title, line, type, message] of failing) {
    it(`say so when they ${title}`, async () => {
      const registry = registryOf(fakes.failing(WINDOWS, line));
      const error = await failureOf(registry.open({ ...patient, retries: 0 }));
      expect(error).to.be.instanceOf(type);
      expect(error.message).to.match(message);
    });
  }
});
