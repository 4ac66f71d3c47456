import { DeviceNotFoundError, Rational } from '@giftgrab/core';
import type { DeviceMode } from '../device-info';
import { DECKLINK_COLOURS } from './decklink-arguments';

/** A DeckLink device as ffmpeg tells of it. */
export interface DecklinkEntry {
  /** What ffmpeg opens it by. */
  readonly name: string;
  /** What stays of it wherever it is plugged in. */
  readonly handle: string;
}

/**
 * The devices that `-sources decklink` tells of.
 *
 * @param lines - ffmpeg's standard output.
 * @returns The devices; `undefined` where this ffmpeg cannot read any.
 * @throws {@link DeviceNotFoundError} when the maker's driver is missing.
 */
export function parseDecklinkDevices(
  lines: readonly string[],
): readonly DecklinkEntry[] | undefined {
  if (!lines.some((line) => line.startsWith('Auto-detected sources for decklink'))) {
    return undefined;
  }
  if (lines.some((line) => line.startsWith('Cannot list sources'))) {
    throw new DeviceNotFoundError(
      "DeckLink cards cannot be found without Blackmagic's driver. Install Desktop Video.",
    );
  }
  return lines.flatMap((line) => {
    // "  75:05326625:00000001 [DeckLink Duo 2 (1)] (video, audio)"; with a star at the default, and without kinds before ffmpeg 5
    const [, handle, name] = /^[\s*]+(\S+) \[(.+?)\](?: \([^)]*\))?\s*$/.exec(line) ?? [];
    return handle === undefined || name === undefined ? [] : [{ name, handle }];
  });
}

/**
 * The modes that `-list_formats` tells of: each as it is, in 8 bits, and after those in 10.
 *
 * @param lines - ffmpeg's standard error.
 */
export function parseDecklinkModes(lines: readonly string[]): readonly DeviceMode[] {
  const modes = lines.flatMap((line) => {
    // Hi50		1920x1080 at 25000/1000 fps (interlaced, upper field first)
    const match = /(?:^|[\s\]])(\w{3,4})\s+(\d+)x(\d+) at (\d+\/\d+) fps/.exec(line);
    const [, format, cols, rows, rate] = match ?? [];
    const frameRate = Rational.parse(rate);
    if (format === undefined || frameRate === undefined) return [];
    return [{ cols: Number(cols), rows: Number(rows), frameRate, format }];
  });
  return DECKLINK_COLOURS.flatMap((colour) => modes.map((mode) => ({ colour, ...mode })));
}

/**
 * Whether a line says that the signal is back, or that it is gone.
 *
 * @param line - Of ffmpeg's standard error.
 */
export function decklinkSignal(line: string): boolean | undefined {
  if (/No input signal detected/.test(line)) return false;
  return /Input returned/.test(line) ? true : undefined;
}
