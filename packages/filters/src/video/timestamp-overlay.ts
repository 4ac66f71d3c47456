import {
  checkOneOf,
  checkOptionNames,
  InvalidOptionError,
  liveOptions,
  type FrameOperator,
  type Live,
  type VideoFrame,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';
import { paintingFilter } from '../overlay/painting-filter';
import { renderLetters } from '../overlay/rgba-picture';
import { TEXT_OPTIONS, textLook, type TextOptions } from '../overlay/text-options';
import { checkPosition } from './overlay';

/** A part of what {@link timestampOverlay} writes. */
export type TimestampPart = 'pts' | 'index' | 'wallClock';

/** What {@link timestampOverlay} writes, and how. */
export interface TimestampOverlayOptions extends TextOptions {
  /**
   * One part or several: `'pts'` is the time in the stream (`00:00:12.345`, dashes where it has none), `'index'` the frame's
   * number (`#371`), `'wallClock'` when it was captured (`2026-05-17 14:03:59.123Z`, in UTC).
   *
   * @defaultValue `'pts'`
   */
  readonly show?: TimestampPart | readonly TimestampPart[];
}

const PARTS: readonly TimestampPart[] = ['pts', 'index', 'wallClock'];
const LETTERS = '0123456789:.-# Z';

/**
 * Makes an operator that writes each frame's time or number on it, on any layout, in place. Digits are rendered once, when the
 * first frame comes, and copied afterwards.
 *
 * @param options - What, where and how; `font` is `'monospace'` unless given.
 * @returns One frame for each frame.
 * @throws {@link InvalidOptionError} when an option breaks its rule; the stream fails with a {@link FilterError} on a machine
 * without fonts.
 * @example
 * ```ts
 * import { timestampOverlay } from '@giftgrab/filters';
 *
 * const stamped = timestampOverlay({ show: ['index', 'wallClock'], size: 24 });
 * console.log(stamped.stats.framesIn); // 0
 * ```
 */
export function timestampOverlay(options: Live<TimestampOverlayOptions> = {}): FrameOperator {
  if (isObservable(options)) return liveOptions(options, timestampOverlay);
  checkOptionNames('timestampOverlay', options, ['show', ...TEXT_OPTIONS]);
  const { show = 'pts', x = 16, y = 16 } = options;
  const parts = [show].flat();
  if (parts.length === 0) throw new InvalidOptionError('show', 'one part or several', show);
  for (const part of parts) checkOneOf('show', part, PARTS);
  checkPosition(x, y);
  const look = textLook(options, 'monospace');
  return paintingFilter(
    'timestampOverlay',
    () => renderLetters(LETTERS, look),
    (painter, frame, letters) => {
      const text = parts.map((part) => textOf(part, frame)).join('  ');
      let column = x;
      for (const [i, letter] of [...text].entries()) {
        const picture = letters.get(letter);
        if (picture === undefined) continue;
        painter.paint(frame, picture, { x: column, y, opacity: 1 }, `${letter}${i}`);
        column += picture.cols;
      }
    },
  );
}

function textOf(part: TimestampPart, { pts, index, captured }: VideoFrame): string {
  if (part === 'index') return `#${index}`;
  if (part === 'wallClock') return new Date(captured.wallMs).toISOString().replace('T', ' ');
  return pts === undefined ? '--:--:--.---' : clockTime(pts.seconds);
}

function clockTime(seconds: number): string {
  const milliseconds = Math.round(Math.abs(seconds) * 1000);
  const pad = (value: number, digits: number): string =>
    `${Math.floor(value)}`.padStart(digits, '0');
  const hours = pad(milliseconds / 3_600_000, 2);
  const minutes = pad((milliseconds / 60_000) % 60, 2);
  const rest = pad((milliseconds / 1000) % 60, 2);
  return `${seconds < 0 ? '-' : ''}${hours}:${minutes}:${rest}.${pad(milliseconds % 1000, 3)}`;
}
