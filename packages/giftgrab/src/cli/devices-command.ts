import { listDevices, type DeviceInfo, type DeviceMode } from '@giftgrab/sources';
import { jsonLine } from './json-line';

/** What `giftgrab devices` may be told. */
export interface DevicesFlags {
  readonly json?: boolean;
}

/** `giftgrab devices`: which devices there are, and what they can deliver. */
export async function devicesCommand({ json }: DevicesFlags): Promise<void> {
  const devices = await listDevices();
  if (json === true) console.log(jsonLine(devices, 2));
  else if (devices.length === 0) console.log('There are no devices.');
  else console.log(devices.map(textOf).join('\n'));
}

function textOf({ kind, name, path, index, modes, isInUse, problem }: DeviceInfo): string {
  const head = `${kind} ${path ?? index}: ${name}${isInUse ? ' (in use)' : ''}`;
  const lines = [...new Set(modes.map(modeText)), ...(problem === undefined ? [] : [problem])];
  return [head, ...lines.map((line) => `  ${line}`)].join('\n');
}

function modeText({ colour, cols, rows, frameRate, format }: DeviceMode): string {
  const native = format === undefined || format === colour ? '' : ` (${format})`;
  const rate = frameRate === undefined ? '' : ` at ${frameRate.toString()} frames/s`;
  return `${cols}×${rows} ${colour}${native}${rate}`;
}
