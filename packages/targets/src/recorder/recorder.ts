import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  checkFrameRate,
  describe,
  InvalidOptionError,
  isSameShape,
  TargetError,
  VideoTarget,
  warn,
  type TargetReport,
  type VideoFrame,
} from '@giftgrab/core';
import { Subject, type Observable, type Subscription } from 'rxjs';
import { checkNameLength, checkOutputPath } from '../check-output-path';
import { codecSpec } from '../codecs';
import { endOnAbort } from '../end-on-abort';
import type { FileWriterOptions } from '../file-writer-options';
import { isMp4 } from '../is-mp4';
import { DiskSpace } from './disk-space';
import { FrameCommands } from './frame-commands';
import { withoutExtension, withSuffix } from './file-names';
import { tableRoom } from './frames-on-disk/mp4/table-room';
import { PreRoll } from './pre-roll';
import { choosePreset } from './preset-trial';
import type { RecorderEvent } from './recorder-events';
import { checkRecorderOptions, type RecorderOptions, type SpillOptions } from './recorder-options';
import { RecordingName } from './recording-name';
import { RecordingPart, type RecordingPartPlan, type RecordingPartReport } from './recording-part';
import { SpillQueue } from './spill/spill-queue';
import { isStorageFailure } from './storage-failure';
import { unfinishedName } from './unfinished-file';

// An encoder that hangs has to be replaced while the frames that wait for it fit in memory.
const STALL_TIMEOUT_MS = 10_000;
// The table of longer files is behind their frames.
const ROOM_SECONDS = 2 * 3600;
// Of the disk's room, which is looked at once a second, waiting frames leave so much to the recording.
const ROOM_BESIDES = 256 * 1024 * 1024;

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
 * While it records, each file is of use up to its last half second, whatever happens: it is named `….recording.mp4` then, ffmpeg writes it
 * itself in pieces that need nothing written later, and what is written is brought to the disk twice a second. At the end it becomes an
 * ordinary file in its place and gets its name. `repairRecording` does that for one that was left.
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
  #name: RecordingName;
  #fallback: RecordingName | undefined;
  #disk: DiskSpace;
  readonly #options: RecorderOptions;
  readonly #plan: Omit<RecordingPartPlan, 'path' | 'number'>;
  readonly #preRoll: PreRoll | undefined;
  readonly #spill: SpillQueue | undefined;
  readonly #events = new Subject<RecorderEvent>();
  readonly #trigger: Subscription | undefined;
  readonly #unwatch: () => void;
  /** In the order they were begun in; those that are not finished are missing. */
  readonly #parts: (RecordingPartReport | undefined)[] = [];
  readonly #finishing = new Map<RecordingPart, Promise<void>>();
  readonly #commands = new FrameCommands();
  /** That were found to be right for frames of a shape. */
  readonly #presets = new Map<string, string | undefined>();
  #state: RecorderState = 'idle';
  #part: RecordingPart | undefined;
  #shape: VideoFrame['shape'] | undefined;
  #startedAt = new Date();
  /** Files of this recording, or of all where their names do not tell recordings apart. */
  #partCount = 0;
  #isSplitting = false;
  #passedOver = 0;
  #partFailure: Error | undefined;
  /** Bytes of files that are not written to any more. */
  #bytes = 0;
  #isBehind = false;

  /** @internal Use {@link recorder}. */
  constructor(path: string, options: RecorderOptions) {
    super();
    const spec = codecSpec(options.codec);
    const { candidates, partOptions } = checkRecorderOptions(spec, options);
    const { rotate, preRoll, trigger, overwrite = false } = options;
    this.#name = new RecordingName(path, rotate !== undefined);
    this.#options = options;
    const first = this.#name.pathOf(new Date(), 1);
    const muxer = checkOutputPath(first, spec, overwrite);
    checkNameLength(longestName(first));
    this.#plan = {
      muxer,
      spec,
      candidates,
      frameRate: checkFrameRate(options.frameRate),
      options: { stallTimeoutMs: STALL_TIMEOUT_MS, ...partOptions },
      onRestart: (error, replayed) =>
        this.#events.next({ type: 'encoderRestarted', error, replayed }),
      overwrite,
      syncEveryMs: options.syncEveryMs ?? 500,
      reservedBytes: isMp4(muxer) ? roomFor(options) : 0,
      timestamps: options.timestamps ?? true,
      report: options.report ?? true,
      verify: options.verify ?? 'count',
      source: options.source,
    };
    if (options.fallbackPath !== undefined) {
      this.#fallback = new RecordingName(options.fallbackPath, rotate !== undefined);
      const path = this.#fallback.pathOf(new Date(), 1);
      const muxer = checkOutputPath(path, spec, overwrite);
      if (muxer !== this.#plan.muxer) {
        throw new InvalidOptionError('fallbackPath', 'a file of the same kind as path', path);
      }
      checkNameLength(longestName(path));
    }
    this.#disk = this.#watchDisk();
    this.#preRoll = preRoll === undefined ? undefined : new PreRoll(preRoll);
    const { spill = false } = options;
    this.#spill = spill === false ? undefined : this.#makeSpill(spill === true ? {} : spill);
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
    return `Recorder ${basename(this.#name.template)}`;
  }

  /** Whether it records; what was said while frames wait holds from the next frame on. */
  get state(): RecorderState {
    return this.#state;
  }

  /** How much it has recorded up to now. */
  get recorded(): RecordedSoFar {
    const finished = this.#parts.filter((part) => part !== undefined);
    const open = [...this.#finishing.keys(), ...(this.#part === undefined ? [] : [this.#part])];
    const all = [...finished, ...open.map(({ encoding }) => encoding)];
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
      this.#startedAt = new Date();
      if (this.#name.isDated) this.#partCount = 0;
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
    await new Promise<void>((resolve) => {
      this.#commands.say(() => {
        this.#endRecording();
        resolve();
      });
    });
    await Promise.all(this.#finishing.values());
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
    await Promise.all(this.#finishing.values());
    this.#events.complete();
    if (this.#partFailure !== undefined) throw this.#partFailure;
    const parts = this.#parts.filter((part) => part !== undefined);
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

  #makeSpill({ folder, bytes: maxBytes = 16 * 2 ** 30 }: SpillOptions): SpillQueue {
    let files = 0;
    return new SpillQueue({
      encode: (frame) => this.#encode(frame),
      maxBytes,
      nextPath: () => {
        const base = withoutExtension(this.#name.pathOf(this.#startedAt, this.#partCount || 1));
        const inFolder = folder === undefined ? base : join(folder, basename(base));
        for (;;) {
          files += 1;
          const number = String(files).padStart(3, '0');
          const path = unfinishedName(`${inFolder}.spill${number}.nut`);
          if (!existsSync(path)) return path;
        }
      },
      hasRoomFor: (bytes) => folder !== undefined || this.#disk.room.bytes > bytes + ROOM_BESIDES,
      onSpilling: () => this.#events.next({ type: 'spilling' }),
      onEmptied: (frames) => this.#events.next({ type: 'spillEncoded', frames }),
      onFailure: (error, left) => {
        if (left.length > 0) {
          const files = left.map((path) => describe(path)).join(', ');
          warn(
            'SPILL_LEFT',
            `Frames that waited to be encoded are kept, uncompressed, in ${files}.`,
          );
        }
        this.fail(error);
      },
    });
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
      if (this.#disk.room.bytes === 0) throw this.#diskFull();
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
  async #goToFallback(name: RecordingName, error: Error): Promise<void> {
    const encoding = this.#part?.encoding;
    // There may be room yet for what the encoder holds back: only what it cannot write any more is written elsewhere.
    await encoding?.finish().catch(() => undefined);
    const unsafe = encoding?.takeUnsafe() ?? [];
    this.#endPart();
    this.#disk.stop();
    this.#name = name;
    this.#fallback = undefined;
    this.#disk = this.#watchDisk();
    this.#events.next({ type: 'movedToFallback', error });
    try {
      for (const frame of unsafe) await this.#record(frame);
    } finally {
      for (const frame of unsafe) frame.release();
    }
  }

  #watchDisk(): DiskSpace {
    const written = (): number => this.#bytes + (this.#part?.encoding.bytes ?? 0);
    return new DiskSpace(
      dirname(resolve(this.#name.template)),
      this.#options.disk ?? {},
      written,
      (room) => this.#events.next({ type: 'diskLow', ...room }),
    );
  }

  #diskFull(): TargetError {
    const { minFreeBytes } = this.#options.disk ?? {};
    return new TargetError(
      `The disk of ${describe(this.#name.template)} is full: only the ${minFreeBytes ?? 'last 64 Mi'} bytes are free that have to stay ` +
        'so ({ disk: { minFreeBytes } }). What was recorded is whole. Make room, or name another disk with { fallbackPath }.',
      { code: 'DISK_FULL' },
    );
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
    await this.#disk.start();
    if (this.#disk.room.bytes === 0) throw this.#diskFull();
    const path = this.#nextPath();
    const options = await this.#optionsFor(first);
    const part = await RecordingPart.open(
      { ...this.#plan, options, path, number: this.#partCount },
      first,
    );
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

  /** The first name that is free: a recording does not fail because of a name. */
  #nextPath(): string {
    for (;;) {
      this.#partCount += 1;
      const path = this.#name.pathOf(this.#startedAt, this.#partCount);
      const unfinished = unfinishedName(path);
      if (existsSync(unfinished)) {
        warn(
          'RECORDING_UNFINISHED',
          `There is an unfinished recording, "${unfinished}", of a program that died. It is left alone; "giftgrab repair" finishes it.`,
        );
      } else if (this.#plan.overwrite || !existsSync(path)) return path;
    }
  }

  #endRecording(): void {
    this.#endPart();
    this.#disk.stop();
    if (this.#state === 'idle' || this.#state === 'closed') return;
    this.#state = 'idle';
    this.#events.next({ type: 'stopped' });
  }

  /** Lets the file be finished while the next one is begun. */
  #endPart(): void {
    const part = this.#part;
    this.#part = undefined;
    this.#isSplitting = false;
    if (part === undefined) return;
    this.#bytes += part.encoding.bytes;
    const place = this.#parts.push(undefined) - 1;
    const finishing = this.#finish(part, place).finally(() => this.#finishing.delete(part));
    this.#finishing.set(part, finishing);
  }

  async #finish(part: RecordingPart, place: number): Promise<void> {
    try {
      if (part.encoding.frames === 0) {
        await part.discard();
        return;
      }
      const report = await part.finish();
      this.#parts[place] = report;
      this.#events.next({ type: 'partFinished', report });
    } catch (error) {
      this.#partFailure ??= error as Error;
      this.#events.next({ type: 'partFailed', path: part.path, error: error as Error });
    }
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

/** The longest name that a recording may need: that of a file which is begun when many encoders have died. */
function longestName(path: string): string {
  return unfinishedName(withSuffix(path, '.segment999'));
}
