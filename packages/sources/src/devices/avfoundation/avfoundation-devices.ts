import { option } from '../capture-arguments';
import { denied, notBuilt, notFound, wrongMode, type FailureSigns } from '../capture-failure';
import { decimalRate } from '../decimal-rate';
import type { DeviceInfo, DeviceMode } from '../device-info';
import type { DeviceEntry, FfmpegDevices } from '../ffmpeg-driver';

const FORMAT = ['-f', 'avfoundation'] as const;
// Screens have no modes of their own.
const SCREEN = /^Capture screen \d+$/;

const FAILURES: FailureSigns = {
  lost: /Input\/output error/,
  signs: [
    notBuilt('AVFoundation'),
    notFound(/Video device not found|Invalid device index|No AV capture device found/),
    wrongMode(/Selected (?:video size|framerate) .* is not supported/),
    denied(
      /Failed to create AV capture input device|not authorized/i,
      () =>
        'Let this program, or the terminal it runs in, use the camera or record the screen: System Settings, Privacy & Security.',
    ),
  ],
};

/** Cameras and screens that macOS knows. */
export const AVFOUNDATION: FfmpegDevices = {
  kind: 'avfoundation',
  needs: 'AVFoundation',
  colour: 'BGRA',
  listing: [...FORMAT, '-list_devices', 'true', '-i', ''],
  parseDevices: ({ run }) => parseAvfoundationDevices(run.stderrTail),
  // It has no mode like that, and says which it has.
  modesListing: ({ name, index }) =>
    SCREEN.test(name)
      ? undefined
      : [...FORMAT, '-video_size', '1x1', '-framerate', '1', '-i', `${index}:none`],
  parseModes: parseAvfoundationModes,
  input: avfoundationInput,
  failures: FAILURES,
};

/**
 * The video devices that `-list_devices` tells of.
 *
 * @param lines - ffmpeg's standard error.
 * @returns The devices; `undefined` where this ffmpeg cannot read any.
 */
export function parseAvfoundationDevices(
  lines: readonly string[],
): readonly DeviceEntry[] | undefined {
  const start = lines.findIndex((line) => line.includes('AVFoundation video devices:'));
  if (start < 0) return undefined;
  const end = lines.findIndex((line) => line.includes('AVFoundation audio devices:'));
  return lines.slice(start + 1, end < 0 ? undefined : end).flatMap((line) => {
    // [AVFoundation indev @ 0x143f04e50] [1] Capture screen 0
    const [, index, name] = /^\[[^\]]+\] \[(\d+)\] (.+?)\s*$/.exec(line) ?? [];
    return index === undefined || name === undefined
      ? []
      : [{ name, index: Number(index), detectsMode: SCREEN.test(name) }];
  });
}

/**
 * The modes that ffmpeg offers instead of one that a camera has not.
 *
 * @param lines - Its standard error.
 */
export function parseAvfoundationModes(lines: readonly string[]): readonly DeviceMode[] {
  const modes = lines.flatMap((line) => {
    // [AVFoundation indev @ 0x123]   1920x1440@[15.000000 30.000000]fps; ffmpeg takes the upper rate only
    const match = /\b(\d+)x(\d+)@\[[\d.]+ ([\d.]+)\]fps/.exec(line);
    const frameRate = decimalRate(match?.[3]);
    if (match === null || frameRate === undefined) return [];
    const size = { cols: Number(match[1]), rows: Number(match[2]) };
    return [{ colour: 'UYVY', ...size, frameRate, format: 'uyvy422' } as const];
  });
  // A camera with several formats says the same of each.
  return [...new Map(modes.map((mode) => [JSON.stringify(mode), mode])).values()];
}

/**
 * The arguments that make ffmpeg read a camera or screen.
 *
 * @param device - Which.
 * @param mode - What it shall deliver; without one, a screen is read as it is.
 */
export function avfoundationInput(
  { index }: DeviceInfo,
  mode: DeviceMode | undefined,
): readonly string[] {
  const size = mode && `${mode.cols}x${mode.rows}`;
  return [
    ...[...FORMAT, '-capture_cursor', '1', '-pixel_format', mode?.format ?? 'bgr0'],
    ...[...option('-video_size', size), '-framerate', mode?.frameRate?.toString() ?? '30'],
    ...['-i', `${index}:none`],
  ];
}
