import type { VideoSource } from '@giftgrab/core';
import type { DeviceDescription, DeviceInfo, DeviceMode } from './device-info';

/** What a driver is told besides the device and the mode. */
export interface DeviceOpening {
  /** Aborted when nobody waits for the device any more. */
  readonly signal: AbortSignal;
}

/** A kind of devices: how to find and how to open them. Register it with {@link registerDeviceDriver}. */
export interface DeviceDriver {
  /** What the kind is called, for example `'v4l2'`; one driver a kind. */
  readonly kind: string;

  /**
   * Tells which devices are there now. Should not take long and not start any device.
   *
   * @returns Devices without a path need an `index` of their own that stays theirs.
   */
  list(): Promise<readonly DeviceDescription[]>;

  /**
   * Opens a device. It is called for one connection at a time: sharing, conversion, dropping of frames that nobody can take, and
   * waiting for the first frame are the registry's work.
   *
   * @param device - One of those that {@link list} told of.
   * @param mode - One of its modes, perhaps with another frame rate; `undefined` when it told of none, or none is asked for and it detects
   * what comes.
   * @param opening - When to give up.
   * @returns A source that numbers its frames as they arrive. It is subscribed to once, and closed when the device is freed. Its frames
   * are taken at once, whatever happens downstream.
   */
  open(
    device: DeviceInfo,
    mode: DeviceMode | undefined,
    opening: DeviceOpening,
  ): VideoSource | Promise<VideoSource>;
}
