import {
  checkFrameRate,
  checkOptionNames,
  checkPositiveInteger,
  InvalidOptionError,
  pixelFormat,
  Rational,
  type ColourSpace,
} from '@giftgrab/core';
import { deviceText, modeText, type DeviceInfo, type DeviceMode } from './device-info';

const MODE_NAMES = ['colour', 'cols', 'rows', 'frameRate', 'format', 'isCompressed'];

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
 * The first mode of a device that is as wished; where nothing is wished, the default or one of its size that needs no conversion.
 *
 * @param device - The device.
 * @param wish - What is wished of the mode; checked.
 * @param colour - Layout that the frames shall have in the end.
 * @returns The mode; `undefined` when nothing is wished and the device told of none or finds out itself.
 * @throws {@link InvalidOptionError} when the device has no such mode.
 */
export function selectMode(
  device: DeviceInfo,
  wish: Partial<DeviceMode> | undefined,
  colour?: ColourSpace,
): DeviceMode | undefined {
  if (wish === undefined) return defaultMode(device, colour);
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

function defaultMode(
  { modes: [first, ...others], detectsMode = false }: DeviceInfo,
  colour: ColourSpace | undefined,
): DeviceMode | undefined {
  if (first === undefined || detectsMode) return undefined;
  if (colour === undefined || colour === first.colour) return first;
  const { cols, rows, isCompressed = false } = first;
  const likewise = others.find(
    (mode) => fits(mode, { colour, cols, rows }) && (isCompressed || !(mode.isCompressed ?? false)),
  );
  return likewise ?? first;
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
    (wish.isCompressed === undefined || wish.isCompressed === (mode.isCompressed ?? false)) &&
    (wish.frameRate === undefined ||
      mode.frameRate === undefined ||
      Rational.from(wish.frameRate).equals(Rational.from(mode.frameRate)))
  );
}
