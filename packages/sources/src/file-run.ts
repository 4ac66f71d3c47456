import {
  convertFrame,
  describe,
  frameShape,
  Rational,
  SourceSizeChangedError,
  Timestamp,
  VideoFrame,
  warn,
  type ColourSpace,
  type Colorimetry,
  type FrameShape,
  type SourceRun,
} from '@giftgrab/core';
import type { DecoderEnd, MediaInfo, NutStreamHeader } from '@giftgrab/ffmpeg';
import { decodingVerdict } from './decoding-verdict';
import type { DecodingConsumer, FileDecoding } from './file-decoding';
import type { OnEnd } from './file-source';
import { Pacer } from './pacer';
import { isMpegStream, wireColorimetry, type WireFormat } from './wire-format';

const FALLBACK_RATE = new Rational(25);

// Frames from before a change that may still come when an ffmpeg says that there is one, and not where: a few in its queue, and what the pipe holds.
const QUEUED_FRAMES = 8;
const PIPE_BYTES = 1 << 20;

/** What a run of a file needs to know. */
export interface FileRunPlan {
  readonly info: MediaInfo;
  readonly wire: WireFormat;
  /** Whether times are counted from the file's start, so that it has to be added. */
  readonly fromZero: boolean;
  readonly header: NutStreamHeader;
  readonly colour: ColourSpace;
  readonly frameRate: Rational | undefined;
  /** How many times the video's own pace; `undefined` for as fast as possible. */
  readonly speed: number | undefined;
  readonly onEnd: OnEnd;
  /** Starts a pass over the file. */
  readonly open: () => FileDecoding;
}

/** One run of a file source: pass after pass, from bytes on the pipe to frames with their time, in the colour asked for. */
export class FileRun implements DecodingConsumer {
  readonly #run: SourceRun;
  readonly #plan: FileRunPlan;
  readonly #shape: FrameShape;
  readonly #timeBase: Rational;
  /** Ticks on the pipe for each of the frames' time base. */
  readonly #divisor: number;
  readonly #start: number;
  readonly #colorimetry: Colorimetry;
  readonly #constantRate: Rational | undefined;
  #pacer: Pacer | undefined;
  #decoding: FileDecoding | undefined;
  #coming: VideoFrame | undefined;
  #last: VideoFrame | undefined;
  #index = 0;
  #passFrames = 0;
  #framesSinceChange = 0;
  #offset = 0;
  #firstTicks = 0;
  #lastTicks = 0;
  #longestGap = 0;
  #damaged = 0;
  #isWarned = false;

  constructor(run: SourceRun, plan: FileRunPlan) {
    this.#run = run;
    this.#plan = plan;
    const { header, info, wire } = plan;
    this.#shape = frameShape({ colour: wire.colour, cols: header.width, rows: header.height });
    if (plan.speed !== undefined) this.#pacer = this.#newPacer(plan.speed);
    [this.#timeBase, this.#divisor] = streamTimeBase(header.timeBase, info.video.timeBase);
    this.#start = plan.fromZero ? ticksOf(zeroSeconds(info), this.#timeBase) : 0;
    this.#colorimetry = wireColorimetry(wire, info.video.colorimetry);
    this.#constantRate = gridRate(info, this.#timeBase);
  }

  /** Complaints of the decoder about damaged data. */
  get damaged(): number {
    return this.#damaged + (this.#decoding?.damage.count ?? 0);
  }

  /** Frames that a damaged file promises and that did not come. */
  get missing(): number {
    const promised = this.#plan.info.video.frames ?? 0;
    // The number may count frames that an edit list hides; without damage it proves nothing.
    return this.damaged === 0 ? 0 : Math.max(0, promised - this.#passFrames);
  }

  /** Starts the first pass. */
  begin(): void {
    this.#passFrames = 0;
    this.#framesSinceChange = 0;
    this.#longestGap = 0;
    this.#decoding = this.#plan.open();
    this.#decoding.feed(this);
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    this.#pacer?.stop();
    this.#coming?.release();
    this.#coming = undefined;
    this.#last?.release();
    await this.#decoding?.stop();
  }

  frameStart(pts: number, size: number): Uint8Array | undefined {
    const run = this.#run;
    if (run.ended) return undefined;
    const { byteLength } = this.#shape;
    if (size !== byteLength) throw this.#sizeChanged(`from there a frame has ${size} bytes`);
    // A picture may change without a change in its number of bytes: turned by 90 degrees, for example.
    const seconds = (pts * this.#timeBase.num) / this.#timeBase.den / this.#divisor;
    if (this.#isAfterChange(seconds)) {
      throw this.#sizeChanged('from there ffmpeg says that it is another');
    }
    if (!run.budget.hasRoom(byteLength)) {
      run.whenRoom(byteLength, () => this.#decoding?.resume());
      return undefined;
    }
    const ticks = Math.round(pts / this.#divisor) + this.#start + this.#offset;
    const time = {
      index: this.#index,
      pts: new Timestamp(ticks, this.#timeBase),
      colorimetry: this.#colorimetry,
      constantRate: this.#constantRate,
    };
    this.#coming = VideoFrame.lend(this.#shape, time, run.budget);
    return this.#coming.data();
  }

  frameEnd(): void {
    const wire = this.#coming;
    this.#coming = undefined;
    if (wire === undefined) return;
    this.#count(wire.pts?.ticks ?? 0);
    let frame = wire;
    if (this.#plan.colour !== wire.colour) {
      frame = convertFrame(wire, this.#plan.colour);
      wire.release();
    }
    this.#keepLast(frame);
    if (this.#pacer === undefined) this.#run.emit(frame);
    else this.#pacer.push(frame, frame.pts?.seconds ?? 0);
  }

  end(end: DecoderEnd): void {
    this.#coming?.release();
    this.#coming = undefined;
    if (this.#pacer === undefined) this.#conclude(end);
    else this.#pacer.whenEmpty(() => this.#conclude(end));
  }

  #isAfterChange(seconds: number): boolean {
    const damage = this.#decoding?.damage;
    if (damage?.isChanged !== true) return false;
    if (damage.changeSeconds !== undefined) return seconds >= damage.changeSeconds - 1e-5;
    // Builds before 4.4 do not say when: what was on its way then still counts, and no more, however long the file is.
    this.#framesSinceChange += 1;
    return this.#framesSinceChange > QUEUED_FRAMES + PIPE_BYTES / this.#shape.byteLength;
  }

  #count(ticks: number): void {
    if (this.#index === 0) this.#firstTicks = ticks;
    if (this.#passFrames > 0) {
      this.#longestGap = Math.max(this.#longestGap, ticks - this.#lastTicks);
    }
    this.#lastTicks = ticks;
    this.#index += 1;
    this.#passFrames += 1;
  }

  #conclude(end: DecoderEnd): void {
    const run = this.#run;
    if (run.ended) return;
    let error = decodingVerdict(end, {
      info: this.#plan.info,
      frames: this.#passFrames,
      longestGapSeconds: new Timestamp(this.#longestGap, this.#timeBase).seconds,
      lastSeconds: new Timestamp(this.#lastTicks - this.#offset, this.#timeBase).seconds,
      damage: this.#decoding?.damage,
    });
    const changedTo = this.#decoding?.damage.changedTo;
    if (error instanceof SourceSizeChangedError && changedTo !== undefined) {
      error = this.#sizeChanged(`from there it is ${changedTo}`);
    }
    if (error !== undefined) {
      run.error(error);
      return;
    }
    this.#warnOfDamage();
    const { onEnd } = this.#plan;
    if (onEnd === 'complete') run.complete();
    else if (onEnd === 'loop') this.#loop();
    else this.#fill();
  }

  #warnOfDamage(): void {
    const { path, video } = this.#plan.info;
    if (this.damaged === 0 || this.#isWarned) return;
    this.#isWarned = true;
    const promised = video.frames === undefined ? '' : ` of ${video.frames}`;
    warn(
      'FRAMES_DAMAGED',
      `${describe(path)} is damaged: ffmpeg complained ${this.damaged} times; ${this.#passFrames}${promised} frames ` +
        'came, and some of them may show the damage.',
    );
  }

  #loop(): void {
    this.#damaged = this.damaged;
    this.#offset = this.#ticksAfterLast(1) - this.#firstTicks;
    this.begin();
  }

  /** Goes on with black, or with the last frame, at the frame rate: without a pace they would flood. */
  #fill(): void {
    this.#pacer ??= this.#newPacer(1);
    this.#fillNext(1);
  }

  #fillNext(count: number): void {
    const last = this.#last;
    if (last === undefined) return;
    this.#run.whenRoom(last.shape.byteLength, () => {
      const pts = new Timestamp(this.#ticksAfterLast(count), this.#timeBase);
      const frame = last.derive({ index: this.#index, pts, capturedMs: performance.now() });
      if (this.#plan.onEnd === 'hold') frame.data().set(last.data());
      this.#index += 1;
      this.#pacer?.push(frame, pts.seconds);
      this.#fillNext(count + 1);
    });
  }

  #ticksAfterLast(frames: number): number {
    const rate = this.#plan.frameRate ?? FALLBACK_RATE;
    return this.#lastTicks + new Timestamp(frames, rate.inverse).inTicksOf(this.#timeBase);
  }

  #keepLast(frame: VideoFrame): void {
    if (this.#plan.onEnd !== 'black' && this.#plan.onEnd !== 'hold') return;
    this.#last?.release();
    this.#last = frame.share();
  }

  #newPacer(speed: number): Pacer {
    return new Pacer(speed, (frame) => this.#run.emit(frame));
  }

  #sizeChanged(how: string): SourceSizeChangedError {
    const { cols, rows, colour, byteLength } = this.#shape;
    return new SourceSizeChangedError(
      `The picture changes at frame ${this.#index} of ${describe(this.#plan.info.path)}: up to there it is ` +
        `${cols}×${rows} ${colour} (${byteLength} bytes), ${how}. ` +
        'Cut the file there and read the parts one after the other.',
    );
  }
}

/**
 * The stream's own time base where the pipe's is a fraction of it, as ffmpeg makes it; else the pipe's.
 *
 * @param wire - The pipe's.
 * @param stream - The stream's, where it is known.
 * @returns The time base of the frames, and how many ticks of the pipe one of its ticks is.
 */
function streamTimeBase(wire: Rational, stream: Rational | undefined): [Rational, number] {
  if (stream === undefined) return [wire, 1];
  const divisor = (stream.num * wire.den) / (stream.den * wire.num);
  return Number.isInteger(divisor) ? [stream, divisor] : [wire, 1];
}

function ticksOf(seconds: number, timeBase: Rational): number {
  // ffprobe prints whole microseconds.
  const microseconds = new Timestamp(Math.round(seconds * 1e6), new Rational(1, 1_000_000));
  return microseconds.inTicksOf(timeBase);
}

/** What ffmpeg takes for zero: the file's start, in MPEG streams that of the video alone. */
function zeroSeconds({ container, startSeconds = 0, video }: MediaInfo): number {
  return isMpegStream(container) ? (video.startSeconds ?? startSeconds) : startSeconds;
}

/** The frame rate, where it is constant and each frame of it begins on a whole tick. */
function gridRate({ container, video }: MediaInfo, timeBase: Rational): Rational | undefined {
  const { frameRate, isConstantRate, frames } = video;
  // A file without an index tells the rate of its first frames only; AVI counts frames that are left out.
  const isTold = isConstantRate && frames !== undefined && container !== 'avi';
  if (!isTold || frameRate === undefined) return undefined;
  const ticks = (frameRate.den * timeBase.den) / (frameRate.num * timeBase.num);
  return Number.isInteger(ticks) ? frameRate : undefined;
}
