import { Codec } from '@giftgrab/targets';
import { z } from 'zod';
import { atLeast, FRAME_RATE, onlyOneOf, positive, SECONDS, TEXT } from './schema-parts';
import { ANY_SOURCE, sourceSchemaFor } from './source-schema';

const RECORDER = z
  .strictObject({
    path: TEXT.describe(
      'The file, from the folder of this configuration. Its name may have {date}, {time} and {part}.',
    ),
    codec: onlyOneOf(Codec)
      .exactOptional()
      .describe('By default the one that the extension of the path suggests.'),
    frameRate: FRAME_RATE.exactOptional().describe("Frames per second; by default the source's."),
    timing: onlyOneOf(['timestamps', 'constant'])
      .exactOptional()
      .describe('Keep each frame at its own time, or make the rate constant.'),
    preset: TEXT.exactOptional().describe('Effort for small files, ultrafast to placebo.'),
    crf: z.number().exactOptional().describe('Quality; smaller is better.'),
    bitrate: positive().exactOptional().describe('Bits per second; not together with crf.'),
    gop: positive().exactOptional().describe('Frames from one key frame to the next.'),
    encoder: z
      .union([TEXT, z.array(TEXT).min(1)], { error: 'a name, or a list of names' })
      .exactOptional()
      .describe('Name of an encoder of ffmpeg, or several in order.'),
    oddSize: onlyOneOf(['pad', 'crop', 'scale', 'error'])
      .exactOptional()
      .describe('What happens when the encoder cannot take the size.'),
    stereo: onlyOneOf(['side-by-side', 'top-bottom', 'left', 'right'])
      .exactOptional()
      .describe('How the views of a stereo frame become one picture.'),
    overwrite: z.boolean().exactOptional().describe('Replaces an existing file.'),
    stallTimeoutMs: positive()
      .exactOptional()
      .describe('Milliseconds until the encoder is replaced.'),
    autoStart: z
      .boolean()
      .exactOptional()
      .describe('Whether it records at once; by default so, unless there is a preRoll.'),
    preRoll: z
      .strictObject({
        seconds: SECONDS.describe('How long before.'),
        bytes: positive().exactOptional().describe('Bytes of memory that it may take.'),
      })
      .exactOptional()
      .describe('Keeps what came before the recording is started.'),
    rotate: z
      .strictObject({
        seconds: SECONDS.exactOptional().describe('Seconds of video in a file.'),
        bytes: positive().exactOptional().describe('Bytes of a file, more or less.'),
        frames: positive().exactOptional().describe('Frames in a file.'),
      })
      .exactOptional()
      .describe('Goes on in another file, without a frame lost or doubled.'),
    faststart: z
      .boolean()
      .exactOptional()
      .describe('Puts the table of an MP4 or MOV file in front of its frames.'),
    timestamps: z.boolean().exactOptional().describe('Writes ….timestamps.jsonl beside each file.'),
    report: z.boolean().exactOptional().describe('Writes ….report.json beside each file.'),
    verify: onlyOneOf(['none', 'count', 'full'])
      .exactOptional()
      .describe('How each file is read back when it is finished.'),
    disk: z
      .strictObject({
        minFreeBytes: atLeast(0).exactOptional().describe('Bytes that have to stay free.'),
        warnSeconds: SECONDS.exactOptional().describe('Seconds of room below which it warns.'),
      })
      .exactOptional()
      .describe('When the disk counts as full.'),
    fallbackPath: TEXT.exactOptional().describe(
      'Where it goes on when the disk is full or fails, from the folder of this configuration.',
    ),
    spill: z
      .union([
        z.boolean(),
        z.strictObject({
          folder: TEXT.exactOptional().describe('The folder of their files.'),
          bytes: positive().exactOptional().describe('Bytes on the disk, at most.'),
        }),
      ])
      .exactOptional()
      .describe('Lets frames that come faster than they are encoded wait on the disk.'),
    warnBehindSeconds: SECONDS.exactOptional().describe(
      'Seconds after their arrival that frames may be written before it warns.',
    ),
    syncEveryMs: positive().exactOptional().describe('Milliseconds between two times on the disk.'),
  })
  .describe('How it is recorded.');

const REGION = z
  .strictObject({
    x: atLeast(0).describe('Left edge, from 0.'),
    y: atLeast(0).describe('Upper edge, from 0.'),
    cols: positive().describe('Width.'),
    rows: positive().describe('Height.'),
  })
  .exactOptional()
  .describe('Part of the picture to record, in pixels.');

const NAME = z
  .string()
  .regex(/^[\w-]+$/, { error: 'a name of letters, digits, - and _' })
  .exactOptional()
  .describe('What messages call the recording.');

const LENGTH = SECONDS.exactOptional().describe(
  'Seconds until it ends, from the first frame of the source; without, at the end of the source, or at Ctrl-C.',
);

const FFMPEG = TEXT.exactOptional().describe('Path of the ffmpeg to use.');

const PLUGINS = z
  .array(TEXT)
  .min(1)
  .exactOptional()
  .describe(
    'Plugins whose sources are used: names of packages, or paths, from the folder of this configuration.',
  );

const recording = <S extends z.ZodType>(source: S) =>
  ({
    name: NAME,
    source: source.describe(
      'Where the frames come from: a file, url, device, testPattern or plugin.',
    ),
    subFrame: REGION,
    recorder: RECORDER,
    seconds: LENGTH,
  }) as const;

const RECORDING = z.strictObject(recording(ANY_SOURCE));
const ONE = z.strictObject({ ...recording(ANY_SOURCE), plugins: PLUGINS, ffmpeg: FFMPEG });
const SEVERAL = z.strictObject({
  recordings: z.array(RECORDING).min(1).describe('What is recorded at the same time.'),
  plugins: PLUGINS,
  ffmpeg: FFMPEG,
});

/** What is recorded, as a configuration says it: a source, a recorder, and how long. */
export type RecordingPlan = z.infer<typeof RECORDING>;

/** A configuration as it is written: of one recording, or of several at the same time. */
export type WrittenConfig = z.infer<typeof ONE> | z.infer<typeof SEVERAL>;

/**
 * The schema for what somebody wrote, with nothing left to choose in it, so that a mistake can be told for what it is.
 *
 * @param written - The whole configuration, unchecked.
 */
export function schemaFor(written: unknown): z.ZodType {
  if (!isSection(written) || !('recordings' in written)) {
    const source = isSection(written) ? written['source'] : undefined;
    return z.strictObject({
      ...recording(sourceSchemaFor(source)),
      plugins: PLUGINS,
      ffmpeg: FFMPEG,
    });
  }
  const { recordings } = written;
  if (!Array.isArray(recordings) || recordings.length === 0) return SEVERAL;
  const [first, ...others] = recordings.map((one) =>
    z.strictObject(recording(sourceSchemaFor(isSection(one) ? one['source'] : undefined))),
  );
  const list = first === undefined ? z.never() : z.tuple([first, ...others]);
  return z.strictObject({ recordings: list, plugins: PLUGINS, ffmpeg: FFMPEG });
}

/**
 * The schema of a recording's configuration in JSON Schema (2020-12), for editors that complete and check while one writes. The package
 * has it as the file `giftgrab/recording.schema.json` too.
 *
 * @example
 * ```ts
 * import { recordingJsonSchema } from 'giftgrab';
 *
 * console.log(JSON.stringify(recordingJsonSchema(), null, 2));
 * ```
 */
export function recordingJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(z.union([ONE, SEVERAL]));
  return { $schema, title: 'Recording with giftgrab', ...rest };
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
