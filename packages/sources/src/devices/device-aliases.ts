import { InvalidOptionError } from '@giftgrab/core';
import type { DeviceSelector } from './device-info';

/**
 * The devices that GIFT-Grab knows by name.
 *
 * @see GIFT-Grab's `Device` (E3)
 */
export const Device = {
  /** The DVI port of an Epiphan DVI2PCIe Duo, at `/dev/video0`. */
  DVI2PCIeDuo_DVI: 'DVI2PCIeDuo_DVI',
  /** The SDI port of an Epiphan DVI2PCIe Duo, at `/dev/video1`. */
  DVI2PCIeDuo_SDI: 'DVI2PCIeDuo_SDI',
  /** The first DeckLink card, a Blackmagic DeckLink SDI 4K. */
  DeckLinkSDI4K: 'DeckLinkSDI4K',
  /** The first DeckLink card, a Blackmagic DeckLink 4K Extreme 12G. */
  DeckLink4KExtreme12G: 'DeckLink4KExtreme12G',
} as const;

/** The name of one of GIFT-Grab's devices. */
export type Device = (typeof Device)[keyof typeof Device];

const SELECTORS: Readonly<Record<Device, DeviceSelector>> = {
  DVI2PCIeDuo_DVI: { kind: 'v4l2', path: '/dev/video0' },
  DVI2PCIeDuo_SDI: { kind: 'v4l2', path: '/dev/video1' },
  // GIFT-Grab could not tell them apart either: both are the first card.
  DeckLinkSDI4K: { kind: 'decklink', index: 0 },
  DeckLink4KExtreme12G: { kind: 'decklink', index: 0 },
};

/**
 * Which device GIFT-Grab meant by a name, for {@link openDevice}.
 *
 * @param device - The name.
 * @throws {@link InvalidOptionError} when GIFT-Grab has no such device.
 * @example
 * ```ts
 * import { Device, deviceSelector } from '@giftgrab/sources';
 *
 * console.log(deviceSelector(Device.DVI2PCIeDuo_SDI)); // { kind: 'v4l2', path: '/dev/video1' }
 * ```
 */
export function deviceSelector(device: Device): DeviceSelector {
  const selector = Object.hasOwn(SELECTORS, device) ? SELECTORS[device] : undefined;
  if (selector !== undefined) return selector;
  const names = Object.keys(SELECTORS).join(', ');
  throw new InvalidOptionError('device', `one of ${names}`, device);
}
