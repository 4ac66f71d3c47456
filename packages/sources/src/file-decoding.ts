import { Deferred } from '@giftgrab/core';
import {
  decoderArguments,
  noteFileUse,
  VideoDecoder,
  type DecoderEnd,
  type DecoderHandlers,
  type FfmpegBinary,
  type InputLimits,
  type NutStreamHeader,
} from '@giftgrab/ffmpeg';
import { DamageLog } from './damage-log';
import type { WireFormat } from './wire-format';

/** Who gets the frames of a {@link FileDecoding}. */
export interface DecodingConsumer {
  /** As {@link NutReaderHandlers.onFrameStart}. */
  frameStart(pts: number, size: number): Uint8Array | undefined;
  /** All bytes of the frame are there. */
  frameEnd(): void;
  /** The decoder is gone. */
  end(end: DecoderEnd): void;
}

/** What to decode, and with what. */
export interface DecodingOptions {
  readonly binary: FfmpegBinary;
  readonly path: string;
  readonly wire: WireFormat;
  /** Whether ffmpeg counts times from the file's start instead of leaving them as they are. */
  readonly fromZero: boolean;
  readonly threads: number | undefined;
  readonly limits: InputLimits;
  readonly stallTimeoutMs: number;
}

/**
 * One pass of ffmpeg over a file. It may be started before anybody wants its frames: it then decodes as far as the pipe
 * holds and waits, which saves the start-up time.
 */
export class FileDecoding implements DecoderHandlers {
  /** What the file is, as it comes: settles with the stream's header, or the way the decoder ended without one. */
  readonly header: Promise<NutStreamHeader | DecoderEnd>;
  /** What the decoder complained of. */
  readonly damage: DamageLog;
  readonly #freeFile: () => void;
  readonly #header = new Deferred<NutStreamHeader | DecoderEnd>();
  readonly #starting: Promise<VideoDecoder>;
  #decoder: VideoDecoder | undefined;
  #consumer: DecodingConsumer | undefined;
  #end: DecoderEnd | undefined;
  #isStopped = false;

  constructor(options: DecodingOptions) {
    const { binary, path, wire, fromZero, threads, limits, stallTimeoutMs } = options;
    this.header = this.#header.promise;
    this.damage = new DamageLog(path);
    this.#freeFile = noteFileUse(path, 'read');
    const args = decoderArguments({
      path,
      pixFmts: wire.pixFmts,
      isConverted: wire.isConverted,
      times: fromZero ? 'zero' : 'file',
      limits,
      ...(threads === undefined ? {} : { threads }),
    });
    this.#starting = VideoDecoder.start({ path: binary.path, args, stallTimeoutMs }, this);
    this.#starting.then(
      (decoder) => {
        this.#decoder = decoder;
        // It may have been told to go on, or to stop, while it started.
        if (this.#isStopped) void decoder.stop();
      },
      (error: unknown) => this.onEnd(notStarted(error)),
    );
  }

  /** Lets Node end while nobody takes the frames. */
  rest(): void {
    this.#decoder?.keepNodeAlive(false);
  }

  /** Begins to hand the frames to somebody. */
  feed(consumer: DecodingConsumer): void {
    this.#consumer = consumer;
    this.#decoder?.keepNodeAlive(true);
    if (this.#end !== undefined) consumer.end(this.#end);
    else this.resume();
  }

  /** Goes on after `frameStart` had no memory. */
  resume(): void {
    this.#decoder?.resume();
  }

  /** Ends the decoder. Resolves when nothing is left of it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const decoder = await this.#starting.catch(() => undefined);
    await decoder?.stop();
    this.#freeFile();
  }

  onHeader(header: NutStreamHeader): void {
    this.#header.resolve(header);
  }

  onFrameStart(pts: number, size: number): Uint8Array | undefined {
    return this.#consumer?.frameStart(pts, size);
  }

  onFrameEnd(): void {
    this.#consumer?.frameEnd();
  }

  onLine(line: string): boolean {
    this.damage.read(line);
    return false;
  }

  onEnd(end: DecoderEnd): void {
    this.#end = end;
    this.#freeFile();
    this.#header.resolve(end);
    this.#consumer?.end(end);
  }
}

/** The end of a decoder that could not even be connected. */
function notStarted(error: unknown): DecoderEnd {
  const exit = { code: null, signal: null, spawnError: error as NodeJS.ErrnoException };
  return { exit, stream: 'clean', stderrTail: [], fault: undefined, isStalled: false };
}
