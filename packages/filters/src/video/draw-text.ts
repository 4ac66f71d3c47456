import {
  checkOptionNames,
  InvalidOptionError,
  liveOptions,
  type FrameOperator,
  type Live,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';
import { paintingFilter } from '../overlay/painting-filter';
import { renderText } from '../overlay/rgba-picture';
import { TEXT_OPTIONS, textLook, type TextOptions } from '../overlay/text-options';
import { checkPosition } from './overlay';

/** What {@link drawText} writes, and how. */
export interface DrawTextOptions extends TextOptions {
  /** The text; `\n` begins a line. */
  readonly text: string;
}

/**
 * Makes an operator that writes a text on every frame, on any layout, in place. It is rendered once, when the first frame comes,
 * with the fonts of this machine.
 *
 * @param options - What, where and how; `font` is `'sans-serif'` unless given.
 * @returns One frame for each frame.
 * @throws {@link InvalidOptionError} when the text is empty or an option breaks its rule; the stream fails with a
 * {@link FilterError} on a machine without fonts.
 * @example
 * ```ts
 * import { drawText } from '@giftgrab/filters';
 *
 * const titled = drawText({ text: 'Theatre 3', x: 24, y: 24, background: 'rgb(0 0 0 / 0.5)' });
 * console.log(titled.stats.framesIn); // 0
 * ```
 */
export function drawText(options: Live<DrawTextOptions>): FrameOperator {
  if (isObservable(options)) return liveOptions(options, drawText);
  checkOptionNames('drawText', options, ['text', ...TEXT_OPTIONS]);
  const { text, x = 16, y = 16 } = options;
  if (typeof text !== 'string' || text.trim() === '' || text.length > 1000) {
    throw new InvalidOptionError('text', 'a text of 1 to 1000 characters', text);
  }
  checkPosition(x, y);
  const look = textLook(options, 'sans-serif');
  return paintingFilter(
    'drawText',
    () => renderText(text, look),
    (painter, frame, picture) => painter.paint(frame, picture, { x, y, opacity: 1 }, ''),
  );
}
