import { GiftGrabError, InvalidOptionError } from '@giftgrab/core';
import { listEncoders, tryEncoder, type FfmpegBinary } from '@giftgrab/ffmpeg';
import type { CodecSpec, EncoderSpec } from './codecs';

/** Which encoder to use: `'auto'`, one of ffmpeg's names, or names in the order of preference. */
export type EncoderWish = 'auto' | (string & {}) | readonly string[];

/** How an encoder is to work. */
export interface EncoderSettings {
  /** How much effort goes into small files; x264's names. */
  readonly preset?: string;
  /** Quality, on the encoder's own scale; smaller is better. */
  readonly crf?: number;
  /** Bits per second. */
  readonly bitrate?: number;
}

/**
 * The encoders that a wish names, of those that understand the settings.
 *
 * @param spec - The codec.
 * @param wish - What the user asked for.
 * @param settings - How it is to work.
 * @throws {@link InvalidOptionError} when the wish names an encoder that does not make this codec, or none of them
 * understands the settings.
 */
export function candidates(
  spec: CodecSpec,
  wish: EncoderWish,
  settings: EncoderSettings,
): readonly EncoderSpec[] {
  const wanted = wish === 'auto' ? spec.encoders : namedEncoders(spec, wish);
  const complaints = wanted.map((encoder) => complaintOf(encoder, settings));
  const fitting = wanted.filter((_, i) => complaints[i] === undefined);
  // Presets and quality are stated on the scales of the first software encoder, whatever else others would take.
  const reference = complaints[wanted.findIndex((encoder) => !encoder.isHardware)];
  const complaint = wish === 'auto' ? reference : (reference ?? complaints[0]);
  if (complaint !== undefined && (wish === 'auto' || fitting.length === 0)) throw complaint;
  return fitting;
}

function namedEncoders(spec: CodecSpec, wish: string | readonly string[]): readonly EncoderSpec[] {
  const names = typeof wish === 'string' ? [wish] : wish;
  const known = spec.encoders.map((encoder) => encoder.name);
  if (names.length === 0) throw new InvalidOptionError('encoder', 'at least one name', wish);
  return names.map((name) => {
    const encoder = spec.encoders.find((row) => row.name === name);
    if (encoder !== undefined) return encoder;
    throw new InvalidOptionError(
      'encoder',
      `"auto" or an encoder for ${spec.codec} (${known.join(', ')})`,
      name,
    );
  });
}

function complaintOf(
  encoder: EncoderSpec,
  settings: EncoderSettings,
): InvalidOptionError | undefined {
  const { preset, crf, bitrate } = settings;
  const { name, presets } = encoder;
  if (preset !== undefined && presets?.has(preset) !== true) {
    const rule =
      presets === undefined
        ? `no preset, for ${name} has none,`
        : `one of ${[...presets.keys()].join(', ')}`;
    return new InvalidOptionError('preset', rule, preset);
  }
  if (crf !== undefined) {
    const range = encoder.crf;
    if (range === undefined) {
      return new InvalidOptionError('crf', `no quality, for ${name} has no scale of it,`, crf);
    }
    if (!(Number.isFinite(crf) && crf >= range.minimum && crf <= range.maximum)) {
      const rule = `a number from ${range.minimum} to ${range.maximum} (${name})`;
      return new InvalidOptionError('crf', rule, crf);
    }
  }
  if (bitrate !== undefined && !encoder.hasBitrate) {
    return new InvalidOptionError('bitrate', `no bit rate, for ${name} is lossless,`, bitrate);
  }
  return undefined;
}

/**
 * The first of some encoders that works here. Those that need hardware are tried.
 *
 * @param binary - The ffmpeg.
 * @param spec - The codec, for the message.
 * @param encoders - In order of preference.
 * @throws {@link GiftGrabError} `ENCODER_UNAVAILABLE` when none works, with the reason for each.
 */
export async function chooseEncoder(
  binary: FfmpegBinary,
  spec: CodecSpec,
  encoders: readonly EncoderSpec[],
): Promise<EncoderSpec> {
  const listed = await listEncoders(binary);
  const reasons: string[] = [];
  for (const encoder of encoders) {
    if (!listed.has(encoder.name)) {
      reasons.push(`${encoder.name} is not built into it`);
      continue;
    }
    if (!encoder.isHardware) return encoder;
    const trial = await tryEncoder(binary, encoder.name);
    if (trial.works) return encoder;
    reasons.push(`${encoder.name} does not work here (${trial.reason})`);
  }
  throw new GiftGrabError(
    'ENCODER_UNAVAILABLE',
    `This ffmpeg (${binary.path}) cannot encode ${spec.codec} as asked: ${reasons.join('; ')}. ` +
      'Use another encoder or codec, or name another ffmpeg by GIFTGRAB_FFMPEG.',
  );
}
