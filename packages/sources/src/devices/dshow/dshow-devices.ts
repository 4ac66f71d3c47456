import { Rational } from '@giftgrab/core';
import { option } from '../capture-arguments';
import { busy, notBuilt, notFound, wrongMode, type FailureSigns } from '../capture-failure';
import { decimalRate } from '../decimal-rate';
import type { DeviceInfo, DeviceMode } from '../device-info';
import type { DeviceEntry, FfmpegDevices } from '../ffmpeg-driver';
import { rawLayout } from '../raw-layouts';

const FORMAT = ['-f', 'dshow'] as const;

const FAILURES: FailureSigns = {
  lost: /Input\/output error|I\/O error/,
  signs: [
    notBuilt('DirectShow'),
    notFound(/Could not find video device/),
    wrongMode(/Could not set video options|Could not RenderStream/),
    busy(/Could not run graph/, () => ', or Windows does not let this one use the camera.'),
  ],
};

/** Cameras and grabbers that Windows knows by DirectShow. */
export const DSHOW: FfmpegDevices = {
  kind: 'dshow',
  needs: 'DirectShow',
  colour: 'BGRA',
  listing: [...FORMAT, '-list_devices', 'true', '-i', 'dummy'],
  parseDevices: ({ run }) => parseDshowDevices(run.stderrTail),
  modesListing: (device) => [...FORMAT, '-list_options', 'true', '-i', dshowName(device)],
  parseModes: parseDshowModes,
  input: dshowInput,
  failures: FAILURES,
};

/**
 * The video devices that `-list_devices` tells of.
 *
 * @param lines - ffmpeg's standard error.
 * @returns The devices; `undefined` where this ffmpeg cannot read any.
 */
export function parseDshowDevices(lines: readonly string[]): readonly DeviceEntry[] | undefined {
  if (lines.some((line) => /Unknown input format|Unrecognized option/.test(line))) return undefined;
  const devices: DeviceEntry[] = [];
  // Before ffmpeg 5 a heading said what follows; since then each line does.
  let isVideo = false;
  for (const line of lines) {
    if (/DirectShow (video|audio) devices/.test(line)) isVideo = line.includes('DirectShow video');
    const path = /Alternative name "(.+)"/.exec(line)?.[1];
    const last = devices.at(-1);
    if (path !== undefined) {
      if (isVideo && last !== undefined) devices.splice(-1, 1, { ...last, path });
      continue;
    }
    // [dshow @ 0000] "Integrated Camera" (video)
    const [, name, kinds] = /^\[[^\]]+\]\s+"(.+)"(?: \(([\w, ]+)\))?\s*$/.exec(line) ?? [];
    if (name === undefined) continue;
    if (kinds !== undefined) isVideo = kinds.includes('video');
    if (isVideo) devices.push({ name, index: devices.length });
  }
  return devices;
}

/**
 * The modes that `-list_options` tells of.
 *
 * @param lines - ffmpeg's standard error.
 */
export function parseDshowModes(lines: readonly string[]): readonly DeviceMode[] {
  const modes = lines.flatMap((line) => {
    // [dshow @ 0000]   pixel_format=yuyv422  min s=640x480 fps=5 max s=640x480 fps=30
    const match = /(pixel_format|vcodec)=(\w+)\s+min s=.* max s=(\d+)x(\d+) fps=([\d.]+)/.exec(
      line,
    );
    const [, kind, format = '', cols, rows, rate] = match ?? [];
    // Compressed pictures are 4:2:0, or 4:2:2 whose chroma was coarse before.
    const colour = kind === 'vcodec' ? 'I420' : rawLayout(format);
    const frameRate = decimalRate(rate);
    if (colour === undefined || frameRate === undefined) return [];
    const rest = kind === 'vcodec' ? { format, isCompressed: true } : { format };
    return [{ colour, cols: Number(cols), rows: Number(rows), frameRate, ...rest }];
  });
  // It tells of each twice, and again for each shade of colour.
  return [...new Map(modes.map((mode) => [JSON.stringify(mode), mode])).values()];
}

/**
 * The arguments that make ffmpeg read a device.
 *
 * @param device - Which.
 * @param mode - What it shall deliver.
 */
export function dshowInput(device: DeviceInfo, mode: DeviceMode | undefined): readonly string[] {
  const { format, frameRate, isCompressed = false } = mode ?? {};
  // A rate that exceeds the device's by a hair is refused.
  const rate = frameRate && Math.floor(Rational.from(frameRate).value * 100 + 1e-6) / 100;
  return [
    // Three megabytes otherwise, which is less than a picture.
    ...[
      ...FORMAT,
      '-rtbufsize',
      '256M',
      ...option(isCompressed ? '-vcodec' : '-pixel_format', format),
    ],
    ...[...option('-video_size', mode && `${mode.cols}x${mode.rows}`)],
    ...[...option('-framerate', rate), '-i', dshowName(device)],
  ];
}

/** Names may be those of several, and hold colons, which mean something else here; paths do not. */
function dshowName({ name, path = name }: Pick<DeviceInfo, 'name' | 'path'>): string {
  return `video=${path}`;
}
