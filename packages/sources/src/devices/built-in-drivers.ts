import { AVFOUNDATION } from './avfoundation/avfoundation-devices';
import { DECKLINK } from './decklink/decklink-devices';
import type { DeviceDriver } from './device-driver';
import { DSHOW } from './dshow/dshow-devices';
import { FfmpegDriver } from './ffmpeg-driver';
import { ScreenDriver } from './screen/screen-driver';
import { V4l2Driver } from './v4l2/v4l2-driver';

/**
 * The drivers of the devices that a system may have.
 *
 * @param platform - The system, as Node calls it.
 */
export function builtInDrivers(platform: NodeJS.Platform): readonly DeviceDriver[] {
  return [...ownDrivers(platform), new FfmpegDriver(DECKLINK)];
}

function ownDrivers(platform: NodeJS.Platform): readonly DeviceDriver[] {
  switch (platform) {
    case 'linux':
      return [new V4l2Driver(), new ScreenDriver()];
    case 'darwin':
      return [new FfmpegDriver(AVFOUNDATION)];
    case 'win32':
      return [new FfmpegDriver(DSHOW)];
    default:
      return [];
  }
}
