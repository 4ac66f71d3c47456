import {
  DeviceAlreadyConnectedError,
  DeviceNotFoundError,
  DeviceOfflineError,
  FfmpegError,
  InvalidOptionError,
  SourceError,
} from '@giftgrab/core';
import { ffmpegError, type RunDescription } from '@giftgrab/ffmpeg';
import { deviceText, modeText, type DeviceInfo, type DeviceMode } from '../device-info';
import { deniedText } from './v4l2-access';

/** What an ffmpeg did with a V4L2 device, and how it ended. */
export interface V4l2Run extends Omit<RunDescription, 'doing'> {
  /** Frames that had come. */
  readonly frames: number;
  /** Whether it was ended because nothing came for too long. */
  readonly isStalled: boolean;
}

/**
 * The typed error for an ffmpeg that could not read a V4L2 device, or can no longer.
 *
 * @param device - The device.
 * @param mode - What it was to deliver, where that was said.
 * @param run - How ffmpeg ended, and what it said.
 */
export function v4l2Failure(device: DeviceInfo, mode: DeviceMode | undefined, run: V4l2Run): Error {
  const name = deviceText(device);
  const path = device.path ?? '';
  const said = (pattern: RegExp): boolean => run.stderrTail.some((line) => pattern.test(line));
  const cause = ffmpegError({ ...run, doing: `reading the device ${name}` });
  if (run.isStalled || (run.frames > 0 && said(/No such device|Input\/output error/))) {
    const why = run.isStalled ? 'Does it get a signal?' : 'Was it unplugged?';
    const message = `The device ${name} delivers no frames any more, after ${run.frames}. ${why}`;
    return new DeviceOfflineError(message, { reason: 'no frames', cause });
  }
  if (said(/Device or resource busy/)) {
    return new DeviceAlreadyConnectedError(
      `The device ${name} is used by another program; "fuser -v ${path}" tells which.`,
      { cause },
    );
  }
  if (said(/Permission denied|Operation not permitted/)) {
    return new SourceError(`The device ${name} cannot be opened. ${deniedText(path)}`, {
      code: 'SOURCE_NOT_READABLE',
      cause,
    });
  }
  if (said(/No such file or directory|No such device/)) {
    return new DeviceNotFoundError(`The device ${name} is gone. Was it unplugged?`, { cause });
  }
  if (said(/Not a video capture device|Inappropriate ioctl/)) {
    return new DeviceNotFoundError(`The device ${name} is none that captures video.`, { cause });
  }
  if (said(/Unknown input format/)) {
    return new FfmpegError(
      `The ffmpeg at ${run.command[0] ?? '?'} was built without V4L2. Name another with GIFTGRAB_FFMPEG.`,
      { code: 'UNSUPPORTED_FORMAT', command: run.command, stderrTail: run.stderrTail, cause },
    );
  }
  if (
    mode !== undefined &&
    said(/Cannot find a proper format|VIDIOC_S_(FMT|PARM)|Invalid argument/)
  ) {
    return new InvalidOptionError(
      'mode',
      `a mode that the device ${name} can deliver`,
      modeText(mode),
      `ffmpeg says: ${run.stderrTail.at(-1) ?? ''}`,
    );
  }
  return cause;
}
