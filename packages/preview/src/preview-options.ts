import { randomBytes } from 'node:crypto';
import {
  checkBoolean,
  checkIntegerIn,
  checkOptionNames,
  checkPositiveInteger,
  InvalidOptionError,
} from '@giftgrab/core';

/** Where {@link preview} serves its page, and what its pictures are like. */
export interface PreviewOptions {
  /** Port to listen at; 0 for any that is free. @defaultValue 0 */
  readonly port?: number;
  /** Address to listen at. Others than this machine see the page only when it is told another than the default. @defaultValue `'127.0.0.1'` */
  readonly host?: string;
  /**
   * Names besides its addresses that browsers may call this machine by, for example that of a proxy before it. Others are
   * refused, so that no web site can make its own name mean this machine. @defaultValue none
   */
  readonly hostNames?: readonly string[];
  /**
   * The secret in the address of the page: 16 to 128 letters, digits, `-` and `_`. With one of your own, and a `port`, open pages find the
   * program again after it was restarted. @defaultValue a random one
   */
  readonly token?: string;
  /** Pictures a second that are made at most, however many look. @defaultValue 15 */
  readonly maxFrameRate?: number;
  /** Pixels that the longer side of a picture has at most; it never has more than the viewers show. @defaultValue 1280 */
  readonly maxSize?: number;
  /** Quality of the pictures, as JPEG has it, 1 to 100. @defaultValue 75 */
  readonly quality?: number;
  /**
   * Whether the page has controls for the stages that can be adjusted, as `adjustable` and `adjustableFilter` make them: whoever has the address may then
   * change what they do, for the recordings behind them too. @defaultValue false
   */
  readonly controls?: boolean;
  /** Closes the preview when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Options with every default filled in. */
export interface CheckedPreviewOptions extends Required<Omit<PreviewOptions, 'signal'>> {
  readonly signal: AbortSignal | undefined;
}

const OPTION_NAMES = [
  'port',
  'host',
  'hostNames',
  'token',
  'maxFrameRate',
  'maxSize',
  'quality',
  'controls',
  'signal',
];

/**
 * Checks the options and fills in the defaults.
 *
 * @param options - What the user gave.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 */
export function checkPreviewOptions(options: PreviewOptions): CheckedPreviewOptions {
  checkOptionNames('preview', options, OPTION_NAMES);
  const {
    port = 0,
    host = '127.0.0.1',
    hostNames = [],
    token = randomBytes(18).toString('base64url'),
    maxFrameRate = 15,
    maxSize = 1280,
    quality = 75,
    controls = false,
    signal,
  } = options;
  checkIntegerIn('port', port, 0, 65535);
  checkText('host', host);
  if (!Array.isArray(hostNames)) {
    throw new InvalidOptionError('hostNames', 'an array of names', hostNames);
  }
  for (const name of hostNames) checkText('hostNames', name);
  if (typeof token !== 'string' || !/^[\w-]{16,128}$/.test(token)) {
    // Not what was given: it is meant to be a secret.
    const received = typeof token === 'string' ? `${token.length} characters` : token;
    throw new InvalidOptionError('token', '16 to 128 letters, digits, "-" and "_"', received);
  }
  if (!(maxFrameRate > 0 && maxFrameRate <= 1000)) {
    throw new InvalidOptionError('maxFrameRate', 'a number above 0, at most 1000', maxFrameRate);
  }
  checkPositiveInteger('maxSize', maxSize, 16384);
  checkIntegerIn('quality', quality, 1, 100);
  checkBoolean('controls', controls);
  return { port, host, hostNames, token, maxFrameRate, maxSize, quality, controls, signal };
}

function checkText(option: string, value: unknown): void {
  if (typeof value === 'string' && value.trim() !== '') return;
  throw new InvalidOptionError(option, 'a name or an address', value);
}
