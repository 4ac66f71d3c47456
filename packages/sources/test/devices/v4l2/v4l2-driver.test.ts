// There is no V4L2 device where the tests run. A fake ffmpeg says and does what a real one would, in the words of ffmpeg's
// libavdevice/v4l2.c; what comes after the device, the real one does.
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  DeviceAlreadyConnectedError,
  DeviceNotFoundError,
  DeviceOfflineError,
  FfmpegError,
  InvalidOptionError,
  SourceError,
} from '@giftgrab/core';
import { captureArguments } from '../../../src/devices/capture-arguments';
import { Device, deviceSelector } from '../../../src/devices/device-aliases';
import { DeviceRegistry } from '../../../src/devices/device-registry';
import { deniedText } from '../../../src/devices/v4l2/v4l2-access';
import { v4l2Input } from '../../../src/devices/v4l2/v4l2-arguments';
import { V4l2Driver } from '../../../src/devices/v4l2/v4l2-driver';
import { failureOf } from '../../../../ffmpeg/test/support/failure';
import { FFMPEG_BUILDS } from '../../../../ffmpeg/test/support/ffmpeg-builds';
import { childrenOf } from '../../../../ffmpeg/test/support/traces';
import { FakeV4l2 } from '../../support/fake-v4l2';
import { expectNothingLeft } from '../../support/quiet';
import { Recorder } from '../../../../core/test/support/recorder';

/** Names of the processes that this one has started, but for the guardian, which stays. */
function captures(): readonly string[] {
  return childrenOf(process.pid)
    .map(({ name }) => name)
    .filter((name) => name !== 'sh');
}

describe('V4l2Driver', () => {
  expectNothingLeft();

  // However slow the machine is.
  const patient = { openTimeoutMs: 60_000 };
  let machine: FakeV4l2;
  beforeEach(() => {
    machine = new FakeV4l2();
    machine.plug(10, 'Epiphan DVI2PCIe Duo', 'pci-epiphan');
    machine.plug(2);
  });
  afterEach(() => machine.remove());

  const pathOf = (index: number): string => join(machine.dev, `video${index}`);

  describe('list', () => {
    it('tells names, stable paths and modes, in the order of their numbers [P16]', async () => {
      const devices = await machine.playing().list();
      expect(devices.map(({ index, name, path }) => [index, name, path])).to.deep.equal([
        [2, 'video2', pathOf(2)],
        [10, 'Epiphan DVI2PCIe Duo', pathOf(10)],
      ]);
      expect(devices.map(({ stablePath }) => stablePath)).to.deep.equal([
        undefined,
        join(machine.dev, 'v4l', 'by-id', 'pci-epiphan'),
      ]);
      expect(devices[0]?.modes).to.deep.equal([
        { colour: 'UYVY', cols: 64, rows: 48, format: 'yuyv422' },
        { colour: 'UYVY', cols: 32, rows: 24, format: 'yuyv422' },
        { colour: 'I420', cols: 128, rows: 96, format: 'mjpeg', isCompressed: true },
      ]);
    });

    it('starts nothing where there is no device, and no folder of devices', async () => {
      const nowhere = { devFolder: '/nowhere', ffmpeg: '/nowhere/ffmpeg' };
      expect(await new V4l2Driver(nowhere).list()).to.deep.equal([]);
    });

    it('leaves out files that are no video', async () => {
      const driver = machine.driver("echo '[v4l2 @ 0x1] Not a video capture device.' >&2; exit 1");
      expect(await driver.list()).to.deep.equal([]);
    });

    const problems: readonly (readonly [string, string, RegExp])[] = [
      [
        'may not be opened',
        'echo "[v4l2 @ 0x1] Cannot open video device $7: Permission denied" >&2; exit 1',
        /usermod -aG|although you are in its group/,
      ],
      [
        'is used by another',
        'echo "[v4l2 @ 0x1] Cannot open video device $7: Device or resource busy" >&2; exit 1',
        /used by another program.*fuser -v/,
      ],
      [
        'cannot be read by this ffmpeg',
        'echo "Unknown input format: \'v4l2\'" >&2; exit 1',
        /built without V4L2/,
      ],
    ];
    for (const [title, script, message] of problems) {
      it(`says so when a device ${title} [P16]`, async () => {
        const devices = await machine.driver(script).list();
        expect(devices).to.have.length(2);
        expect(devices[0]?.modes).to.deep.equal([]);
        expect(devices[0]?.problem).to.match(message);
      });
    }
  });

  describe('open', () => {
    FFMPEG_BUILDS.forEach(({ name }, build) => {
      it(`reads frames with times from a device, by ${name}`, async () => {
        const registry = new DeviceRegistry([machine.playing(build)]);
        const mode = { cols: 32, frameRate: 100 };
        const source = await registry.open({ name: 'Epiphan DVI2PCIe Duo', mode, ...patient });
        expect(source).to.include({ colour: 'UYVY', cols: 32, rows: 24 });
        expect(source.frameRate?.value).to.equal(100);
        const seconds: number[] = [];
        const captured: number[] = [];
        const done = new Promise<void>((resolve) => {
          source.subscribe((frame) => {
            seconds.push(frame.pts?.seconds ?? Number.NaN);
            captured.push(frame.captured.monotonicMs);
            expect(frame.data()).to.have.length(32 * 24 * 2);
            if (seconds.length === 5) resolve();
          });
        });
        await done;
        const first = seconds[0] ?? 0;
        seconds.slice(0, 5).forEach((time, i) => expect(time - first).to.be.closeTo(i / 100, 1e-6));
        expect(captured).to.deep.equal([...captured].sort((a, b) => a - b));
        await registry.free(source);
        expect(captures(), 'processes left').to.deep.equal([]);
      });

      it(`reads compressed and converted pictures, by ${name}`, async () => {
        const registry = new DeviceRegistry([machine.playing(build)]);
        const path = join(machine.dev, 'v4l', 'by-id', 'pci-epiphan');
        const source = await registry.open({
          path,
          colour: 'BGRA',
          mode: { format: 'mjpeg' },
          ...patient,
        });
        const frame = await source.getFrame();
        expect(frame).to.include({ colour: 'BGRA', cols: 128, rows: 96 });
        expect(frame?.data().some((value) => value > 0 && value < 255)).to.equal(true);
        frame?.release();
        await registry.free({ kind: 'v4l2', index: 10 });
        expect(source.closed).to.equal(true);
      });
    });

    it('asks ffmpeg for what the mode says, with nothing held back', () => {
      const mode = {
        colour: 'UYVY',
        cols: 640,
        rows: 480,
        frameRate: 30,
        format: 'yuyv422',
      } as const;
      const args = captureArguments(v4l2Input('/dev/video0', mode), 'UYVY').join(' ');
      expect(args).to.include(
        '-f v4l2 -input_format yuyv422 -video_size 640x480 -framerate 30 -i /dev/video0 ',
      );
      expect(args)
        .to.include('-vf format=uyvy422 -vsync passthrough')
        .and.include('-threads 1 -c:v');
      const plain = v4l2Input('/dev/video1', { colour: 'I420', cols: 8, rows: 8 }).join(' ');
      expect(plain).to.not.match(/input_format|framerate/);
    });

    it("reads GIFT-Grab's Epiphan in the layout that is asked for, where the card has it [quirk 20, TC37, TC39]", async () => {
      const card = [
        '[v4l2 @ 0x1] Raw       :     uyvy422 :           UYVY 4:2:2 : 64x48',
        '[v4l2 @ 0x1] Compressed:       mjpeg :          Motion-JPEG : 64x48',
        '[v4l2 @ 0x1] Raw       :     yuv420p :     Planar YUV 4:2:0 : 32x24 64x48',
      ];
      const registry = new DeviceRegistry([machine.playingModes(card)]);
      const selector = { ...deviceSelector(Device.DVI2PCIeDuo_DVI), path: pathOf(2), ...patient };
      const i420 = await registry.open({ ...selector, colour: 'I420' });
      expect(i420).to.include({ colour: 'I420', cols: 64, rows: 48 });
      expect(i420.mode).to.include({ format: 'yuv420p', cols: 64 });
      const bgra = await registry.open({ ...selector, colour: 'BGRA' });
      expect(bgra.mode, 'converted on the same connection').to.equal(i420.mode);
      await Promise.all([registry.free(i420), registry.free(bgra)]);
      const converted = await registry.open({ ...selector, colour: 'BGRA' });
      expect(converted.mode).to.include({ format: 'uyvy422' });
      await registry.free(converted);
    });

    const say = (line: string): string => `echo "[v4l2 @ 0x1] ${line}" >&2; exit 1`;
    const failing: readonly (readonly [string, string, new (...a: never[]) => Error, RegExp])[] = [
      [
        'is used by another program',
        say('ioctl(VIDIOC_STREAMON): Device or resource busy'),
        DeviceAlreadyConnectedError,
        /"video2" \(v4l2 .*video2\) is used by another program; "fuser -v .*video2" tells which/,
      ],
      [
        'may not be opened',
        say('Cannot open video device x: Permission denied'),
        SourceError,
        /cannot be opened\. You may not read and write/,
      ],
      [
        'is gone',
        say('Cannot open video device x: No such file or directory'),
        DeviceNotFoundError,
        /is gone\. Was it unplugged\?/,
      ],
      [
        'captures no video',
        say('ioctl(VIDIOC_QUERYCAP): Inappropriate ioctl for device'),
        DeviceNotFoundError,
        /none that captures video/,
      ],
      [
        'refuses the mode',
        say("Cannot find a proper format for codec 'none' (id 0), pixel format 'yuyv422' (id 1)"),
        InvalidOptionError,
        /mode that the device "video2".*"64×48 UYVY \(yuyv422\).*ffmpeg says: .*proper format/,
      ],
      [
        'changes the size',
        'exec "$REAL" -v info -f lavfi -i testsrc=size=16x16:rate=50 "$@"',
        InvalidOptionError,
        /64×48 UYVY \(yuyv422\).*delivers 16×16 instead/,
      ],
      [
        'makes ffmpeg die for a reason of its own',
        say('out of cheese'),
        FfmpegError,
        /exited with code 1 while reading the device "video2".*out of cheese/,
      ],
      ['delivers nothing', 'sleep 60', DeviceOfflineError, /has delivered no frame within/],
    ];
    for (const [title, script, type, message] of failing) {
      it(`says so when the device ${title}, and leaves nothing behind [X5, X6, X7]`, async () => {
        const registry = new DeviceRegistry([machine.failing(script)]);
        const openTimeoutMs = type === DeviceOfflineError ? 300 : 60_000;
        const error = await failureOf(
          registry.open({ kind: 'v4l2', index: 2, openTimeoutMs, retries: 0 }),
        );
        expect(error).to.be.instanceOf(type);
        expect(error.message).to.match(message);
        expect(captures(), 'processes left').to.deep.equal([]);
      });
    }

    it('says so when the device could not be asked for its modes', async () => {
      const busy = 'echo "Cannot open video device: Device or resource busy" >&2; exit 1';
      const registry = new DeviceRegistry([machine.driver(busy)]);
      const error = await failureOf(registry.open({ kind: 'v4l2', index: 2, retries: 0 }));
      expect(error).to.be.instanceOf(DeviceAlreadyConnectedError);
    });

    it('ends with an error when the device is unplugged', async () => {
      const play = '"$REAL" -v error -f lavfi -i testsrc=size=64x48:rate=50 -t 0.1 "$@"';
      const unplug = "echo '[v4l2 @ 0x1] ioctl(VIDIOC_DQBUF): No such device' >&2; exit 1";
      const registry = new DeviceRegistry([machine.failing(`${play}; sleep 0.3; ${unplug}`)]);
      const source = await registry.open({ kind: 'v4l2', index: 2, openTimeoutMs: 60_000 });
      const seen = new Recorder();
      source.attach(seen);
      await seen.ended;
      expect(seen.failure).to.be.instanceOf(DeviceOfflineError);
      expect(String(seen.failure)).to.match(
        /delivers no frames any more, after 5\. Was it unplugged/,
      );
      await registry.free(source);
    });

    it('reads a device again that was unplugged', async () => {
      const once = `MARK=${join(machine.dev, 'was-there')}
        if [ ! -e "$MARK" ]; then
          touch "$MARK"; "$REAL" -v error -f lavfi -i testsrc=size=64x48:rate=50 -t 0.1 "$@"
          echo '[v4l2 @ 0x1] ioctl(VIDIOC_DQBUF): No such device' >&2; exit 1
        fi
        exec "$REAL" -v error -re -f lavfi -i testsrc=size=64x48:rate=50 "$@"`;
      const registry = new DeviceRegistry([machine.failing(once)]);
      const reconnect = { minDelayMs: 5 };
      const source = await registry.open({ kind: 'v4l2', index: 2, reconnect, ...patient });
      const events: string[] = [];
      source.events.subscribe(({ type }) => events.push(type));
      const indexes: number[] = [];
      const times: number[] = [];
      for await (const frame of source) {
        indexes.push(frame.index);
        times.push(frame.pts?.seconds ?? Number.NaN);
        if (events.includes('gap') && frame.index > 10) break;
      }
      expect(events).to.deep.equal(['connected', 'lost', 'restored', 'gap']);
      expect(indexes).to.deep.equal([...new Set(indexes)].sort((a, b) => a - b));
      expect(indexes).to.not.include(5);
      expect(times).to.deep.equal([...new Set(times)].sort((a, b) => a - b));
      await registry.free(source);
    });

    it('explains to those who have no permission what to do [P16]', function () {
      const { gid } = statSync(pathOf(2));
      const isMember = (process.getgroups?.() ?? []).includes(gid);
      expect(deniedText(pathOf(2))).to.match(isMember ? /although you are/ : /sudo usermod -aG/);
      expect(deniedText('/nowhere/video0')).to.match(
        /the group video, and you are not in it\. Run "sudo usermod -aG video /,
      );
    });

    it('does not even start ffmpeg where there is no permission', async function () {
      // Root may do everything.
      if (process.getuid?.() === 0) this.skip();
      chmodSync(pathOf(2), 0);
      const registry = new DeviceRegistry([machine.failing('exit 9')]);
      const listed = (await registry.list()).find(({ index }) => index === 2);
      expect(listed?.problem).to.match(/You may not read and write/);
      const error = await failureOf(registry.open({ kind: 'v4l2', index: 2 }));
      expect(error).to.have.property('code', 'SOURCE_NOT_READABLE');
    });
  });
});
