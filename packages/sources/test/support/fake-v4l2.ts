import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { V4l2Driver } from '../../src/devices/v4l2/v4l2-driver';
import { answer, FakeDevices } from './fake-device';

/** What the fake ffmpeg says of a device's modes. */
const LISTING = answer('*-list_formats*', [
  '[video4linux2,v4l2 @ 0x55d0] Raw       :     yuyv422 :           YUYV 4:2:2 : 64x48 32x24',
  '[video4linux2,v4l2 @ 0x55d0] Compressed:       mjpeg :          Motion-JPEG : 128x96',
  '/dev/video: Immediate exit requested',
]);

/** A machine with V4L2 devices: files for them, and an ffmpeg that plays a test picture instead of reading them. */
export class FakeV4l2 {
  readonly #fakes = new FakeDevices();
  readonly #folder = mkdtempSync(join(tmpdir(), 'giftgrab-v4l2-'));
  /** The folder of the devices. */
  readonly dev = join(this.#folder, 'dev');
  readonly #sys = join(this.#folder, 'sys');

  constructor() {
    mkdirSync(join(this.dev, 'v4l', 'by-id'), { recursive: true });
    mkdirSync(this.#sys);
  }

  /** Plugs a device in. */
  plug(index: number, name?: string, id?: string): void {
    writeFileSync(join(this.dev, `video${index}`), '');
    if (name !== undefined) {
      mkdirSync(join(this.#sys, `video${index}`));
      writeFileSync(join(this.#sys, `video${index}`, 'name'), `${name}\n`);
    }
    if (id !== undefined) {
      symlinkSync(`../../video${index}`, join(this.dev, 'v4l', 'by-id', id));
    }
  }

  /** The driver, whose ffmpeg lists modes and plays them, on a real ffmpeg. */
  playing(build = 0): V4l2Driver {
    return this.#driver(this.#fakes.playing([LISTING], build));
  }

  /** As {@link playing}, with modes of the test's own. */
  playingModes(lines: readonly string[]): V4l2Driver {
    return this.#driver(this.#fakes.playing([answer('*-list_formats*', lines)]));
  }

  /** The driver, whose ffmpeg lists modes and then does something else. */
  failing(script: string): V4l2Driver {
    return this.#driver(this.#fakes.doing([LISTING], script));
  }

  /** The driver, with an ffmpeg that is a script. */
  driver(script: string): V4l2Driver {
    return this.#driver(this.#fakes.script(script));
  }

  #driver(ffmpeg: string): V4l2Driver {
    return new V4l2Driver({ devFolder: this.dev, sysFolder: this.#sys, ffmpeg });
  }

  /** Removes all of it. */
  remove(): void {
    this.#fakes.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
