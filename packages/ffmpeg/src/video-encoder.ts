import { TargetError } from '@giftgrab/core';
import { FfmpegProcess, type ProcessExit } from './ffmpeg-process';
import { ffmpegError } from './messages';
import { NutWriter, type NutWriterOptions } from './nut/nut-writer';
import { StallWatch } from './stall-watch';

// What `-progress` prints, every half second and at the end.
const PROGRESS =
  /^(frame|fps|stream_\S+|bitrate|total_size|out_time\w*|dup_frames|drop_frames|speed|progress)=\s*(\S*)/;

/** What to run. */
export interface EncoderOptions {
  /** The ffmpeg. */
  readonly path: string;
  /** Arguments that make it read NUT from `pipe:0` and write the output; `-progress pipe:2` among them. */
  readonly args: readonly string[];
  /** The frames that will come. */
  readonly video: NutWriterOptions;
  /** Milliseconds without a sign of life until it is given up. */
  readonly stallTimeoutMs: number;
  /** The same once it was given all frames. @defaultValue `stallTimeoutMs` */
  readonly finishTimeoutMs?: number;
  /** Whether its file is of use up to its last moments, so that it need not be waited for when Node is gone. @defaultValue false */
  readonly isCrashSafe?: boolean;
  /** What it does, for messages; for example `encoding "out.mp4"`. */
  readonly doing: string;
  /** Hears that it has died before {@link VideoEncoder.finish} was called, and why. */
  readonly onDeath?: (error: Error) => void;
}

/** How an encoder ended. */
export interface EncoderEnd {
  /** Frames that it says it has written. */
  readonly frames: number;
  /** What it complained of. */
  readonly stderrTail: readonly string[];
}

/** An ffmpeg that encodes the frames it is given and writes the file itself, so that the file outlives Node. */
export class VideoEncoder {
  readonly #process: FfmpegProcess;
  readonly #nut: NutWriter;
  readonly #doing: string;
  #finishTimeoutMs: number;
  #watch: StallWatch;
  #frames = 0;
  #isExpected = true;
  #isStalled = false;
  #isFinishing = false;

  constructor(options: EncoderOptions) {
    this.#nut = new NutWriter(options.video);
    this.#doing = options.doing;
    this.#finishTimeoutMs = options.finishTimeoutMs ?? options.stallTimeoutMs;
    this.#process = new FfmpegProcess({
      path: options.path,
      args: options.args,
      role: options.isCrashSafe === true ? 'safeWriter' : 'writer',
      hasStdin: true,
      onLine: (line) => this.#readProgress(line),
    });
    this.#watch = this.#startWatch(options.stallTimeoutMs);
    // Between two frames nobody would notice otherwise, and who waits for the file would wait for ever.
    void this.#process.exited.then((exit) => {
      this.#watch.stop();
      if (!this.#isFinishing) options.onDeath?.(this.#errorFor(exit));
    });
    this.#process.stdin?.write(this.#nut.header());
    this.#isExpected = false;
  }

  /** The program and its arguments. */
  get command(): readonly string[] {
    return this.#process.command;
  }

  /** Process id. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Whether it has ended, however. */
  get ended(): boolean {
    return this.#process.exit !== undefined;
  }

  /**
   * Hands over a frame.
   *
   * @param pts - Its time in ticks of the video's time base; rises from frame to frame.
   * @param pixels - Left alone until the promise settles; not copied.
   * @returns Resolves when the pipe has taken all of it. Rejects when the encoder is gone, with the reason it gave.
   */
  async write(pts: number, pixels: Uint8Array): Promise<void> {
    const { stdin } = this.#process;
    if (stdin === null || this.#process.exit !== undefined) throw await this.#failure();
    const header = this.#nut.frameHeader(pts, pixels.length);
    this.#isExpected = true;
    const error = await new Promise<unknown>((resolve) => {
      stdin.cork();
      stdin.write(header);
      stdin.write(pixels, (failure) => resolve(failure));
      stdin.uncork();
    });
    this.#isExpected = false;
    this.#watch.note();
    // EPIPE says only that the encoder is gone; how it ended says why.
    if (error !== undefined && error !== null) throw await this.#failure();
  }

  /**
   * Ends the input and waits until the file is complete.
   *
   * @throws {@link FfmpegError} when it did not end well.
   */
  async finish(): Promise<EncoderEnd> {
    this.#isFinishing = true;
    this.#isExpected = true;
    if (this.#process.exit === undefined) {
      this.#watch.stop();
      this.#watch = this.#startWatch(this.#finishTimeoutMs);
    }
    this.#process.stdin?.end();
    const exit = await this.#process.exited;
    if (exit.code !== 0) throw this.#errorFor(exit);
    return { frames: this.#frames, stderrTail: this.#process.stderrTail };
  }

  /**
   * Lets it be silent for less long from now on, while it takes a frame and at its end: somebody waits for the file.
   *
   * @param timeoutMs - Milliseconds without a sign of life until it is given up.
   */
  hurry(timeoutMs: number): void {
    this.#finishTimeoutMs = Math.min(this.#finishTimeoutMs, timeoutMs);
    if (this.#process.exit !== undefined) return;
    this.#watch.stop();
    this.#watch = this.#startWatch(this.#finishTimeoutMs);
  }

  /** Ends it at once, whatever becomes of the file. */
  async kill(): Promise<void> {
    this.#isFinishing = true;
    await this.#process.kill();
  }

  #startWatch(timeoutMs: number): StallWatch {
    return new StallWatch({
      timeoutMs,
      pid: this.#process.pid,
      isExpected: () => this.#isExpected,
      onStall: () => {
        this.#isStalled = true;
        void this.#process.kill();
      },
    });
  }

  async #failure(): Promise<Error> {
    // A broken pipe comes a moment before the end; one that does not end is ended.
    const exit = await this.#process.stop({ finishMs: 5_000, termMs: 2_000 });
    return this.#errorFor(exit);
  }

  #errorFor(exit: ProcessExit): Error {
    const { command, stderrTail } = this.#process;
    const cause = ffmpegError({ doing: this.#doing, command, exit, stderrTail });
    if (!this.#isStalled) return cause;
    return new TargetError(
      `ffmpeg stopped taking frames while ${this.#doing}, and was ended. Is its disk or network drive gone?`,
      { code: 'FFMPEG_UNRESPONSIVE', cause },
    );
  }

  #readProgress(line: string): boolean {
    const match = PROGRESS.exec(line);
    if (match === null) return false;
    this.#watch.note();
    if (match[1] === 'frame') this.#frames = Number(match[2]);
    return true;
  }
}
