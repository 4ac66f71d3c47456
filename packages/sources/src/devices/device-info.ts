import type { ColourSpace, Rational } from '@giftgrab/core';

/** What a device can deliver. */
export interface DeviceMode {
  /** Layout of the frames, before any conversion. */
  readonly colour: ColourSpace;
  /** Pixels a row. */
  readonly cols: number;
  /** Rows. */
  readonly rows: number;
  /** Frames per second; absent where the device does not say, and for its default. */
  readonly frameRate?: number | Rational;
  /** What the device itself calls the layout, where it has a name for it, for example `'mjpeg'`. */
  readonly format?: string;
  /** Whether pictures come compressed, so that something of them is lost. @defaultValue false */
  readonly isCompressed?: boolean;
}

/** What a driver knows of a device. */
export interface DeviceDescription {
  /** What the device calls itself; several may have the same name. */
  readonly name: string;
  /** Where it is, for example `/dev/video0`; one device a path. */
  readonly path?: string;
  /** A path that stays the same when devices are plugged in another order. */
  readonly stablePath?: string;
  /** Its number among the devices of its kind. @defaultValue its place in the list */
  readonly index?: number;
  /** What it can deliver, the default first. Empty where it cannot be asked. */
  readonly modes: readonly DeviceMode[];
  /** Whether it finds out by itself what comes, where no mode is asked for; its default is none of the modes then. @defaultValue false */
  readonly detectsMode?: boolean;
  /** Whether another program uses it, as far as the driver can tell. @defaultValue false */
  readonly isInUse?: boolean;
  /** Why it cannot be opened, and what to do. */
  readonly problem?: string;
}

/** A device, as {@link listDevices} tells of it. */
export interface DeviceInfo extends DeviceDescription {
  /** Which driver it belongs to, for example `'v4l2'`. */
  readonly kind: string;
  readonly index: number;
  /** Whether this program has opened it, or another uses it. */
  readonly isInUse: boolean;
}

/** Which device: what is given narrows the choice, and one device has to be left. */
export interface DeviceSelector {
  /** Which driver, for example `'v4l2'` or `'virtual'`. @defaultValue any */
  readonly kind?: string;
  /** What the device calls itself. */
  readonly name?: string;
  /** Its path or stable path. */
  readonly path?: string;
  /** Its number among the devices of its kind, which has to be given too. */
  readonly index?: number;
}

/** Names of the parts of a {@link DeviceSelector}, for checks. */
export const SELECTOR_NAMES: readonly string[] = ['kind', 'name', 'path', 'index'];

/**
 * A device as messages call it.
 *
 * @param device - The device.
 */
export function deviceText({ kind, name, path, index }: DeviceInfo): string {
  return `${JSON.stringify(name)} (${kind} ${path ?? index})`;
}

/**
 * A mode as messages call it: `1920×1080 UYVY (yuyv422), 30 fps`.
 *
 * @param mode - The mode, or what was wished of one.
 */
export function modeText({ colour, cols, rows, frameRate, format }: Partial<DeviceMode>): string {
  const size = cols === undefined && rows === undefined ? '' : `${cols ?? '?'}×${rows ?? '?'}`;
  const native = format === undefined || format === colour ? '' : `(${format})`;
  const rate = frameRate === undefined ? '' : `at ${frameRate.toString()} fps`;
  return [size, colour ?? '', native, rate].filter((part) => part !== '').join(' ');
}
