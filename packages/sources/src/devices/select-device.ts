import { checkIntegerIn, DeviceNotFoundError, InvalidOptionError } from '@giftgrab/core';
import { deviceText, type DeviceInfo, type DeviceSelector } from './device-info';
import { nearestName } from './nearest-name';

/**
 * Throws unless a selector says which device.
 *
 * @param selector - What was given.
 */
export function checkSelector({ kind, name, path, index }: DeviceSelector): void {
  for (const [option, text] of Object.entries({ kind, name, path })) {
    if (text !== undefined && (typeof text !== 'string' || text.trim() === '')) {
      throw new InvalidOptionError(option, 'a text that is not empty', text);
    }
  }
  if (index !== undefined) {
    checkIntegerIn('index', index, 0);
    if (kind === undefined) {
      throw new InvalidOptionError('kind', 'a kind of devices, since index counts those,', kind);
    }
  }
  if (name === undefined && path === undefined && index === undefined) {
    throw new InvalidOptionError('the device', 'a name, path or index', undefined);
  }
}

/**
 * The one device that fits.
 *
 * @param selector - Which; checked.
 * @param devices - Those that are there.
 * @param problems - What kept drivers from telling of theirs, for the message.
 * @throws {@link DeviceNotFoundError} when none fits; {@link InvalidOptionError} when several do.
 */
export function selectDevice(
  selector: DeviceSelector,
  devices: readonly DeviceInfo[],
  problems: readonly string[],
): DeviceInfo {
  const { kind, name, path, index } = selector;
  const fitting = devices.filter(
    (device) =>
      (kind === undefined || device.kind === kind) &&
      (name === undefined || device.name === name) &&
      (path === undefined || device.path === path || device.stablePath === path) &&
      (index === undefined || device.index === index),
  );
  const [first, second] = fitting;
  if (first === undefined) throw notFound(selector, devices, problems);
  if (second === undefined) return first;
  throw new InvalidOptionError(
    'the device',
    'what fits one device only',
    selectorText(selector),
    `It fits ${fitting.map(deviceText).join(', ')}. Give the path or the index of one.`,
  );
}

function selectorText({ kind, name, path, index }: DeviceSelector): string {
  return [
    kind === undefined ? '' : `kind ${JSON.stringify(kind)}`,
    name === undefined ? '' : `name ${JSON.stringify(name)}`,
    path === undefined ? '' : `path ${JSON.stringify(path)}`,
    index === undefined ? '' : `index ${index}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function notFound(
  selector: DeviceSelector,
  devices: readonly DeviceInfo[],
  problems: readonly string[],
): DeviceNotFoundError {
  const { kind, name } = selector;
  const candidates = devices.filter((device) => kind === undefined || device.kind === kind);
  const near = nearestName(
    name ?? '',
    candidates.map((device) => device.name),
  );
  const hint =
    name === undefined || near === undefined || near === name
      ? ''
      : ` Did you mean ${JSON.stringify(near)}?`;
  const there =
    devices.length === 0
      ? 'There is no device at all.'
      : `There are: ${devices.map(deviceText).join(', ')}.`;
  const troubles = problems.map((problem) => ` ${problem}`).join('');
  return new DeviceNotFoundError(
    `There is no device with ${selectorText(selector)}.${hint} ${there}${troubles}`,
  );
}
