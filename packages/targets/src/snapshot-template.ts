import { basename, dirname, extname, join } from 'node:path';
import { InvalidOptionError, Rational, TargetError, type VideoFrame } from '@giftgrab/core';

const FORMATS = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp' } as const;

/** What pictures are saved as. */
export type PictureFormat = (typeof FORMATS)[keyof typeof FORMATS];

const MILLISECOND = new Rational(1, 1000);

const PLACEHOLDERS: Readonly<Record<string, (frame: VideoFrame) => string>> = {
  '{index}': (frame) => String(frame.index).padStart(6, '0'),
  '{time}': timeText,
};
const NAMES = Object.keys(PLACEHOLDERS).join(' and ');

/** Names the pictures of a stream. */
export class SnapshotTemplate {
  /** What the extension says. */
  readonly format: PictureFormat;
  /** Whether pictures have different names. */
  readonly isVarying: boolean;
  readonly #template: string;

  /**
   * @param template - A path; its last part may have placeholders.
   * @throws {@link InvalidOptionError} when it is no path, its extension is unknown or its placeholders are.
   */
  constructor(template: string) {
    if (typeof template !== 'string' || template === '' || template.includes('\0')) {
      throw new InvalidOptionError('template', 'the path of pictures to save', template);
    }
    this.#template = template;
    const extension = extname(template).slice(1).toLowerCase();
    if (!(extension in FORMATS)) {
      const known = Object.keys(FORMATS).map((name) => `*.${name}`);
      throw new InvalidOptionError(
        'template',
        `a file name that ends in ${known.join(', ')}`,
        template,
      );
    }
    this.format = FORMATS[extension as keyof typeof FORMATS];
    const found = basename(template).match(/\{[^{}]*\}/g) ?? [];
    const unknown = found.find((placeholder) => !(placeholder in PLACEHOLDERS));
    if (unknown !== undefined) {
      throw new InvalidOptionError('template', `no placeholders but ${NAMES}`, template);
    }
    if (/\{[^{}]*\}/.test(dirname(template))) {
      throw new InvalidOptionError('template', 'placeholders in the file name only', template);
    }
    this.isVarying = found.length > 0;
  }

  /**
   * The path of a frame's picture.
   *
   * @param frame - The frame.
   * @throws {@link TargetError} when the name needs a time and the frame has none.
   */
  pathOf(frame: VideoFrame): string {
    const name = this.fileName.replaceAll(
      /\{[^{}]*\}/g,
      (placeholder) => PLACEHOLDERS[placeholder]?.(frame) ?? placeholder,
    );
    return join(dirname(this.#template), name);
  }

  /** Its last part. */
  get fileName(): string {
    return basename(this.#template);
  }
}

/** As `01-02-03.456`: sorts as time does and is a file name everywhere. */
function timeText(frame: VideoFrame): string {
  const { pts } = frame;
  if (pts === undefined) {
    throw new TargetError(
      `Frame ${frame.index} has no time, so its picture cannot be named by {time}. Use {index} instead.`,
      { code: 'TARGET_FRAME_MISMATCH' },
    );
  }
  const sign = pts.ticks < 0 ? '-' : '';
  const ms = Math.abs(pts.inTicksOf(MILLISECOND));
  const digits = (value: number, count = 2): string => String(value).padStart(count, '0');
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60];
  const clock = [hours, minutes, seconds].map((value) => digits(Math.floor(value))).join('-');
  return `${sign}${clock}.${digits(ms % 1000, 3)}`;
}
