import { probe, type MediaInfo } from '@giftgrab/ffmpeg';
import { jsonLine } from './json-line';

/** What `giftgrab probe` may be told. */
export interface ProbeFlags {
  readonly json?: boolean;
  readonly ffmpeg?: string;
}

/** `giftgrab probe FILE`: says what a video file holds. */
export async function probeCommand(path: string, flags: ProbeFlags): Promise<void> {
  const { ffmpeg } = flags;
  const info = await probe(path, ffmpeg === undefined ? {} : { ffmpeg });
  if (flags.json === true) {
    console.log(jsonLine(info, 2));
    return;
  }
  for (const [name, value] of rows(info)) console.log(`${name.padEnd(12)}${value}`);
}

function rows({
  path,
  container,
  durationSeconds,
  video,
  audioStreams,
}: MediaInfo): [string, string][] {
  const { frameRate, isConstantRate, frames, rotation, colorimetry } = video;
  const rate =
    frameRate === undefined
      ? 'unknown'
      : `${frameRate.value.toFixed(3)} frames/s (${frameRate.toString()}${isConstantRate ? '' : ', varying'})`;
  return [
    ['file', path],
    ['container', container],
    ['duration', durationSeconds === undefined ? 'unknown' : `${durationSeconds.toFixed(3)} s`],
    ['codec', video.codec],
    ['size', `${video.cols}×${video.rows}${rotation === 0 ? '' : ` (turned by ${rotation}°)`}`],
    ['pixels', `${video.pixFmt}, matrix ${colorimetry.matrix}, ${colorimetry.range} range`],
    ['rate', rate],
    ['frames', frames === undefined ? 'the container does not say' : String(frames)],
    [
      'audio',
      audioStreams === 0
        ? 'none'
        : `${audioStreams} stream${audioStreams === 1 ? '' : 's'} (not read)`,
    ],
  ];
}
