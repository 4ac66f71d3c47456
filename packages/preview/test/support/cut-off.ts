import {
  adjustable,
  filter,
  InvalidOptionError,
  type AdjustableOperator,
  type VideoFrame,
} from '@giftgrab/core';

/** Options of {@link cutOff}. */
export interface CutOffOptions {
  readonly above: number;
  readonly side?: 'bright' | 'dark';
  readonly inverted?: boolean;
  readonly rows?: number | readonly number[];
  readonly note?: string;
  /** Not in the schema: for code alone. */
  readonly secret?: string;
}

/** Makes bytes above a number white and others black, with options of every kind. */
export function cutOff(options: CutOffOptions = { above: 100 }): AdjustableOperator<CutOffOptions> {
  return adjustable<CutOffOptions>({
    name: 'cutOff',
    schema: {
      type: 'object',
      properties: {
        above: { type: 'integer', minimum: 0, maximum: 255, description: 'Bytes above are white.' },
        side: { enum: ['bright', 'dark'], default: 'bright', description: 'What becomes white.' },
        inverted: { type: 'boolean', default: false, description: 'As a negative.' },
        rows: {
          anyOf: [{ type: 'number' }, { type: 'array', items: { type: 'number' } }],
          description: 'Rows that are left black: one, or a list.',
        },
        note: { type: 'string', description: 'Anything.' },
      },
      required: ['above'],
    },
    options,
    make: ({ above, side = 'bright', inverted = false, rows = [] }) => {
      if (above === 13) throw new InvalidOptionError('above', 'no bad luck', above);
      const isBright = (side === 'bright') !== inverted;
      return filter((frame) => cut(frame, above, isBright, [rows].flat()), { name: 'cutOff' });
    },
  });
}

function cut(
  frame: VideoFrame,
  above: number,
  isBright: boolean,
  rows: readonly number[],
): VideoFrame {
  const data = frame.data();
  for (let i = 0; i < data.length; i += 1) data[i] = (data[i] ?? 0) > above === isBright ? 255 : 0;
  for (const row of rows) {
    if (row >= frame.rows) throw new RangeError(`There is no row ${row}.`);
    data.fill(0, row * frame.cols * 4, (row + 1) * frame.cols * 4);
  }
  return frame;
}
