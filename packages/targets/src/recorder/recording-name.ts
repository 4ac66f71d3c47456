import { basename, dirname, join } from 'node:path';
import { InvalidOptionError } from '@giftgrab/core';
import { withSuffix } from './file-names';

const PLACEHOLDERS = ['{date}', '{time}', '{part}'];
const ANY = /\{[^{}]*\}/g;

/** Names the files of a recorder. */
export class RecordingName {
  readonly #template: string;

  /**
   * @param template - A path; its last part may have placeholders.
   * @param isRotating - Whether there will be several parts, so that the first has a number too.
   * @throws {@link InvalidOptionError} when it is no path, or its placeholders are unknown.
   */
  constructor(template: string, isRotating: boolean) {
    if (typeof template !== 'string' || template === '' || template.includes('\0')) {
      throw new InvalidOptionError('path', 'the path of a file to write', template);
    }
    const found: readonly string[] = basename(template).match(ANY) ?? [];
    if (found.some((placeholder) => !PLACEHOLDERS.includes(placeholder))) {
      const rule = `no placeholders but ${PLACEHOLDERS.join(', ')}`;
      throw new InvalidOptionError('path', rule, template);
    }
    if (ANY.test(dirname(template))) {
      throw new InvalidOptionError('path', 'placeholders in the file name only', template);
    }
    const hasPart = found.includes('{part}');
    this.#template = isRotating && !hasPart ? withSuffix(template, '-{part}') : template;
  }

  /** Whether two recordings of different seconds have different names. */
  get isDated(): boolean {
    return this.#template.includes('{time}');
  }

  /** What it was made of. */
  get template(): string {
    return this.#template;
  }

  /**
   * The path of a part.
   *
   * @param started - When its recording was started.
   * @param part - Which part of the recording, from 1.
   */
  pathOf(started: Date, part: number): string {
    const number = String(part).padStart(3, '0');
    const [date, time] = localTime(started);
    const name = basename(this.#template)
      .replaceAll('{date}', date)
      .replaceAll('{time}', time)
      .replaceAll('{part}', number);
    const path = join(dirname(this.#template), name);
    return part > 1 && !this.#template.includes('{part}') ? withSuffix(path, `-${number}`) : path;
  }
}

/** As `2026-11-26` and `14-03-07`: sorts as time does, and is a file name everywhere. */
function localTime(at: Date): readonly [date: string, time: string] {
  const digits = (...values: number[]): string =>
    values.map((value) => String(value).padStart(2, '0')).join('-');
  return [
    digits(at.getFullYear(), at.getMonth() + 1, at.getDate()),
    digits(at.getHours(), at.getMinutes(), at.getSeconds()),
  ];
}
