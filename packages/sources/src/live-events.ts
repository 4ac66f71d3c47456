import type { GiftGrabError, NetworkSourceUnavailableError } from '@giftgrab/core';
import type { FrozenReason } from './live-watch';

/** The size of a picture. */
export interface StreamPicture {
  /** Pixels a row. */
  readonly cols: number;
  /** Rows. */
  readonly rows: number;
}

/** Video comes. Who subscribes while it does hears so at once. */
export interface StreamConnected {
  /** Which event this is. */
  readonly type: 'connected';
}

/** Video comes no more. It is connected again, if it shall be. */
export interface StreamLost<E extends GiftGrabError = NetworkSourceUnavailableError> {
  /** Which event this is. */
  readonly type: 'lost';
  /** Why. */
  readonly error: E;
}

/** Video comes again. */
export interface StreamRestored {
  /** Which event this is. */
  readonly type: 'restored';
  /** How many attempts it took. */
  readonly attempts: number;
}

/** Frames are missing. Comes before the first frame after the gap. */
export interface StreamGap {
  /** Which event this is. */
  readonly type: 'gap';
  /** Index of the last frame before. */
  readonly lastIndex: number;
  /** Index of the first frame after. */
  readonly nextIndex: number;
  /** Frames that were made to fill it. */
  readonly filled: number;
  /** How long nothing came. */
  readonly seconds: number;
}

/** The picture has another size; the stream then ends with a `SourceSizeChangedError`. */
export interface StreamFormatChanged {
  /** Which event this is. */
  readonly type: 'formatChanged';
  /** What it was. */
  readonly from: StreamPicture;
  /** What it is; `undefined` where ffmpeg does not tell. */
  readonly to: StreamPicture | undefined;
}

/** The connection is there, but nothing new comes: nothing at all, or the same picture over and over. */
export interface StreamFrozen {
  /** Which event this is. */
  readonly type: 'frozen';
  /** Which of the two. */
  readonly why: FrozenReason;
  /** For how long already. */
  readonly seconds: number;
}

/** After {@link StreamFrozen}: another picture has come. */
export interface StreamThawed {
  /** Which event this is. */
  readonly type: 'thawed';
  /** How long nothing new came. */
  readonly seconds: number;
}

/** What happens to the connection of a network source; `type` says which it is. */
export type StreamEvent<E extends GiftGrabError = NetworkSourceUnavailableError> =
  | StreamConnected
  | StreamLost<E>
  | StreamRestored
  | StreamGap
  | StreamFormatChanged
  | StreamFrozen
  | StreamThawed;

/** What happens to the connection of a device; `type` says which it is. */
export type DeviceEvent = StreamEvent<GiftGrabError>;
