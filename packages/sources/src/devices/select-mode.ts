import {
  checkFrameRate,
  checkOptionNames,
  checkPositiveInteger,
  InvalidOptionError,
  pixelFormat,
  Rational,
} from '@giftgrab/core';
import { deviceText, modeText, type DeviceInfo, type DeviceMode } from './device-info';

const MODE_NAMES = ['colour', 'cols', 'rows', 'frameRate', 'format'];

/**
 * Throws unless a wish can be that of a mode.
 *
 * @param wish - What is wished of a mode.
 */
export function checkModeWish(wish: Partial<DeviceMode>): void {
  checkOptionNames('mode', wish, MODE_NAMES);
  if (wish.colour !== undefined) pixelFormat(wish.colour);
  if (wish.cols !== undefined) checkPositiveInteger('mode.cols', wish.cols);
  if (wish.rows !== undefined) checkPositiveInteger('mode.rows', wish.rows);
  if (wish.frameRate !== undefined) checkFrameRate(wish.frameRate);
}

/**
 * The first mode of a device that is as wished.
 *
 * @param device - The device.
 * @param wish - What is wished of the mode; checked.
 * @returns The mode; `undefined` when nothing is wished and the device told of none or finds out itself.
 * @throws {@link InvalidOptionError} when the device has no such mode.
 */
export function selectMode(
  device: DeviceInfo,
  wish: Partial<DeviceMode> | undefined,
): DeviceMode | undefined {
  if (wish === undefined) return device.detectsMode === true ? undefined : device.modes[0];
  const mode = device.modes.find((each) => fits(each, wish));
  if (mode !== undefined) {
    return wish.frameRate === undefined ? mode : { ...mode, frameRate: wish.frameRate };
  }
  const known = [...new Set(device.modes.map(modeText))];
  throw new InvalidOptionError(
    'mode',
    known.length === 0 ? 'no mode, since the device told of none,' : 'a mode of the device',
    modeText(wish),
    known.length === 0
      ? (device.problem ?? '')
      : `The device ${deviceText(device)} has ${known.join(', ')}.`,
  );
}

/**
 * Whether a mode is as wished.
 *
 * @param mode - The mode.
 * @param wish - What is wished of it. Where the mode does not say its rate, every rate fits.
 */
export function fits(mode: DeviceMode, wish: Partial<DeviceMode>): boolean {
  return (
    (wish.colour === undefined || wish.colour === mode.colour) &&
    (wish.cols === undefined || wish.cols === mode.cols) &&
    (wish.rows === undefined || wish.rows === mode.rows) &&
    (wish.format === undefined || wish.format === mode.format) &&
    (wish.frameRate === undefined ||
      mode.frameRate === undefined ||
      Rational.from(wish.frameRate).equals(Rational.from(mode.frameRate)))
  );
}
