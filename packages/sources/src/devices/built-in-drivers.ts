import { DecklinkDriver } from './decklink/decklink-driver';
import type { DeviceDriver } from './device-driver';
import { ScreenDriver } from './screen/screen-driver';
import { V4l2Driver } from './v4l2/v4l2-driver';

/**
 * The drivers of the devices that a system may have.
 *
 * @param platform - The system, as Node calls it.
 */
export function builtInDrivers(platform: NodeJS.Platform): readonly DeviceDriver[] {
  const own = platform === 'linux' ? [new V4l2Driver(), new ScreenDriver()] : [];
  return [...own, new DecklinkDriver()];
}
