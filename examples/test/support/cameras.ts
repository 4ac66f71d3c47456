// Loaded before a documented program: the devices that the documents speak of, on machines that have none.
import { registerDeviceDriver, testPattern, type DeviceDriver, type DeviceMode } from 'giftgrab';

/** A driver of one device, in the place of ours of that kind. */
function oneDevice(kind: string, path: string, mode: DeviceMode): DeviceDriver {
  return {
    kind,
    list: () => Promise.resolve([{ name: `The ${kind} of the tests`, path, modes: [mode] }]),
    open: () => testPattern(mode),
  };
}

const camera: DeviceMode = { colour: 'UYVY', cols: 1280, rows: 720, frameRate: 30 };
registerDeviceDriver(oneDevice('v4l2', '/dev/video0', camera));
registerDeviceDriver(
  oneDevice('screen', ':0', { colour: 'BGRA', cols: 640, rows: 480, frameRate: 15 }),
);
