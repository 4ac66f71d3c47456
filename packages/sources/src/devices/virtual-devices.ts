import {
  checkFrameRate,
  checkPositiveInteger,
  InvalidOptionError,
  pixelFormat,
  type VideoSource,
} from '@giftgrab/core';
import type { DeviceDriver, DeviceOpening } from './device-driver';
import type { DeviceDescription, DeviceInfo, DeviceMode } from './device-info';

/** A device that is a piece of code. */
export interface VirtualDevice {
  /** Its name; no two virtual devices have the same. */
  readonly name: string;
  /** A path to open it by, if it shall have one. */
  readonly path?: string;
  /** What it can deliver, the default first; at least one. */
  readonly modes: readonly DeviceMode[];

  /**
   * Makes the source of the frames, at their own pace: as a device, it is not made to wait.
   *
   * @param mode - One of the modes, perhaps with another frame rate.
   * @param opening - When to give up.
   */
  start(mode: DeviceMode, opening: DeviceOpening): VideoSource | Promise<VideoSource>;
}

interface Registered {
  readonly device: VirtualDevice;
  readonly index: number;
}

/** The driver of the devices that are registered by code. */
export class VirtualDevices implements DeviceDriver {
  readonly kind = 'virtual';
  readonly #devices = new Map<string, Registered>();
  #next = 0;

  /**
   * Adds a device.
   *
   * @returns Takes it out again; if it is open, it stays so.
   * @throws {@link InvalidOptionError} when something in it cannot be, or its name or path is taken.
   */
  add(device: VirtualDevice): () => void {
    checkDevice(device);
    const { name, path } = device;
    if (this.#devices.has(name)) {
      throw new InvalidOptionError('name', 'a name that no virtual device has yet', name);
    }
    const taken = [...this.#devices.values()].some(({ device: other }) => other.path === path);
    if (path !== undefined && taken) {
      throw new InvalidOptionError('path', 'a path that no virtual device has yet', path);
    }
    const registered = { device, index: this.#next };
    this.#next += 1;
    this.#devices.set(name, registered);
    return () => {
      if (this.#devices.get(name) === registered) this.#devices.delete(name);
    };
  }

  list(): Promise<readonly DeviceDescription[]> {
    const descriptions = [...this.#devices.values()].map(({ device, index }) => {
      const { name, path, modes } = device;
      return { name, index, modes, ...(path !== undefined && { path }) };
    });
    return Promise.resolve(descriptions);
  }

  open(
    { name }: DeviceInfo,
    mode: DeviceMode | undefined,
    opening: DeviceOpening,
  ): VideoSource | Promise<VideoSource> {
    const device = this.#devices.get(name)?.device;
    if (device === undefined || mode === undefined) {
      throw new Error('it was taken out of the registry just now.');
    }
    return device.start(mode, opening);
  }
}

function checkDevice(device: VirtualDevice): void {
  const { name, path, modes } = device;
  if (typeof name !== 'string' || name.trim() === '') {
    throw new InvalidOptionError('name', 'a text that is not empty', name);
  }
  if (path !== undefined && (typeof path !== 'string' || path.trim() === '')) {
    throw new InvalidOptionError('path', 'a text that is not empty', path);
  }
  if (!Array.isArray(modes) || modes.length === 0) {
    throw new InvalidOptionError('modes', 'at least one mode', modes);
  }
  for (const mode of modes as readonly DeviceMode[]) {
    pixelFormat(mode.colour);
    checkPositiveInteger('modes.cols', mode.cols);
    checkPositiveInteger('modes.rows', mode.rows);
    if (mode.frameRate !== undefined) checkFrameRate(mode.frameRate);
  }
  if (typeof device.start !== 'function') {
    throw new InvalidOptionError('start', 'a function that makes a source', typeof device.start);
  }
}
