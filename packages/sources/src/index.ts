export { fromBytes, type ByteSource, type ByteSourceOptions } from './byte-source';
export { Device, deviceSelector } from './devices/device-aliases';
export { type DeviceDriver, type DeviceOpening } from './devices/device-driver';
export {
  type DeviceDescription,
  type DeviceInfo,
  type DeviceMode,
  type DeviceSelector,
} from './devices/device-info';
export { type DeviceOptions } from './devices/device-registry';
export { type DeviceSource, type DeviceSourceOptions } from './devices/device-source';
export {
  freeAllDevices,
  freeDevice,
  listDevices,
  openDevice,
  registerDeviceDriver,
  registerVirtualDevice,
} from './devices/devices';
export { type VirtualDevice } from './devices/virtual-devices';
export {
  openFile,
  type FileSource,
  type FileSourceOptions,
  type OnEnd,
  type Pace,
} from './file-source';
export { type FrozenReason, type LiveHealth } from './live-watch';
export { fromFrames, type MemorySource, type MemorySourceOptions } from './memory-source';
export { stereoSource, type StereoSource, type StereoSourceOptions } from './stereo-source';
export {
  testPattern,
  type TestPatternOptions,
  type TestPatternSource,
} from './test-pattern-source';
export {
  openStream,
  type NetworkSource,
  type NetworkSourceOptions,
} from './network/network-source';
export { type GapFilling } from './network/gap-filler';
export { type TlsOptions } from './network/http/tls-options';
export { type ReconnectOptions } from './reconnect';
export { type StreamLatency, type StreamTransport } from './network/stream-arguments';
export {
  type DeviceEvent,
  type StreamConnected,
  type StreamEvent,
  type StreamFormatChanged,
  type StreamFrozen,
  type StreamGap,
  type StreamLost,
  type StreamPicture,
  type StreamRestored,
  type StreamThawed,
} from './live-events';
