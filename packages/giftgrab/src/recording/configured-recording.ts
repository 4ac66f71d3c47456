import { branch, type GiftGrabError, type VideoFrame, type VideoSource } from '@giftgrab/core';
import { crop } from '@giftgrab/filters';
import type { StreamEvent } from '@giftgrab/sources';
import type {
  RecordedSoFar,
  Recorder,
  RecorderEvent,
  RecorderState,
  RecordingPartReport,
} from '@giftgrab/targets';
import { merge, ReplaySubject, Subject, takeUntil, type Observable } from 'rxjs';
import { limitLength } from './limit-length';
import type { ConfiguredSource } from './open-configured-source';
import { writeConfig, type ResolvedConfig } from './write-config';

// Frames of a live source that may wait for the encoder, in seconds.
const WAITING_SECONDS = 2;

/** The configuration could not be written beside a recording, which goes on. */
export interface ConfigNotWritten {
  /** Which event this is. */
  readonly type: 'configNotWritten';
  /** Why. */
  readonly error: Error;
}

/** What happens to a recording: to its source, its recorder or its files; `type` says which it is. */
export type ConfiguredRecordingEvent =
  RecorderEvent | StreamEvent<GiftGrabError> | ConfigNotWritten;

/** How much a recording has up to now. */
export interface RecordingProgress extends RecordedSoFar {
  /** Frames that are lost: the source had no room for them, or the recorder failed. */
  readonly dropped: number;
  /** Whether it records. */
  readonly state: RecorderState;
}

/** How a recording ended, and how much of it there is. */
export interface RecordingResult extends Omit<RecordingProgress, 'state'> {
  /** Its name. */
  readonly name: string;
  /** The files that are finished, in order. */
  readonly parts: readonly RecordingPartReport[];
  /** Whether it was stopped before the end that it would have come to by itself. */
  readonly isCutShort: boolean;
  /** What it failed with; its files are kept. */
  readonly error?: Error;
}

/** One recording of a configuration, while it is made. */
export class ConfiguredRecording {
  /** Its name. */
  readonly name: string;
  /** Where its frames come from. */
  readonly source: VideoSource;
  /** What writes its files; `start`, `stop`, `pause` and `splitNow` are there. */
  readonly recorder: Recorder;
  /** What happens to it; completes when it has ended. */
  readonly events: Observable<ConfiguredRecordingEvent>;
  readonly #events = new Subject<ConfiguredRecordingEvent>();
  readonly #stop = new ReplaySubject<void>(1);
  readonly #opened: ConfiguredSource;
  readonly #resolved: ResolvedConfig;
  readonly #parts: RecordingPartReport[] = [];
  readonly #writing: Promise<void>[] = [];
  #isCutShort = false;
  #isOver = false;

  /** @internal Use `recordFromConfig`. */
  constructor(opened: ConfiguredSource, recorder: Recorder, resolved: ResolvedConfig) {
    this.name = resolved.plan.name;
    this.source = opened.source;
    this.recorder = recorder;
    this.events = this.#events.asObservable();
    this.#opened = opened;
    this.#resolved = resolved;
  }

  /** Whether it begins with the first frame; otherwise `recorder.start()` begins it. */
  get autoStart(): boolean {
    const { autoStart, preRoll } = this.#resolved.plan.recorder;
    return autoStart ?? preRoll === undefined;
  }

  /** How much it has up to now. */
  get progress(): RecordingProgress {
    const { recorded, stats, state } = this.recorder;
    return { ...recorded, state, dropped: this.source.stats.framesDropped + stats.framesDropped };
  }

  /** Takes no more frames; the files are finished with those that came. */
  stop(): void {
    const { seconds } = this.#resolved.plan;
    const hasEnd = seconds !== undefined || !this.#opened.isEndless;
    this.#isCutShort ||= hasEnd && !this.#isOver;
    this.#stop.next();
  }

  /** @internal Begins, and goes on to its end. Never rejects: a recording that fails does not concern the others. */
  async run(): Promise<RecordingResult> {
    const watching = merge(this.#opened.events, this.recorder.events).subscribe((event) =>
      this.#note(event),
    );
    const finished = this.recorder.finished;
    if (this.autoStart) this.recorder.start();
    this.#frames().subscribe(this.recorder);
    const result = await finished.then(
      ({ parts }) => ({ parts }),
      (error: unknown) => ({ parts: this.#parts, error: error as Error }),
    );
    this.#isOver = true;
    await Promise.all(this.#writing);
    await this.source[Symbol.asyncDispose]().catch(() => undefined);
    watching.unsubscribe();
    this.#events.complete();
    const { state: _state, ...amounts } = this.progress;
    return { name: this.name, isCutShort: this.#isCutShort, ...amounts, ...result };
  }

  #frames(): Observable<VideoFrame> {
    const { isLive } = this.#opened;
    const { subFrame, seconds } = this.#resolved.plan;
    const rate = this.#resolved.frameRate.value;
    let frames: Observable<VideoFrame> = this.source.pipe(takeUntil(this.#stop));
    if (seconds !== undefined) frames = frames.pipe(limitLength(seconds, isLive, rate));
    if (isLive) frames = frames.pipe(branch({ frames: Math.ceil(rate * WAITING_SECONDS) }));
    return subFrame === undefined ? frames : frames.pipe(crop(subFrame));
  }

  #note(event: RecorderEvent | StreamEvent<GiftGrabError>): void {
    if (event.type === 'partStarted') this.#writing.push(this.#writeConfig(event.path));
    if (event.type === 'partFinished') this.#parts.push(event.report);
    this.#events.next(event);
  }

  async #writeConfig(path: string): Promise<void> {
    await writeConfig(this.#resolved, path).catch((error: unknown) =>
      this.#events.next({ type: 'configNotWritten', error: error as Error }),
    );
  }
}
