import { checkIntegerIn, InvalidOptionError } from '@giftgrab/core';
import type { TextLook } from './rgba-picture';

/** How text looks, and where it is. */
export interface TextOptions {
  /** Column of its left edge. Range: whole numbers, -32768 to 32768. @defaultValue 16 */
  readonly x?: number;
  /** Row of its upper edge. Range: whole numbers, -32768 to 32768. @defaultValue 16 */
  readonly y?: number;
  /** Height of its letters in pixels, as CSS counts. Range: whole numbers, 4 to 1024. @defaultValue 32 */
  readonly size?: number;
  /** A colour of CSS, for example `'white'` or `'rgb(255 255 255 / 0.5)'`. @defaultValue `'white'` */
  readonly colour?: string;
  /** A colour of CSS behind the text. @defaultValue none */
  readonly background?: string;
  /** Names of fonts as in CSS; the first that is installed is taken. @defaultValue as the function says */
  readonly font?: string;
}

/** The names of {@link TextOptions}. */
export const TEXT_OPTIONS = ['x', 'y', 'size', 'colour', 'background', 'font'] as const;

/**
 * Checks how text shall look.
 *
 * @param options - What was given.
 * @param font - The font unless one is given.
 */
export function textLook(options: TextOptions, font: string): TextLook {
  const { size = 32, colour = 'white', background } = options;
  checkIntegerIn('size', size, 4, 1024);
  const look = { size, colour, background, font: options.font ?? font };
  for (const name of ['colour', 'background', 'font'] as const) {
    const value: unknown = look[name];
    if (name === 'background' && value === undefined) continue;
    if (typeof value !== 'string' || value === '') {
      throw new InvalidOptionError(name, 'a string as in CSS', value);
    }
  }
  return look;
}
