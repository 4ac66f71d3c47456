import type { ColourSpace } from '@giftgrab/core';
import {
  deviceSelector,
  freeAllDevices,
  freeDevice,
  openDevice,
  openFile,
  openStream,
  type Device,
  type DeviceOptions,
  type DeviceSource,
  type FileSource,
  type FileSourceOptions,
  type NetworkSource,
  type NetworkSourceOptions,
} from '@giftgrab/sources';

/**
 * Makes sources, by the names that GIFT-Grab gave them. {@link openFile} and {@link openStream} do the same without a
 * factory.
 *
 * @example
 * ```ts
 * import { ColourSpace, VideoSourceFactory } from 'giftgrab';
 *
 * async function play(path: string): Promise<void> {
 *   const reader = await VideoSourceFactory.getInstance().createFileReader(path, ColourSpace.BGRA);
 *   reader.subscribe((frame) => console.log(frame.index));
 *   await reader.finished;
 * }
 * ```
 * @see GIFT-Grab's `VideoSourceFactory` (V1)
 */
export class VideoSourceFactory {
  static readonly #instance = new VideoSourceFactory();

  /** The one factory of this process. */
  static getInstance(): VideoSourceFactory {
    return VideoSourceFactory.#instance;
  }

  /**
   * Opens a video file to be played at its own pace, as GIFT-Grab does. No frame is left out: where work downstream is slower,
   * the file waits.
   *
   * @param path - The file.
   * @param colour - Layout of the frames.
   * @param options - More, as {@link openFile} takes it; `{ pace: 'asap' }` reads as fast as it can.
   * @returns The reader; it starts with its first observer.
   * @throws As {@link openFile} does.
   * @see GIFT-Grab's `create_file_reader` (V5)
   */
  createFileReader(
    path: string,
    colour: ColourSpace,
    options: Omit<FileSourceOptions, 'colour'> = {},
  ): Promise<FileSource> {
    return openFile(path, { pace: 'realtime', ...options, colour });
  }

  /**
   * Opens one of the devices that GIFT-Grab knows by name. The same device again is the same source; with another colour, a source that
   * converts what the one connection brings.
   *
   * @param device - Which.
   * @param colour - Layout of the frames.
   * @param options - More, as {@link openDevice} takes it; with `{ exclusive: true }`, a device that is open already is an error.
   * @returns The source; the device runs until it is freed as often as it was got.
   * @throws As {@link openDevice} does.
   * @see GIFT-Grab's `get_device` (V2), which refused another colour
   */
  async getDevice(
    device: Device,
    colour: ColourSpace,
    options: Omit<DeviceOptions, 'kind' | 'name' | 'path' | 'index' | 'colour'> = {},
  ): Promise<DeviceSource> {
    return openDevice({ ...options, ...deviceSelector(device), colour });
  }

  /**
   * Gives back a device; does nothing where it is not open.
   *
   * @param device - Which.
   * @returns Resolves when nothing is left of it, if it was the last who used it.
   * @throws As {@link freeDevice} does.
   * @see GIFT-Grab's `free_device` (V3)
   */
  async freeDevice(device: Device): Promise<void> {
    return freeDevice(deviceSelector(device));
  }

  /**
   * Ends the connections of all devices, as {@link freeAllDevices} does; the factory can open them again.
   *
   * @see GIFT-Grab's destructor of the factory (V6)
   */
  async [Symbol.asyncDispose](): Promise<void> {
    return freeAllDevices();
  }

  /**
   * Connects to a network stream. Each call makes a connection of its own, as in GIFT-Grab.
   *
   * @param url - For example `rtsp://192.0.2.7/stream1`.
   * @param colour - Layout of the frames; any, where GIFT-Grab had no UYVY.
   * @param options - More, as {@link openStream} takes it.
   * @returns The source; its frames come with its first observer.
   * @throws As {@link openStream} does.
   * @see GIFT-Grab's `connect_network_source` (V4)
   */
  connectNetworkSource(
    url: string,
    colour: ColourSpace,
    options: Omit<NetworkSourceOptions, 'colour'> = {},
  ): Promise<NetworkSource> {
    return openStream(url, { ...options, colour });
  }
}
