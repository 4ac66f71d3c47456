import type { ColourSpace } from '@giftgrab/core';
import { option } from '../capture-arguments';
import type { DeviceMode } from '../device-info';

/**
 * The arguments that make ffmpeg tell which modes a DeckLink device has; it then exits with an error, which means nothing.
 *
 * @param name - What the device calls itself, or its handle.
 */
export function decklinkFormats(name: string): readonly string[] {
  return ['-f', 'decklink', '-list_formats', '1', '-i', name];
}

/** The layouts that a device is read in: 8 bits as they are, and 10 bits. */
export const DECKLINK_COLOURS: readonly ColourSpace[] = ['UYVY', 'I420P10'];

/**
 * The arguments that make ffmpeg read a DeckLink device.
 *
 * @param name - What the device calls itself, or its handle.
 * @param mode - What it shall deliver; without one, it finds out what comes.
 */
export function decklinkInput(name: string, mode: DeviceMode | undefined): readonly string[] {
  return [
    ...['-f', 'decklink', ...option('-format_code', mode?.format)],
    ...['-raw_format', mode?.colour === 'I420P10' ? 'yuv422p10' : 'uyvy422', '-i', name],
  ];
}
