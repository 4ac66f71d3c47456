import { builtInDrivers } from './built-in-drivers';
import type { DeviceDriver } from './device-driver';
import type { DeviceInfo, DeviceSelector } from './device-info';
import { DeviceRegistry, type DeviceOptions } from './device-registry';
import type { DeviceSource } from './device-source';
import { VirtualDevices, type VirtualDevice } from './virtual-devices';

const virtualDevices = new VirtualDevices();
const registry = new DeviceRegistry([virtualDevices], builtInDrivers(process.platform));

/**
 * Adds a kind of devices: those of a maker's own interface, for example. One of a kind that giftgrab drives by ffmpeg (`'v4l2'`,
 * `'decklink'` …) takes the place of that.
 *
 * @param driver - How to find and open them.
 * @returns Takes it out again; devices that are open stay so.
 * @throws {@link InvalidOptionError} when somebody has registered a driver of this kind already.
 * @example
 * ```ts
 * import { registerDeviceDriver, testPattern } from '@giftgrab/sources';
 *
 * registerDeviceDriver({
 *   kind: 'microscope',
 *   list: async () => [{ name: 'Stand 1', index: 0, modes: [{ colour: 'BGRA', cols: 640, rows: 480 }] }],
 *   open: (_device, mode) => testPattern(mode),
 * });
 * ```
 */
export function registerDeviceDriver(driver: DeviceDriver): () => void {
  return registry.register(driver);
}

/**
 * Adds a device that is a piece of code, of the kind `'virtual'`: for tests, for demonstrations, for plugins that have one device.
 *
 * @param device - What it is called, what it can deliver, and how to start it.
 * @returns Takes it out again; if it is open, it stays so.
 * @throws {@link InvalidOptionError} when something in it cannot be, or its name is taken.
 * @example
 * ```ts
 * import { openDevice, registerVirtualDevice, testPattern } from '@giftgrab/sources';
 *
 * registerVirtualDevice({
 *   name: 'endoscope',
 *   modes: [{ colour: 'BGRA', cols: 1280, rows: 720, frameRate: 30 }],
 *   start: (mode) => testPattern(mode),
 * });
 * async function look(): Promise<void> {
 *   await using endoscope = await openDevice({ name: 'endoscope', colour: 'I420' });
 *   const frame = await endoscope.getFrame();
 *   frame?.release();
 * }
 * void look;
 * ```
 */
export function registerVirtualDevice(device: VirtualDevice): () => void {
  return virtualDevices.add(device);
}

/**
 * Tells which devices are there: what they are called, what they can deliver, whether somebody uses them, and what keeps them from being
 * opened. A kind of devices that cannot be listed is a warning `DEVICES_NOT_LISTED`.
 *
 * @example
 * ```ts
 * import { listDevices } from '@giftgrab/sources';
 *
 * async function show(): Promise<void> {
 *   for (const { kind, name, path, isInUse, problem } of await listDevices()) {
 *     console.log(kind, name, path, isInUse ? 'in use' : 'free', problem ?? '');
 *   }
 * }
 * void show;
 * ```
 */
export function listDevices(): Promise<readonly DeviceInfo[]> {
  return registry.list();
}

/**
 * Opens a device, and waits for its first frame.
 *
 * A device has one connection. Whoever opens it again with the same colour gets the same source; with another colour, a source that
 * converts what the one connection brings. Each opening wants its {@link freeDevice} (or the end of its `await using` block), and the last
 * of them ends the connection. Until then the device runs and keeps Node alive.
 *
 * A device does not wait: while the frames of the budget are all in use, one may wait, and of the others the oldest are dropped (or what
 * `whenFull` says), counted in `dropped` of the report, and a gap in `index`.
 *
 * @param options - Which device, and how to open it. What concerns the source itself (`budget`, `subFrame`, …) counts when it is first
 * opened, and cannot be another while it is shared.
 * @throws {@link InvalidOptionError} when an option breaks its rule, the device has no such mode, or several devices fit;
 * {@link DeviceNotFoundError} when none does or it cannot be opened; {@link DeviceAlreadyConnectedError} when it is open, or used by
 * another program, in a way that excludes this one; {@link DeviceOfflineError} when it delivers no usable frame in time.
 * @example
 * ```ts
 * import { openDevice } from '@giftgrab/sources';
 *
 * async function watch(): Promise<void> {
 *   await using camera = await openDevice({ kind: 'v4l2', path: '/dev/video0', colour: 'BGRA' });
 *   for await (const frame of camera) console.log(frame.index, frame.captured.wallMs);
 * }
 * void watch;
 * ```
 * @see GIFT-Grab's `VideoSourceFactory::get_device` (V2)
 */
export function openDevice(options: DeviceOptions): Promise<DeviceSource> {
  return registry.open(options);
}

/**
 * Gives back one opening of a device; the last ends its connection. Does nothing where the device is not open.
 *
 * @param device - The source that {@link openDevice} gave, or which device; of the latter, the source opened last.
 * @returns Resolves when nothing is left of it: no process, no timer.
 * @throws {@link DeviceNotFoundError} when there is no such device.
 * @see GIFT-Grab's `VideoSourceFactory::free_device` (V3), which cut off all who used it
 */
export function freeDevice(device: DeviceSource | DeviceSelector): Promise<void> {
  return registry.free(device);
}

/**
 * Ends the connections of all devices, whoever opened them and however often: at the end of a program.
 *
 * @returns Resolves when nothing is left of them: no process, no timer.
 * @example
 * ```ts
 * import { freeAllDevices } from '@giftgrab/sources';
 *
 * process.once('SIGTERM', () => void freeAllDevices());
 * ```
 * @see GIFT-Grab's destructor of `VideoSourceFactory` (V6)
 */
export function freeAllDevices(): Promise<void> {
  return registry.freeAll();
}
