import { basename } from 'node:path';
import {
  checkFrameRate,
  InvalidOptionError,
  isSameShape,
  VideoTarget,
  type TargetReport,
  type VideoFrame,
} from '@giftgrab/core';
import { Subject, type Observable, type Subscription } from 'rxjs';
import { codecSpec } from '../codecs';
import { endOnAbort } from '../end-on-abort';
import type { FileWriterOptions } from '../file-writer-options';
import { isMp4 } from '../is-mp4';
import { FrameCommands } from './frame-commands';
import { tableRoom } from './frames-on-disk/mp4/table-room';
import { PreRoll } from './pre-roll';
import { choosePreset } from './preset-trial';
import { RecordedParts } from './recorded-parts';
import type { RecorderEvent } from './recorder-events';
import { checkRecorderOptions, type RecorderOptions } from './recorder-options';
import { RecordingPart, type RecordingPartPlan, type RecordingPartReport } from './recording-part';
import { RecordingPlace, type RecordingPlacePlan } from './recording-place';
import { spillOf } from './spill/spill-of';
import type { SpillQueue } from './spill/spill-queue';
import { isStorageFailure } from './storage-failure';

// An encoder that hangs has to be replaced while the frames that wait for it fit in memory.
const STALL_TIMEOUT_MS = 10_000;
// With a fifth of a second in the muxer, and what encoders hold back, a power cut takes less than a second of video.
const SYNC_EVERY_MS = 400;
// The table of longer files is behind their frames.
const ROOM_SECONDS = 2 * 3600;

/** Whether a {@link Recorder} records. */
export type RecorderState = 'idle' | 'recording' | 'paused' | 'closed';

/** What a {@link Recorder} has recorded. */
export interface RecordingReport extends TargetReport {
  /** Frames that came while it did not record; they are not dropped. */
  readonly passedOver: number;
  /** Frames that waited on the disk before they were encoded (`spill`). */
  readonly spilled: number;
  /** The files, in order. */
  readonly parts: readonly RecordingPartReport[];
}

/** What a {@link Recorder} has recorded up to now. */
export interface RecordedSoFar {
  /** Frames that it has taken while it recorded. */
  readonly frames: number;
  /** Those of them that wait on the disk (`spill`). */
  readonly waiting: number;
  /** Bytes of its files, a moment ago. */
  readonly bytes: number;
  /** Seconds of video in its files. */
  readonly seconds: number;
}

/**
 * Makes a recorder: a target for footage that cannot be taken again.
 *
 * While it records, each file is of use up to its last moments, less than a second, whatever happens: it is named `….recording.mp4`
 * then, ffmpeg writes it itself in pieces that need nothing written later, and what is written is brought to the disk more than twice a
 * second. At the end it becomes an ordinary file in its place and gets its name. `repairRecording` does that for one that was left.
 *
 * @param path - The file. Its name may have `{date}`, `{time}` and `{part}`; its extension says which container.
 * @param options - How to record; `codec` and `frameRate` are required.
 * @throws As {@link fileWriter}.
 * @example
 * ```ts
 * import type { VideoSource } from '@giftgrab/core';
 * import { recorder } from '@giftgrab/targets';
 *
 * async function record(camera: VideoSource): Promise<void> {
 *   const target = recorder('theatre-{date}-{time}.mp4', {
 *     codec: 'HEVC',
 *     frameRate: camera.frameRate ?? 25,
 *     rotate: { seconds: 600 },
 *   });
 *   camera.attach(target);
 *   setTimeout(() => void target.stop(), 3_600_000);
 *   for (const { path, frames, missing } of (await target.finished).parts) console.log(path, frames, missing);
 * }
 * void record;
 * ```
 * @see GIFT-Grab's `Recorder` (P1)
 */
export function recorder(path: string, options: RecorderOptions): Recorder {
  return new Recorder(path, options);
}

/** A recording as a target; made by {@link recorder}. */
export class Recorder extends VideoTarget<RecordingReport> {
  #place: RecordingPlace;
  #fallback: RecordingPlace | undefined;
  readonly #options: RecorderOptions;
  readonly #plan: Omit<RecordingPartPlan, 'path' | 'number'>;
  readonly #preRoll: PreRoll | undefined;
  readonly #spill: SpillQueue | undefined;
  readonly #events = new Subject<RecorderEvent>();
  readonly #trigger: Subscription | undefined;
  readonly #unwatch: () => void;
  readonly #parts = new RecordedParts({
    onEvent: (event) => this.#events.next(event),
    recordElsewhere: (part, error) => this.#recordRest(part, error),
  });
  /** Where each file is. */
  readonly #places = new WeakMap<RecordingPart, RecordingPlace>();
  readonly #commands = new FrameCommands();
  /** That were found to be right for frames of a shape. */
  readonly #presets = new Map<string, string | undefined>();
  #state: RecorderState = 'idle';
  #part: RecordingPart | undefined;
  #shape: VideoFrame['shape'] | undefined;
  #isSplitting = false;
  #passedOver = 0;
  #isBehind = false;

  /** @internal Use {@link recorder}. */
  constructor(path: string, options: RecorderOptions) {
    super();
    const spec = codecSpec(options.codec);
    const { candidates, partOptions } = checkRecorderOptions(spec, options);
    const { rotate, preRoll, trigger, fallbackPath, overwrite = false } = options;
    this.#options = options;
    const places: RecordingPlacePlan = {
      spec,
      isRotating: rotate !== undefined,
      overwrite,
      disk: options.disk ?? {},
      written: () => this.#parts.bytes + (this.#part?.encoding.bytes ?? 0),
      onLow: (room) => this.#events.next({ type: 'diskLow', ...room }),
    };
    this.#place = new RecordingPlace(path, places);
    const { muxer } = this.#place;
    if (fallbackPath !== undefined) {
      this.#fallback = new RecordingPlace(fallbackPath, places);
      if (this.#fallback.muxer !== muxer) {
        const rule = 'a file of the same kind as path';
        throw new InvalidOptionError('fallbackPath', rule, fallbackPath);
      }
    }
    this.#plan = {
      muxer,
      spec,
      candidates,
      frameRate: checkFrameRate(options.frameRate),
      options: { stallTimeoutMs: STALL_TIMEOUT_MS, ...partOptions },
      onRestart: (error, replayed) =>
        this.#events.next({ type: 'encoderRestarted', error, replayed }),
      overwrite,
      syncEveryMs: options.syncEveryMs ?? SYNC_EVERY_MS,
      reservedBytes: isMp4(muxer) ? roomFor(options) : 0,
      timestamps: options.timestamps ?? true,
      report: options.report ?? true,
      verify: options.verify ?? 'count',
      source: options.source,
    };
    this.#preRoll = preRoll === undefined ? undefined : new PreRoll(preRoll);
    const { spill = false } = options;
    this.#spill =
      spill === false
        ? undefined
        : spillOf(spill === true ? {} : spill, {
            place: () => this.#place,
            encode: (frame) => this.#encode(frame),
            onEvent: (event) => this.#events.next(event),
            onFailure: (error) => this.fail(error),
          });
    this.#unwatch = endOnAbort(this, options.signal);
    if (options.autoStart ?? (trigger === undefined && preRoll === undefined)) this.start();
    this.#trigger = trigger?.subscribe({
      next: (isWanted) => {
        if (isWanted) this.start();
        else void this.stop();
      },
      error: (error: unknown) => this.error(error),
    });
  }

  /** Its class and the name of its files. */
  override get name(): string {
    return `Recorder ${basename(this.#place.template)}`;
  }

  /** Whether it records; what was said while frames wait holds from the next frame on. */
  get state(): RecorderState {
    return this.#state;
  }

  /** How much it has recorded up to now. */
  get recorded(): RecordedSoFar {
    const open = [...this.#parts.finishing, ...(this.#part === undefined ? [] : [this.#part])];
    const all = [...this.#parts.reports, ...open.map(({ encoding }) => encoding)];
    const sum = (
      count: (part: RecordingPartReport | RecordingPart['encoding']) => number,
    ): number => all.reduce((total, part) => total + count(part), 0);
    return {
      frames: this.stats.framesOut - this.#passedOver,
      waiting: this.#spill?.length ?? 0,
      bytes: sum(({ bytes }) => bytes),
      seconds: sum(({ durationSeconds }) => durationSeconds),
    };
  }

  /** What happens; completes with the recorder. */
  get events(): Observable<RecorderEvent> {
    return this.#events.asObservable();
  }

  /** Begins a recording with the next frame, or with those of the pre-roll. Does nothing while there is one. */
  start(): void {
    this.#commands.say(() => {
      if (this.#state !== 'idle') return;
      this.#state = 'recording';
      this.#place.begin();
      this.#events.next({ type: 'started' });
    });
  }

  /** Leaves out what comes next, until {@link resume}: the file goes on as if no time had passed. */
  pause(): void {
    this.#commands.say(() => {
      if (this.#state !== 'recording') return;
      this.#state = 'paused';
      this.#events.next({ type: 'paused' });
    });
  }

  /** Goes on after {@link pause}. */
  resume(): void {
    this.#commands.say(() => {
      if (this.#state !== 'paused') return;
      this.#state = 'recording';
      this.#part?.encoding.cut();
      this.#events.next({ type: 'resumed' });
    });
  }

  /** Goes on in another file with the next frame. */
  splitNow(): void {
    this.#commands.say(() => (this.#isSplitting = this.#part !== undefined));
  }

  /**
   * Ends the recording; {@link start} begins another. Frames that were given before are in it.
   *
   * @returns Resolves when its files are finished.
   */
  async stop(): Promise<void> {
    this.#part?.encoding.hurry();
    await new Promise<void>((resolve) => {
      this.#commands.say(() => {
        this.#endRecording();
        resolve();
      });
    });
    await this.#parts.settled();
  }

  /**
   * Ends the recording and the recorder.
   *
   * @returns What was recorded, as {@link finished}.
   */
  override close(): Promise<RecordingReport> {
    this.#part?.encoding.hurry();
    return super.close();
  }

  protected override check(): void {
    this.#commands.given();
  }

  protected override async write(frame: VideoFrame): Promise<void> {
    if (this.#spill === undefined) await this.#encode(frame);
    else await this.#spill.push(frame);
  }

  protected override async finalise(): Promise<RecordingReport> {
    this.#unwatch();
    this.#trigger?.unsubscribe();
    await this.#spill?.finish();
    this.#commands.end();
    this.#endRecording();
    this.#state = 'closed';
    this.#preRoll?.clear();
    await this.#parts.settled();
    this.#events.complete();
    if (this.#parts.failure !== undefined) throw this.#parts.failure;
    const parts = this.#parts.reports;
    const sum = (count: (part: RecordingPartReport) => number): number =>
      parts.reduce((total, part) => total + count(part), 0);
    return {
      frames: sum(({ frames, duplicated }) => frames - duplicated),
      dropped: this.stats.framesDropped + sum(({ dropped }) => dropped),
      passedOver: this.#passedOver,
      spilled: this.#spill?.spilled ?? 0,
      parts,
    };
  }

  #encode(frame: VideoFrame): Promise<void> {
    return this.#commands.take(() => this.#take(frame));
  }

  async #take(frame: VideoFrame): Promise<void> {
    if (this.#state === 'recording') {
      const earlier = this.#preRoll?.take() ?? [];
      try {
        for (const kept of earlier) await this.#record(kept);
      } finally {
        for (const kept of earlier) kept.release();
      }
      this.#passedOver -= earlier.length;
      await this.#record(frame);
      return;
    }
    this.#passedOver += 1;
    if (this.#state === 'idle') this.#preRoll?.keep(frame);
  }

  async #record(frame: VideoFrame): Promise<void> {
    if (this.#part !== undefined && this.#isDue(frame)) this.#endPart();
    try {
      this.#place.checkRoom();
      this.#part?.encoding.checkDisk(this.#fallback !== undefined);
      const part = (this.#part ??= await this.#beginPart(frame));
      await part.write(frame);
      this.#watchDelay(frame);
    } catch (error) {
      if (this.#fallback === undefined || !isStorageFailure(error)) throw error;
      await this.#goToFallback(this.#fallback, error as Error);
      await this.#record(frame);
    }
  }

  /** Goes on elsewhere, first of all with the frames that did not get onto the disk. */
  async #goToFallback(fallback: RecordingPlace, error: Error): Promise<void> {
    const unsafe = (await this.#part?.encoding.endEarly()) ?? [];
    this.#endPart();
    this.#moveTo(fallback, error);
    try {
      for (const frame of unsafe) await this.#record(frame);
    } finally {
      for (const frame of unsafe) frame.release();
    }
  }

  #moveTo(fallback: RecordingPlace, error: Error): void {
    this.#place.close();
    fallback.follow(this.#place);
    this.#place = fallback;
    this.#fallback = undefined;
    this.#events.next({ type: 'movedToFallback', error });
  }

  /** Of a part whose encoder found no room for its last frames: records them elsewhere, in a part of their own. */
  async #recordRest(part: RecordingPart, error: Error): Promise<RecordingPart | undefined> {
    if (this.#fallback !== undefined) this.#moveTo(this.#fallback, error);
    else if (this.#places.get(part) === this.#place) return undefined;
    const rest = part.encoding.takeUnsafe();
    try {
      const [first] = rest;
      if (first === undefined) return undefined;
      const another = await this.#openPart(first);
      try {
        for (const frame of rest) await another.write(frame);
      } catch (failure) {
        this.#parts.finish(another);
        throw failure;
      }
      return another;
    } finally {
      for (const frame of rest) frame.release();
    }
  }

  /** Tells of an encoder that is too slow before anything is lost. */
  #watchDelay({ capturedMs }: VideoFrame): void {
    const { warnBehindSeconds = 1 } = this.#options;
    const seconds = (performance.now() - capturedMs) / 1000;
    if (!this.#isBehind && seconds > warnBehindSeconds) {
      this.#isBehind = true;
      this.#events.next({ type: 'behind', seconds });
    } else if (this.#isBehind && seconds < warnBehindSeconds / 2) {
      this.#isBehind = false;
      this.#events.next({ type: 'caughtUp' });
    }
  }

  /** Whether a frame belongs into the next file. */
  #isDue(frame: VideoFrame): boolean {
    const isOther = this.#shape !== undefined && !isSameShape(frame.shape, this.#shape);
    return isOther || this.#isSplitting || this.#isFull();
  }

  #isFull(): boolean {
    const { rotate } = this.#options;
    const encoding = this.#part?.encoding;
    if (rotate === undefined || encoding === undefined) return false;
    const { seconds = Infinity, bytes = Infinity, frames = Infinity } = rotate;
    return (
      encoding.durationSeconds >= seconds || encoding.frames >= frames || encoding.bytes >= bytes
    );
  }

  async #beginPart(first: VideoFrame): Promise<RecordingPart> {
    this.#isSplitting = false;
    this.#shape = first.shape;
    await this.#place.open();
    return this.#openPart(first);
  }

  async #openPart(first: VideoFrame): Promise<RecordingPart> {
    const path = this.#place.nextPath();
    const options = await this.#optionsFor(first);
    const number = this.#place.part;
    const place = this.#place;
    const part = await RecordingPart.open({ ...this.#plan, options, path, number }, first);
    this.#places.set(part, place);
    this.#events.next({ type: 'partStarted', path });
    return part;
  }

  /** With a preset that this machine is fit for, where one is wanted: for pictures of another size it may be another. */
  async #optionsFor(first: VideoFrame): Promise<FileWriterOptions> {
    const { options } = this.#plan;
    if (this.#options.preset !== 'auto') return options;
    const { colour, cols, rows, stereoCount } = first;
    const shape = [colour, cols, rows, stereoCount].join();
    let preset = this.#presets.get(shape);
    if (!this.#presets.has(shape)) {
      const choice = await choosePreset({ ...this.#plan, path: '' }, first);
      ({ preset } = choice);
      this.#presets.set(shape, preset);
      this.#events.next({ type: 'presetChosen', ...choice });
    }
    return preset === undefined ? options : { ...options, preset };
  }

  #endRecording(): void {
    this.#endPart();
    this.#place.close();
    if (this.#state === 'idle' || this.#state === 'closed') return;
    this.#state = 'idle';
    this.#events.next({ type: 'stopped' });
  }

  /** Lets the file be finished while the next one is begun. */
  #endPart(): void {
    const part = this.#part;
    this.#part = undefined;
    this.#isSplitting = false;
    if (part !== undefined) this.#parts.finish(part);
  }
}

/** Bytes for the table of a file, where it is to be in front of the frames. */
function roomFor({ faststart = true, frameRate, rotate = {} }: RecorderOptions): number {
  if (!faststart) return 0;
  const { seconds = ROOM_SECONDS, frames = Infinity, bytes = Infinity } = rotate;
  const rate = checkFrameRate(frameRate).value;
  const most = Math.min(frames, Math.min(seconds, ROOM_SECONDS) * rate);
  return Math.min(tableRoom(most), Math.ceil(bytes / 32));
}
