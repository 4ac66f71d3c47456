import { pixelFormat, type ColourSpace, type Rational } from '@giftgrab/core';

/**
 * The arguments that make ffmpeg send a device's frames as NUT to its standard output, each as soon as it is there.
 *
 * @param input - What makes it read the device, from `-f` to the name after `-i`.
 * @param colour - Layout that the frames shall have.
 */
export function captureArguments(input: readonly string[], colour: ColourSpace): readonly string[] {
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-v', 'info'],
    // Several threads of a decoder would hold back a frame each.
    ...['-fflags', 'nobuffer', '-flags', 'low_delay', '-threads', '1'],
    ...input,
    ...['-map', '0:v:0', '-vf', `format=${pixelFormat(colour).pixFmt}`],
    ...['-vsync', 'passthrough', '-enc_time_base', '-1'],
    ...['-threads', '1', '-c:v', 'rawvideo'],
    ...['-f', 'nut', '-write_index', '0', '-flush_packets', '1', 'pipe:1'],
  ];
}

/**
 * An option of ffmpeg and its value; nothing where there is no value.
 *
 * @param name - The option, with its dash.
 * @param value - Its value.
 */
export function option(
  name: string,
  value: string | number | Rational | undefined,
): readonly string[] {
  return value === undefined ? [] : [name, value.toString()];
}
