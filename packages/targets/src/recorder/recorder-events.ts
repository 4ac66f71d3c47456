import type { PresetChoice } from './preset-trial';
import type { RecordingPartReport } from './recording-part';

/** A recording has been started, and begins with the next frame, or with those that were kept. */
export interface RecordingStarted {
  /** Which event this is. */
  readonly type: 'started';
}

/** Frames are left out from here on. */
export interface RecordingPaused {
  /** Which event this is. */
  readonly type: 'paused';
}

/** Frames are recorded again. */
export interface RecordingResumed {
  /** Which event this is. */
  readonly type: 'resumed';
}

/** A recording has been stopped; its files are being finished. */
export interface RecordingStopped {
  /** Which event this is. */
  readonly type: 'stopped';
}

/** A file has been begun. */
export interface PartStarted {
  /** Which event this is. */
  readonly type: 'partStarted';
  /** Its path, once it is finished. */
  readonly path: string;
}

/** A file is finished. */
export interface PartFinished {
  /** Which event this is. */
  readonly type: 'partFinished';
  /** What is in it. */
  readonly report: RecordingPartReport;
}

/** A file could not be finished as it should be; the others are not concerned. */
export interface PartFailed {
  /** Which event this is. */
  readonly type: 'partFailed';
  /** Its path, had it been finished. */
  readonly path: string;
  /** Why, and where what there is of it is. */
  readonly error: Error;
}

/** The encoder has died, or was ended because it hung; another has taken its place, and no frame is lost. */
export interface EncoderRestarted {
  /** Which event this is. */
  readonly type: 'encoderRestarted';
  /** What it died of. */
  readonly error: Error;
  /** Frames that the new one was given again. */
  readonly replayed: number;
}

/** There is room for less than `disk.warnSeconds` of recording; comes once for a disk. */
export interface DiskLow {
  /** Which event this is. */
  readonly type: 'diskLow';
  /** Bytes that are left, without those that have to stay free. */
  readonly bytes: number;
  /** Seconds of recording that go into them. */
  readonly seconds: number;
}

/** The disk is full, or has failed: the recording goes on at the `fallbackPath`. */
export interface MovedToFallback {
  /** Which event this is. */
  readonly type: 'movedToFallback';
  /** What is wrong with the disk. */
  readonly error: Error;
}

/** Frames are written later after their arrival than `warnBehindSeconds`: the encoder is too slow, and what waits for it may have to be dropped. */
export interface RecordingBehind {
  /** Which event this is. */
  readonly type: 'behind';
  /** How much later. */
  readonly seconds: number;
}

/** After {@link RecordingBehind}: frames are written in less than half that time again. */
export interface RecordingCaughtUp {
  /** Which event this is. */
  readonly type: 'caughtUp';
}

/** A preset was chosen for this machine (`preset: 'auto'`). */
export interface PresetChosen extends PresetChoice {
  /** Which event this is. */
  readonly type: 'presetChosen';
}

/** Frames come faster than they are encoded, and wait on the disk from now on (`spill`). */
export interface RecordingSpilling {
  /** Which event this is. */
  readonly type: 'spilling';
}

/** After {@link RecordingSpilling}: all that waited on the disk is encoded. */
export interface SpillEncoded {
  /** Which event this is. */
  readonly type: 'spillEncoded';
  /** How many frames that were. */
  readonly frames: number;
}

/** What happens in a recorder; `type` says which it is. */
export type RecorderEvent =
  | RecordingStarted
  | RecordingPaused
  | RecordingResumed
  | RecordingStopped
  | PartStarted
  | PartFinished
  | PartFailed
  | EncoderRestarted
  | DiskLow
  | MovedToFallback
  | RecordingBehind
  | RecordingCaughtUp
  | PresetChosen
  | RecordingSpilling
  | SpillEncoded;
