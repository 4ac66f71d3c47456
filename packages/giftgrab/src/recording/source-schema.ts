import { ColourSpace } from '@giftgrab/core';
import { Device } from '@giftgrab/sources';
import { z } from 'zod';
import { atLeast, FRAME_RATE, onlyOneOf, positive, TEXT } from './schema-parts';

const RECONNECT = z
  .union([
    z.literal(false),
    z.strictObject({
      attempts: z
        .union([positive(), z.literal('unlimited')], {
          error: 'a whole number of at least 1, or "unlimited"',
        })
        .exactOptional()
        .describe('Attempts in a row until the source fails.'),
      minDelayMs: positive().exactOptional().describe('Milliseconds before the second attempt.'),
      maxDelayMs: positive().exactOptional().describe('Milliseconds that no wait exceeds.'),
    }),
  ])
  .exactOptional()
  .describe('How what was lost is connected again; false for not at all.');

const common = {
  colour: onlyOneOf(ColourSpace).exactOptional().describe('Layout of the frames.'),
  warmupFrames: atLeast(0).exactOptional().describe('Frames to throw away at the start.'),
};
const live = {
  openTimeoutMs: positive()
    .exactOptional()
    .describe('Milliseconds until the first frame is there.'),
  reconnect: RECONNECT,
  frozenAfterMs: z
    .union([positive(), z.literal(false)], { error: 'a number of milliseconds, or false' })
    .exactOptional()
    .describe('Milliseconds without anything new until a "frozen" event comes.'),
  whenFull: onlyOneOf(['dropOldest', 'dropNewest', 'error'])
    .exactOptional()
    .describe('What happens to frames that nobody can take.'),
  maxWaiting: positive().exactOptional().describe('Frames that may wait before any is dropped.'),
};
const inputLimits = {
  pixels: positive().exactOptional().describe('Pixels of the largest picture.'),
  streams: positive().exactOptional().describe('Videos, sounds, subtitles and attachments.'),
  probeBytes: atLeast(2048).exactOptional().describe('Bytes read to find out what is in it.'),
};
const LIMITS = 'What it may ask for at most before it is refused.';
const threads = positive(64).exactOptional().describe('Threads of the decoder.');

/** A video file as a source. */
export const FILE_SOURCE = z.strictObject({
  file: TEXT.describe('Path of a video file, from the folder of this configuration.'),
  ...common,
  pace: z
    .union([z.enum(['asap', 'realtime']), z.number().positive()], {
      error: '"asap", "realtime" or a number above 0',
    })
    .exactOptional()
    .describe('How fast frames come.'),
  onEnd: onlyOneOf(['complete', 'black', 'hold', 'loop'])
    .exactOptional()
    .describe('What happens at its end.'),
  limits: z
    .strictObject({
      ...inputLimits,
      probeSeconds: positive().exactOptional().describe('Seconds to find out what is in it.'),
    })
    .exactOptional()
    .describe(LIMITS),
  threads,
  stallTimeoutMs: positive().exactOptional().describe('Milliseconds until ffmpeg is given up.'),
});

/** A network stream as a source. */
export const STREAM_SOURCE = z.strictObject({
  url: TEXT.describe('URL of a network stream, for example rtsp://192.0.2.7/stream1.'),
  ...common,
  ...live,
  transport: onlyOneOf(['tcp', 'udp']).exactOptional().describe('How the packets of RTSP travel.'),
  latency: onlyOneOf(['low', 'smooth']).exactOptional().describe('How much is buffered.'),
  stallTimeoutMs: positive()
    .exactOptional()
    .describe('Milliseconds without a frame until it is lost.'),
  hosts: z.array(TEXT).exactOptional().describe('Other hosts that a playlist may lead to.'),
  tls: z
    .strictObject({
      ca: TEXT.exactOptional().describe('Certificates in PEM to trust instead of the usual ones.'),
      rejectUnauthorized: z.boolean().exactOptional().describe('false takes any certificate.'),
    })
    .exactOptional()
    .describe('Whom to trust over HTTPS.'),
  onGap: onlyOneOf(['skip', 'hold', 'black', 'error'])
    .exactOptional()
    .describe('What comes while the stream is lost.'),
  limits: z.strictObject(inputLimits).exactOptional().describe(LIMITS),
  threads,
});

/** A capture device as a source. */
export const DEVICE_SOURCE = z.strictObject({
  device: z
    .union(
      [
        z.enum(Device),
        z.strictObject({
          kind: TEXT.exactOptional().describe('Which driver, for example v4l2.'),
          name: TEXT.exactOptional().describe('What the device calls itself.'),
          path: TEXT.exactOptional().describe('Its path, for example /dev/video0.'),
          index: atLeast(0).exactOptional().describe('Its number among those of its kind.'),
        }),
      ],
      { error: `{ kind, name, path, index } or one of ${Object.values(Device).join(', ')}` },
    )
    .describe('Which device; "giftgrab devices" lists them.'),
  ...common,
  ...live,
  mode: z
    .strictObject({
      colour: onlyOneOf(ColourSpace).exactOptional().describe('Layout before any conversion.'),
      cols: positive().exactOptional().describe('Pixels a row.'),
      rows: positive().exactOptional().describe('Rows.'),
      frameRate: FRAME_RATE.exactOptional(),
      format: TEXT.exactOptional().describe("The device's own name of the layout."),
    })
    .exactOptional()
    .describe('What its mode shall be; the first that fits is taken.'),
  exclusive: z.boolean().exactOptional().describe('Lets nobody else share the device.'),
  retries: atLeast(0).exactOptional().describe('How often opening is tried again.'),
});

/** A test picture as a source. */
export const PATTERN_SOURCE = z.strictObject({
  testPattern: z
    .strictObject({
      cols: positive().exactOptional().describe('Pixels a row.'),
      rows: positive().exactOptional().describe('Rows.'),
      frameRate: FRAME_RATE.exactOptional(),
      frames: positive().exactOptional().describe('How many frames; without end by default.'),
      pace: onlyOneOf(['asap', 'realtime']).exactOptional().describe('How fast frames come.'),
    })
    .describe('A test picture; {} for the usual one.'),
  ...common,
});

/** A source that a plugin has. */
export const PLUGIN_SOURCE = z.strictObject({
  plugin: TEXT.describe('Name of a source that one of the plugins has.'),
  options: z
    .record(z.string(), z.unknown())
    .exactOptional()
    .describe('Its options; "giftgrab filters --plugin … NAME" lists them.'),
});

/** Any source; which kind it is, the one key says that is `file`, `url`, `device`, `testPattern` or `plugin`. */
export const ANY_SOURCE = z.union([
  FILE_SOURCE,
  STREAM_SOURCE,
  DEVICE_SOURCE,
  PATTERN_SOURCE,
  PLUGIN_SOURCE,
]);

/** Where a recording's frames come from, as a configuration says it. */
export type SourceConfig = z.infer<typeof ANY_SOURCE>;

const KINDS = {
  file: FILE_SOURCE,
  url: STREAM_SOURCE,
  device: DEVICE_SOURCE,
  testPattern: PATTERN_SOURCE,
  plugin: PLUGIN_SOURCE,
};

/** The keys of which a source has one. */
export const SOURCE_KINDS = Object.keys(KINDS);

/**
 * The schema for what somebody wrote: with one schema instead of five, a mistake can be told for what it is.
 *
 * @param written - The section `source`, unchecked.
 */
export function sourceSchemaFor(written: unknown): z.ZodType {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    return z.strictObject({ file: TEXT });
  }
  const present = Object.entries(KINDS).filter(([key]) => key in written);
  const [only] = present;
  if (only !== undefined && present.length === 1) return only[1];
  const rule = `a section with exactly one of the keys ${SOURCE_KINDS.join(', ')}`;
  return z.custom(() => false, { error: rule });
}
