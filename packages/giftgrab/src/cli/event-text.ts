import type { PresetChoice, RecordingPartReport } from '@giftgrab/targets';
import type { RecordingSessionEvent } from '../recording/recording-session';

/**
 * An event of a recording as a line for people.
 *
 * @param event - The event.
 * @returns `undefined` where it says nothing that the files and the counters do not say.
 */
export function eventText(event: RecordingSessionEvent): string | undefined {
  const text = whatHappened(event);
  return text === undefined ? undefined : `${event.recording}: ${oneLine(text)}`;
}

/**
 * A finished file as a line for people.
 *
 * @param part - Its report.
 */
export function partText(part: RecordingPartReport): string {
  const { path, frames, durationSeconds, cols, rows, codec, encoder, bytes } = part;
  const counts = [
    `${part.missing} missing`,
    `${part.dropped} dropped`,
    ...(part.duplicated > 0 ? [`${part.duplicated} duplicated`] : []),
    ...(part.filled > 0 ? [`${part.filled} filled`] : []),
    ...(part.restarts > 0 ? [`encoder replaced ${times(part.restarts)}`] : []),
    { none: 'not read back', count: 'read back and counted', full: 'read back and decoded' }[
      part.verified
    ],
  ].join(', ');
  const by = encoder === undefined ? codec : `${codec} by ${encoder}`;
  return `${path}: ${frames} frames, ${durationSeconds.toFixed(2)} s, ${cols}×${rows}, ${by}, ${megabytes(bytes)}; ${counts}`;
}

/** Bytes, for people. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

/** A message that may be several lines, as one. */
export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

function presetText({ preset, framesPerSecond, keepsUp }: PresetChoice): string {
  const speed = `${framesPerSecond.toFixed(0)} frames a second`;
  const chosen = preset === undefined ? 'the encoder has no presets' : `preset ${preset}`;
  return keepsUp
    ? `${chosen}: ${speed} here`
    : `${chosen}, and even that is too slow here: ${speed}`;
}

function whatHappened(event: RecordingSessionEvent): string | undefined {
  switch (event.type) {
    case 'partStarted':
      return `records ${event.path}`;
    case 'partFailed':
      return `${event.path} failed: ${event.error.message}`;
    case 'encoderRestarted':
      return `the encoder was replaced, ${event.replayed} frames were given again: ${event.error.message}`;
    case 'diskLow':
      return `the disk has room for ${event.seconds.toFixed(0)} s more: ${megabytes(event.bytes)}`;
    case 'movedToFallback':
      return `goes on at the fallbackPath: ${event.error.message}`;
    case 'behind':
      return `the encoder is ${event.seconds.toFixed(1)} s behind`;
    case 'caughtUp':
      return 'the encoder has caught up';
    case 'presetChosen':
      return presetText(event);
    case 'spilling':
      return 'frames come faster than they are encoded, and wait on the disk';
    case 'spillEncoded':
      return `the ${event.frames} frames that waited on the disk are encoded`;
    case 'lost':
      return `lost: ${event.error.message}`;
    case 'restored':
      return `restored after ${event.attempts} attempt${event.attempts === 1 ? '' : 's'}`;
    case 'gap':
      return `a gap of ${event.seconds.toFixed(1)} s: ${event.nextIndex - event.lastIndex - 1} frames, ${event.filled} filled`;
    case 'frozen':
      return `frozen: ${event.why} for ${event.seconds.toFixed(1)} s`;
    case 'thawed':
      return `not frozen any more, after ${event.seconds.toFixed(1)} s`;
    case 'formatChanged':
      return `the picture changes from ${sizeText(event.from)} to ${sizeText(event.to)}`;
    case 'configNotWritten':
      return `the configuration could not be written beside the file: ${event.error.message}`;
    case 'paused':
    case 'resumed':
      return event.type;
    case 'connected':
    case 'started':
    case 'stopped':
    case 'partFinished':
      return undefined;
  }
}

function sizeText(size: { readonly cols: number; readonly rows: number } | undefined): string {
  return size === undefined ? 'another size' : `${size.cols}×${size.rows}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
