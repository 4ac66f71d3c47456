import type { Socket } from 'node:net';
import { FfmpegProcess, type ProcessExit } from './ffmpeg-process';
import { NutReader, type NutEnd, type NutReaderHandlers } from './nut/nut-reader';
import { socketPair } from './socket-pair';
import { StallWatch } from './stall-watch';

/** How a decoder ended. */
export interface DecoderEnd {
  /** How its process ended. */
  readonly exit: ProcessExit;
  /** How its stream of frames ended. */
  readonly stream: NutEnd;
  /** Its last lines. */
  readonly stderrTail: readonly string[];
  /** What was wrong with the stream, if anything. */
  readonly fault: unknown;
  /** Whether it was ended because nothing came for too long. */
  readonly isStalled: boolean;
}

/** What happens as a decoder runs. */
export interface DecoderHandlers extends NutReaderHandlers {
  /** A line of its standard error. Answers `true` for those that no error message needs. */
  onLine(line: string): boolean;
  /** It is gone; called once, after its last frame. Not called after {@link VideoDecoder.stop}. */
  onEnd(end: DecoderEnd): void;
}

/** What to run. */
export interface DecoderOptions {
  /** The ffmpeg. */
  readonly path: string;
  /** Arguments that make it write NUT with raw video to `pipe:1`. */
  readonly args: readonly string[];
  /** Milliseconds without a sign of life until it is given up. @defaultValue never: somebody else watches it */
  readonly stallTimeoutMs?: number;
}

/** An ffmpeg that decodes: its frames land in memory that the handlers name, without a copy. */
export class VideoDecoder {
  readonly #handlers: DecoderHandlers;
  readonly #reader: NutReader;
  readonly #watch: StallWatch | undefined;
  readonly #process: FfmpegProcess;
  readonly #socket: Socket;
  #fault: unknown;
  #isStalled = false;
  #isStopped = false;

  private constructor(options: DecoderOptions, handlers: DecoderHandlers, link: DecoderLink) {
    this.#handlers = handlers;
    this.#reader = link.reader;
    this.#socket = link.ours;
    link.onRead = (bytesRead) => this.#take(bytesRead);
    this.#process = new FfmpegProcess({
      path: options.path,
      args: options.args,
      role: 'reader',
      stdout: link.theirs,
      onLine: (line) => handlers.onLine(line),
    });
    const { stallTimeoutMs } = options;
    if (stallTimeoutMs !== undefined) {
      this.#watch = new StallWatch({
        timeoutMs: stallTimeoutMs,
        pid: this.#process.pid,
        isExpected: () => !this.#reader.blocked,
        onStall: () => this.giveUp(),
      });
    }
    const drained = new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
    });
    this.#socket.on('error', () => undefined);
    void Promise.all([this.#process.exited, drained]).then(([exit]) => this.#end(exit));
  }

  /**
   * Starts an ffmpeg.
   *
   * @param options - What to run.
   * @param handlers - What happens.
   */
  static async start(options: DecoderOptions, handlers: DecoderHandlers): Promise<VideoDecoder> {
    const reader = new NutReader(handlers);
    const link: Partial<DecoderLink> & { reader: NutReader } = { reader };
    const pair = await socketPair({
      buffer: () => reader.buffer(),
      callback: (bytesRead) => link.onRead?.(bytesRead) ?? true,
    });
    return new VideoDecoder(options, handlers, Object.assign(link, pair) as DecoderLink);
  }

  /** The program and its arguments. */
  get command(): readonly string[] {
    return this.#process.command;
  }

  /** Process id. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Goes on after `onFrameStart` had no memory: asks it again. */
  resume(): void {
    if (!this.#reader.blocked || this.#isStopped) return;
    this.#guarded(() => {
      this.#reader.resume();
      if (!this.#reader.blocked) this.#socket.resume();
    });
  }

  /** Lets Node end while this decoder runs, or not. */
  keepNodeAlive(keep: boolean): void {
    this.#process.keepNodeAlive(keep);
    if (keep) this.#socket.ref();
    else this.#socket.unref();
  }

  /** Ends it because nothing comes: `onEnd` hears of it as of a stall. */
  giveUp(): void {
    this.#isStalled = true;
    this.#socket.destroy();
    void this.#process.kill();
  }

  /** Ends it; nothing is called any more. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#watch?.stop();
    this.#socket.destroy();
    // A decoder has nothing to save.
    await this.#process.kill();
  }

  #take(bytesRead: number): boolean {
    if (this.#isStopped) return false;
    this.#watch?.note();
    this.#guarded(() => this.#reader.push(bytesRead));
    return !this.#reader.blocked;
  }

  /** What the reader or the handlers throw ends the decoder; in a socket's callback it would end the process. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fault ??= error;
      this.#socket.destroy();
      void this.#process.kill();
    }
  }

  #end(exit: ProcessExit): void {
    this.#watch?.stop();
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#handlers.onEnd({
      exit,
      stream: this.#reader.end(),
      stderrTail: this.#process.stderrTail,
      fault: this.#fault,
      isStalled: this.#isStalled,
    });
  }
}

interface DecoderLink {
  readonly reader: NutReader;
  readonly ours: Socket;
  readonly theirs: Socket;
  onRead: (bytesRead: number) => boolean;
}
