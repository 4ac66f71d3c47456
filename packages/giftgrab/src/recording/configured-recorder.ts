import {
  checkRegion,
  InvalidOptionError,
  isGiftGrabError,
  OutOfRangeError,
  pixelFormat,
  Rational,
  type VideoSource,
} from '@giftgrab/core';
import { recorder, type Recorder } from '@giftgrab/targets';
import { codecFor } from './codec-for';
import { toFrameRate } from './open-configured-source';
import type { RecordingConfig } from './recording-config';
import { RecordingConfigError } from './recording-config-error';

// What players are told where neither the source nor the user knows; frames are shown at their own times.
const USUAL_RATE = new Rational(25);

/**
 * Finds the mistakes that only a recorder can tell, before any source is opened, which may take long. Touches nothing.
 *
 * @param config - The configuration.
 * @throws {@link RecordingConfigError} when an option breaks its rule; {@link TargetError} when a file cannot be written.
 */
export async function checkRecorders(config: RecordingConfig): Promise<void> {
  for (const i of config.recordings.keys()) {
    await configuredRecorder(config, i, undefined).close();
  }
}

/**
 * Makes the recorder that a configuration describes.
 *
 * @param config - The configuration.
 * @param index - Which of its recordings.
 * @param source - What it is to record; without, the recorder is only good for finding mistakes.
 */
export function configuredRecorder(
  config: RecordingConfig,
  index: number,
  source: VideoSource | undefined,
): Recorder {
  const { path, codec, frameRate: _frameRate, ...options } = planOf(config, index).recorder;
  return placingMistakes(config, index, 'recorder', () =>
    recorder(path, {
      ...options,
      codec: codec ?? codecFor(path, 'path', 'a codec'),
      frameRate: frameRateOf(config, index, source),
      ...(config.ffmpeg !== undefined && { ffmpeg: config.ffmpeg }),
      ...(source !== undefined && { source: source.name }),
      // Whoever starts it listens to its events first.
      autoStart: false,
    }),
  );
}

/**
 * The frame rate of a recording: what the configuration says, or what the source does.
 *
 * @param config - The configuration.
 * @param index - Which of its recordings.
 * @param source - What it records, if that is open.
 * @throws {@link InvalidOptionError} when it matters and nobody says it.
 */
export function frameRateOf(
  config: RecordingConfig,
  index: number,
  source: VideoSource | undefined,
): Rational {
  const { frameRate, timing } = planOf(config, index).recorder;
  if (frameRate !== undefined) return Rational.from(toFrameRate(frameRate));
  if (source !== undefined && source.frameRate === undefined && timing === 'constant') {
    const rule = 'a number of frames per second, which this source does not tell,';
    throw new InvalidOptionError('frameRate', rule, undefined);
  }
  return source?.frameRate ?? USUAL_RATE;
}

/** A recording of a configuration. */
export function planOf(
  config: RecordingConfig,
  index: number,
): RecordingConfig['recordings'][number] {
  const plan = config.recordings[index];
  if (plan === undefined) throw new RangeError(`There is no recording ${index}.`);
  return plan;
}

/**
 * Throws unless the part of the picture that is to be recorded is one.
 *
 * @param config - The configuration.
 * @param index - Which of its recordings.
 * @param source - What it records.
 */
export function checkSubFrame(config: RecordingConfig, index: number, source: VideoSource): void {
  const region = planOf(config, index).subFrame;
  if (region === undefined) return;
  placingMistakes(config, index, 'subFrame', () =>
    checkRegion(region, source, pixelFormat(source.colour)),
  );
}

/**
 * Calls something, and tells a mistake in its options with the place in the configuration.
 *
 * @param config - The configuration.
 * @param index - Which of its recordings.
 * @param section - Where the options are.
 * @param call - What may throw an {@link InvalidOptionError}.
 */
export function placingMistakes<T>(
  config: RecordingConfig,
  index: number,
  section: 'source' | 'recorder' | 'subFrame',
  call: () => T,
): T {
  try {
    return call();
  } catch (error) {
    throw withPlace(config, index, section, error);
  }
}

/**
 * An error about an option as one with a place in the configuration; any other as it is.
 *
 * @param config - The configuration.
 * @param index - Which of its recordings.
 * @param section - Where the options are.
 * @param error - What was thrown.
 */
export function withPlace(
  config: RecordingConfig,
  index: number,
  section: 'source' | 'recorder' | 'subFrame',
  error: unknown,
): unknown {
  const { text, file, pathOf } = config.origin;
  const isOption = error instanceof InvalidOptionError;
  if (!isGiftGrabError(error) || !(isOption || error instanceof OutOfRangeError)) return error;
  const path = [...pathOf(index), section, ...(isOption ? error.option.split('.') : [])];
  return new RecordingConfigError(
    [{ ...text.placeOf(path), path: path.join('.'), message: error.message.replace(/\s+/g, ' ') }],
    file,
  );
}
