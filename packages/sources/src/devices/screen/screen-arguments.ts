import type { DeviceMode } from '../device-info';

/** The modes of a screen: with the mouse's cursor in the picture, and without. */
export type ScreenModes = readonly [DeviceMode, DeviceMode];

const CURSOR = 'cursor';
const NO_CURSOR = 'no cursor';

// Screens are still most of the time: more would be the same picture again.
const FRAME_RATE = 30;

/**
 * The arguments that make ffmpeg tell how large an X11 screen is: it refuses one larger than any can be, and says why.
 *
 * @param display - Which screen, for example `:0`.
 */
export function screenSizeQuestion(display: string): readonly string[] {
  return ['-f', 'x11grab', '-video_size', '32767x32767', '-i', display, '-f', 'null', '-'];
}

/**
 * What ffmpeg answered to {@link screenSizeQuestion}.
 *
 * @param lines - Its standard error.
 * @returns The modes; `undefined` where it did not get as far as the size.
 */
export function screenModes(lines: readonly string[]): ScreenModes | undefined {
  // [x11grab @ 0x30a7ac80] Capture area 32767x32767 at position 0.0 outside the screen size 320x240
  const size = /outside the screen size (\d+)x(\d+)/.exec(lines.join('\n'));
  if (size === null) return undefined;
  const mode = { colour: 'BGRA', cols: Number(size[1]), rows: Number(size[2]) } as const;
  return [
    { ...mode, format: CURSOR },
    { ...mode, format: NO_CURSOR },
  ];
}

/**
 * A mode with the rate that it has where none was asked for.
 *
 * @param mode - The mode.
 */
export function screenMode(mode: DeviceMode): DeviceMode {
  return { frameRate: FRAME_RATE, ...mode };
}

/**
 * The arguments that make ffmpeg read an X11 screen.
 *
 * @param display - Which screen.
 * @param mode - What it shall deliver, with its rate.
 */
export function screenInput(
  display: string,
  { cols, rows, frameRate = FRAME_RATE, format }: DeviceMode,
): readonly string[] {
  return [
    ...['-f', 'x11grab', '-draw_mouse', format === NO_CURSOR ? '0' : '1'],
    ...['-video_size', `${cols}x${rows}`, '-framerate', frameRate.toString(), '-i', display],
  ];
}
