import { Writable } from 'node:stream';
import {
  checkBoolean,
  checkOptionNames,
  InvalidOptionError,
  isSameShape,
  shapeText,
  TargetError,
  VideoTarget,
  type FrameShape,
  type TargetReport,
  type VideoFrame,
} from '@giftgrab/core';
import { nodeOutput, webOutput, type ByteOutput } from './byte-output';
import { endOnAbort } from './end-on-abort';

/** How {@link byteWriter} treats its stream. */
export interface ByteWriterOptions {
  /**
   * Ends the stream after the last frame, and destroys (or aborts) it when the target fails; else it is left as it is.
   * @defaultValue true; false for `process.stdout` and `process.stderr`
   */
  readonly end?: boolean;
  /** Ends the target with `ABORTED` when it is aborted, after the frames it has. */
  readonly signal?: AbortSignal;
}

/** What a {@link ByteWriter} has written. */
export interface ByteReport extends TargetReport {
  /** Bytes of the frames that were written. */
  readonly bytes: number;
}

/**
 * Makes a target that writes the raw bytes of frames to a stream: a file, a socket, another program, a request.
 *
 * Frames follow each other without gaps, planes as they lie in memory, views one after the other; all must be of one size
 * and layout, because nothing in the bytes says otherwise. One frame at a time is under way, so the reader's pace is the
 * source's. Files and sockets of Node get the frames' own memory, other streams a copy.
 *
 * @param stream - A `Writable` of Node or a `WritableStream` of the Web.
 * @param options - What becomes of the stream at the end.
 * @throws {@link InvalidOptionError} when it is no such stream, or an option breaks its rule; {@link TargetError} when it
 * cannot be written to any more.
 * @example
 * ```ts
 * import { spawn } from 'node:child_process';
 * import type { VideoSource } from '@giftgrab/core';
 * import { byteWriter } from '@giftgrab/targets';
 *
 * async function play(source: VideoSource): Promise<void> {
 *   const { cols, rows } = source;
 *   const format = ['-f', 'rawvideo', '-pixel_format', 'bgra', '-video_size', `${cols}x${rows}`];
 *   const player = spawn('ffplay', [...format, '-'], { stdio: ['pipe', 'ignore', 'inherit'] });
 *   const writer = byteWriter(player.stdin);
 *   source.attach(writer);
 *   const { frames, bytes } = await writer.finished;
 *   console.log(`${frames} frames, ${bytes} bytes`);
 * }
 * ```
 */
export function byteWriter(
  stream: Writable | WritableStream<Uint8Array>,
  options: ByteWriterOptions = {},
): ByteWriter {
  return new ByteWriter(stream, options);
}

/** A stream of bytes as a target; made by {@link byteWriter}. */
export class ByteWriter extends VideoTarget<ByteReport> {
  readonly #output: ByteOutput;
  readonly #isEnding: boolean;
  #unwatch: () => void = () => undefined;
  #first: FrameShape | undefined;
  #frames = 0;
  #bytes = 0;

  /** @internal Use {@link byteWriter}. */
  constructor(stream: Writable | WritableStream<Uint8Array>, options: ByteWriterOptions) {
    super();
    checkOptionNames('byteWriter', options, ['end', 'signal']);
    const { end = !isStandardStream(stream) } = options;
    checkBoolean('end', end);
    this.#isEnding = end;
    this.#output = outputOf(stream, (error) => this.fail(error));
    this.#unwatch = endOnAbort(this, options.signal);
  }

  protected override check(frame: VideoFrame): void {
    const first = (this.#first ??= frame.shape);
    if (isSameShape(frame.shape, first)) return;
    throw new TargetError(
      `Frame ${frame.index} is ${shapeText(frame.shape)}, but the bytes before are of ${shapeText(first)}, and nothing in ` +
        'them could tell. Convert or resize the frames before.',
      { code: 'TARGET_FRAME_MISMATCH' },
    );
  }

  protected override async write(frame: VideoFrame): Promise<void> {
    await this.#output.write(frame);
    this.#frames += 1;
    this.#bytes += frame.shape.byteLength;
  }

  protected override async finalise(): Promise<ByteReport> {
    this.#unwatch();
    if (!this.#isEnding) this.#output.leave();
    else if (this.failure === undefined) await this.#output.end();
    else await this.#output.destroy(asError(this.failure.error));
    return { frames: this.#frames, dropped: this.stats.framesDropped, bytes: this.#bytes };
  }
}

function outputOf(
  stream: Writable | WritableStream<Uint8Array>,
  onDeath: (error: Error) => void,
): ByteOutput {
  if (stream instanceof WritableStream) {
    if (stream.locked) throw notWritableError('it is locked by another writer');
    return webOutput(stream, onDeath);
  }
  if (!isWritable(stream)) {
    throw new InvalidOptionError('stream', 'a Writable of Node or a WritableStream', stream);
  }
  if (!stream.writable) throw notWritableError('it has ended or was destroyed');
  return nodeOutput(stream, onDeath);
}

/** By what it can do, since streams of other copies of the library are no instances. */
function isWritable(stream: unknown): stream is Writable {
  if (stream instanceof Writable) return true;
  const { write, end, on } = (stream ?? {}) as Partial<Writable>;
  return [write, end, on].every((method) => typeof method === 'function');
}

function notWritableError(reason: string): TargetError {
  return new TargetError(`The stream cannot be written to: ${reason}.`, {
    code: 'TARGET_NOT_WRITABLE',
  });
}

function isStandardStream(stream: unknown): boolean {
  return stream === process.stdout || stream === process.stderr;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
