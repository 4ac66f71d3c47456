import {
  checkBoolean,
  checkFrameBudget,
  checkIntegerIn,
  checkLiveFeedOptions,
  checkMilliseconds,
  checkOptionNames,
  DeviceAlreadyConnectedError,
  InvalidOptionError,
  isGiftGrabError,
  LIVE_FEED_OPTION_NAMES,
  pixelFormat,
  SOURCE_OPTION_NAMES,
  warn,
  type ColourSpace,
  type ErrorCode,
} from '@giftgrab/core';
import { checkFrozenAfter, FROZEN_AFTER_MS } from '../live-watch';
import { reconnectPlan, type ReconnectOptions } from '../reconnect';
import { DeviceConnection } from './device-connection';
import type { DeviceDriver } from './device-driver';
import { messageOf } from './device-errors';
import {
  deviceText,
  SELECTOR_NAMES,
  type DeviceInfo,
  type DeviceMode,
  type DeviceSelector,
} from './device-info';
import { DeviceSource, type DeviceSourceOptions } from './device-source';
import { checkSelector, selectDevice } from './select-device';
import { checkModeWish, selectMode } from './select-mode';

/** How {@link openDevice} opens a device. */
export interface DeviceOptions extends DeviceSelector, DeviceSourceOptions {
  /** Layout of the frames. @defaultValue what the device delivers */
  readonly colour?: ColourSpace;
  /**
   * What its mode shall be; the first that fits is taken.
   *
   * @defaultValue the device's first, or one of the same size that has the `colour` without conversion and is not compressed
   */
  readonly mode?: Partial<DeviceMode>;
  /** Fails when the device is open already, and lets nobody else share it. @defaultValue false */
  readonly exclusive?: boolean;
  /** Milliseconds until the first frame has to be there, all retries included. @defaultValue 5000 */
  readonly openTimeoutMs?: number;
  /**
   * How often opening is tried again within `openTimeoutMs`, where what it failed with may pass by itself: the device is not ready, or
   * another program is about to let go of it. Wrong options and missing permissions fail at once.
   *
   * @defaultValue 4
   */
  readonly retries?: number;
  /**
   * How a device that is unplugged or fails is connected again; `false` for not at all: its sources then end. Concerns all who share it.
   *
   * @defaultValue false
   */
  readonly reconnect?: ReconnectOptions | false;
  /**
   * Milliseconds without a frame, or with the same picture over and over, after which a `frozen` event comes; `false` for never. Concerns
   * all who share it. @defaultValue 5000
   */
  readonly frozenAfterMs?: number | false;
}

const OWN_NAMES = [
  'colour',
  'mode',
  'exclusive',
  'openTimeoutMs',
  'retries',
  'reconnect',
  'frozenAfterMs',
];
const SHARED_NAMES = [
  ...LIVE_FEED_OPTION_NAMES,
  // A source that is shared cannot be aborted by one of those who share it.
  ...SOURCE_OPTION_NAMES.filter((name) => name !== 'signal' && name !== 'name'),
];
// What a device calls itself, not what its source shall be called.
const OPTION_NAMES = [...SELECTOR_NAMES, ...OWN_NAMES, ...SHARED_NAMES];

interface Listing {
  readonly devices: readonly DeviceInfo[];
  /** Why devices of some kinds are not among them. */
  readonly problems: readonly ListingProblem[];
}

interface ListingProblem {
  readonly text: string;
  /** Whether who did not ask for such devices should hear of it: that there can be none is no news to him. */
  readonly isNews: boolean;
}

const NO_NEWS: readonly ErrorCode[] = ['UNSUPPORTED_FORMAT', 'DEVICE_NOT_FOUND'];

/** Drivers, and the one connection that each open device has. */
export class DeviceRegistry {
  readonly #drivers = new Map<string, DeviceDriver>();
  readonly #replaceable: ReadonlyMap<string, DeviceDriver>;
  readonly #connections = new Map<string, DeviceConnection>();
  readonly #closing = new Map<string, Promise<void>>();

  /**
   * @param drivers - Those that are there from the beginning.
   * @param replaceable - The same, for as long as no other of their kind is registered.
   */
  constructor(drivers: readonly DeviceDriver[] = [], replaceable: readonly DeviceDriver[] = []) {
    this.#replaceable = new Map(replaceable.map((driver) => [driver.kind, driver]));
    for (const driver of drivers) this.register(driver);
  }

  /**
   * Adds a driver.
   *
   * @returns Takes it out again; devices that are open stay so.
   * @throws {@link InvalidOptionError} when it is none, or its kind has one already.
   */
  register(driver: DeviceDriver): () => void {
    const { kind } = driver;
    if (typeof kind !== 'string' || kind.trim() === '') {
      throw new InvalidOptionError('kind', 'a text that is not empty', kind);
    }
    if (this.#drivers.has(kind)) {
      throw new InvalidOptionError('kind', 'a kind of devices that has no driver yet', kind);
    }
    this.#drivers.set(kind, driver);
    return () => {
      if (this.#drivers.get(kind) === driver) this.#drivers.delete(kind);
    };
  }

  /** All devices that are there now. A driver that cannot tell is a warning, unless there can be none. */
  async list(): Promise<readonly DeviceInfo[]> {
    const { devices, problems } = await this.#look(undefined);
    for (const { text, isNews } of problems) if (isNews) warn('DEVICES_NOT_LISTED', text);
    return devices;
  }

  /** @see openDevice */
  async open(options: DeviceOptions): Promise<DeviceSource> {
    checkOptions(options);
    const {
      colour,
      mode,
      exclusive = false,
      openTimeoutMs = 5000,
      retries = 4,
      reconnect,
      frozenAfterMs,
    } = options;
    const device = await this.#find(options);
    const key = keyOf(device);
    // Whoever frees a device keeps its driver busy for a moment.
    for (let busy = this.#closing.get(key); busy !== undefined; busy = this.#closing.get(key)) {
      await busy;
    }
    // From here to the connection there must be no wait: two who open a device at once share it.
    let connection = this.#connections.get(key);
    if (connection !== undefined && (exclusive || connection.isExclusive)) {
      throw alreadyConnected(device, connection.isExclusive);
    }
    connection ??= this.#connect(device, {
      mode: selectMode(device, mode, colour),
      isExclusive: exclusive,
      timeoutMs: openTimeoutMs,
      retries,
      reconnect: reconnectPlan(reconnect ?? false),
      frozenAfterMs: frozenAfterMs ?? FROZEN_AFTER_MS,
    });
    const wish = { colour, mode, reconnect, frozenAfterMs };
    return connection.acquire({ ...wish, options: sharedOptions(options) });
  }

  /** @see freeDevice */
  async free(device: DeviceSource | DeviceSelector): Promise<void> {
    if (device instanceof DeviceSource) {
      await device[Symbol.asyncDispose]();
      return;
    }
    const { kind, name, path, index } = device;
    const selector = {
      ...(kind !== undefined && { kind }),
      ...(name !== undefined && { name }),
      ...(path !== undefined && { path }),
      ...(index !== undefined && { index }),
    };
    checkSelector(selector);
    const connected = [...this.#connections.values()].map((connection) => connection.device);
    // One that was unplugged is open still.
    const { devices, problems } = await this.#look(kind);
    const gone = connected.filter((each) => !devices.some((other) => keyOf(other) === keyOf(each)));
    const key = keyOf(selectDevice(selector, [...devices, ...gone], textsOf(problems)));
    await this.#connections.get(key)?.free();
    await this.#closing.get(key);
  }

  /** @see freeAllDevices */
  async freeAll(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.freeAll()));
    await Promise.all(this.#closing.values());
  }

  get #present(): ReadonlyMap<string, DeviceDriver> {
    return new Map([...this.#replaceable, ...this.#drivers]);
  }

  #connect(
    device: DeviceInfo,
    options: Pick<
      ConstructorParameters<typeof DeviceConnection>[0],
      'mode' | 'isExclusive' | 'timeoutMs' | 'retries' | 'reconnect' | 'frozenAfterMs'
    >,
  ): DeviceConnection {
    const key = keyOf(device);
    const driver = this.#present.get(device.kind);
    if (driver === undefined) {
      throw new InvalidOptionError('kind', 'a kind of devices that has a driver', device.kind);
    }
    const connection: DeviceConnection = new DeviceConnection({
      ...options,
      driver,
      device,
      onClose: (closed) => {
        this.#connections.delete(key);
        const gone = closed
          .catch(() => undefined)
          .then(() => {
            if (this.#closing.get(key) === gone) this.#closing.delete(key);
          });
        this.#closing.set(key, gone);
      },
    });
    this.#connections.set(key, connection);
    return connection;
  }

  async #find(selector: DeviceSelector): Promise<DeviceInfo> {
    const { devices, problems } = await this.#look(selector.kind);
    return selectDevice(selector, devices, textsOf(problems));
  }

  /** What there is; only what one driver knows, where its kind is given and has a driver. */
  async #look(kind: string | undefined): Promise<Listing> {
    const drivers = [...this.#present.values()].filter(
      (driver) => kind === undefined || driver.kind === kind,
    );
    const problems: ListingProblem[] = [];
    if (drivers.length === 0 && kind !== undefined) {
      const kinds = [...this.#present.keys()].map((each) => JSON.stringify(each)).join(', ');
      const text =
        `Nothing here drives devices of the kind ${JSON.stringify(kind)}, only ${kinds}: register a driver for it with ` +
        'registerDeviceDriver().';
      problems.push({ text, isNews: true });
    }
    const lists = await Promise.all(
      drivers.map(async (driver) => {
        try {
          return (await driver.list()).map((device, place) => this.#infoOf(driver, device, place));
        } catch (error) {
          const kind = JSON.stringify(driver.kind);
          const text = `Devices of the kind ${kind} could not be listed: ${messageOf(error)}`;
          problems.push({ text, isNews: !isGiftGrabError(error) || !NO_NEWS.includes(error.code) });
          return [];
        }
      }),
    );
    return { devices: lists.flat(), problems };
  }

  #infoOf(
    { kind }: DeviceDriver,
    device: Awaited<ReturnType<DeviceDriver['list']>>[number],
    place: number,
  ): DeviceInfo {
    const info: DeviceInfo = {
      ...device,
      kind,
      index: device.index ?? place,
      isInUse: device.isInUse ?? false,
    };
    return this.#connections.has(keyOf(info)) ? { ...info, isInUse: true } : info;
  }
}

function textsOf(problems: readonly ListingProblem[]): readonly string[] {
  return problems.map(({ text }) => text);
}

/** What stays of a device, also when it is plugged in again. */
function keyOf({ kind, stablePath, path, name, index }: DeviceInfo): string {
  return JSON.stringify([kind, stablePath ?? path ?? [name, index]]);
}

function alreadyConnected(device: DeviceInfo, isExclusive: boolean): DeviceAlreadyConnectedError {
  return new DeviceAlreadyConnectedError(
    isExclusive
      ? `The device ${deviceText(device)} is open already, and whoever opened it does not share it: exclusive was true.`
      : `The device ${deviceText(device)} is open already, so it cannot be opened with exclusive: true. Free it first, or leave ` +
          'that out and share it.',
  );
}

/** What concerns the source that is shared. */
function sharedOptions(options: DeviceOptions): DeviceSourceOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => SHARED_NAMES.includes(name)),
  );
}

function checkOptions(options: DeviceOptions): void {
  checkOptionNames('openDevice', options, OPTION_NAMES);
  checkSelector(options);
  const { colour, mode, exclusive, openTimeoutMs, retries, reconnect } = options;
  if (colour !== undefined) pixelFormat(colour);
  if (mode !== undefined) checkModeWish(mode);
  if (exclusive !== undefined) checkBoolean('exclusive', exclusive);
  if (openTimeoutMs !== undefined) {
    checkMilliseconds('openTimeoutMs', openTimeoutMs);
  }
  if (retries !== undefined) checkIntegerIn('retries', retries, 0);
  if (reconnect !== undefined) reconnectPlan(reconnect);
  checkFrozenAfter(options.frozenAfterMs);
  checkLiveFeedOptions(options);
  if (options.warmupFrames !== undefined) checkIntegerIn('warmupFrames', options.warmupFrames, 0);
  if (options.budget !== undefined) checkFrameBudget(options.budget);
}
