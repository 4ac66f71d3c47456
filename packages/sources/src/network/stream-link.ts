import {
  SourceSizeChangedError,
  Timestamp,
  VideoFrame,
  type FrameShape,
  type NetworkSourceUnavailableError,
} from '@giftgrab/core';
import type { DecoderEnd } from '@giftgrab/ffmpeg';
import type { LiveWatch } from '../live-watch';
import { GapFiller, type GapFilling } from './gap-filler';
import { backoffMs, type ReconnectPlan } from '../reconnect';
import { named, type StreamAddress } from './stream-address';
import type { ConnectionConsumer, StreamConnection } from './stream-connection';
import type { StreamEvent, StreamPicture } from '../live-events';
import { streamFailure } from './stream-failure';
import { StreamTimes } from './stream-times';

// Frames per second that are made where nobody knows how many the stream has.
const USUAL_RATE = 25;

/** Who gets the frames of a link. */
export interface LinkReceiver {
  /** Whether it can take a frame of a stream that can wait; calls back when it can, otherwise. */
  hasRoom(byteLength: number, whenRoom: () => void): boolean;
  /** Takes a loan of its own on a frame. */
  push(frame: VideoFrame): void;
  /** Hears that no more will come, and why. */
  error(error: unknown): void;
  /** Hears that the stream has ended. */
  complete(): void;
}

/** What a link needs to know. */
export interface LinkPlan {
  readonly address: StreamAddress;
  readonly picture: StreamPicture;
  /** Layout of what comes. */
  readonly shape: FrameShape;
  /** How it is connected again when it is lost. */
  readonly reconnect: ReconnectPlan | undefined;
  /** Whether an end in order fails as well, where the stream has no length. */
  readonly failsAtEnd: boolean;
  /** What is shown while it is lost; nothing, otherwise. */
  readonly filling: GapFilling | undefined;
  /** Frames per second, where the stream says so. */
  readonly frameRate: number | undefined;
  /** Counts what comes. */
  readonly watch: LiveWatch;
  readonly connect: (signal: AbortSignal) => Promise<StreamConnection>;
  readonly onEvent: (event: StreamEvent) => void;
}

/** A stream for as long as somebody wants it: connection after connection, each frame to all who receive. */
export class StreamLink implements ConnectionConsumer {
  readonly #plan: LinkPlan;
  readonly #receivers = new Set<LinkReceiver>();
  readonly #abort = new AbortController();
  readonly #times = new StreamTimes();
  #connection: StreamConnection | undefined;
  #connecting: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #isConnecting = false;
  readonly #filler: GapFiller | undefined;
  #coming: VideoFrame | undefined;
  #index = 0;
  /** Frames that were made since it was lost. */
  #filled = 0;
  /** Complaints about damaged data in connections before this one. */
  #damagedBefore = 0;
  /** Attempts since video came last. */
  #attempts = 0;
  #hasLost = false;
  #isOver = false;

  /**
   * @param plan - What it needs to know.
   * @param connection - One that is open; it is made when the first receiver comes, otherwise.
   */
  constructor(plan: LinkPlan, connection?: StreamConnection) {
    this.#plan = plan;
    this.#connection = connection;
    if (plan.filling !== undefined) {
      this.#filler = new GapFiller(plan.filling, (picture, dueMs) => this.#fill(picture, dueMs));
    }
    connection?.rest();
  }

  /** Whether video comes. */
  get isConnected(): boolean {
    return this.#connection?.ended === false;
  }

  /** Complaints of the decoder about damaged data. */
  get damaged(): number {
    return this.#damagedBefore + (this.#connection?.damaged ?? 0);
  }

  /** Whether it has ended for good. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether somebody receives. */
  get isUsed(): boolean {
    return this.#receivers.size > 0;
  }

  /** Somebody wants the frames from now on. */
  add(receiver: LinkReceiver): void {
    this.#receivers.add(receiver);
    if (this.#receivers.size > 1) return;
    const connection = this.#connection;
    if (connection?.ended === false) this.#take(connection);
    // What was lost while nobody looked is no loss to anybody.
    else void this.#connect();
  }

  /** Somebody wants them no more. */
  remove(receiver: LinkReceiver): void {
    this.#receivers.delete(receiver);
    // It may be this one that the others had to wait for.
    if (this.isUsed) this.#connection?.resume();
    else this.#plan.watch.stop();
  }

  /** Ends it. Resolves when nothing is left of it. */
  async stop(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#retry);
    this.#abort.abort();
    this.#rest();
    this.#drop();
    await this.#connecting;
    await this.#connection?.stop();
  }

  frameStart(pts: number, size: number): Uint8Array | undefined {
    const { shape } = this.#plan;
    const connection = this.#connection;
    if (connection?.header.isRecording === true) {
      for (const receiver of this.#receivers) {
        if (!receiver.hasRoom(shape.byteLength, () => connection.resume())) return undefined;
      }
    }
    // A picture may change without a change in its number of bytes: turned by 90 degrees, for example.
    if (size !== shape.byteLength || connection?.damage.isChanged === true) {
      throw this.#formatChanged(undefined);
    }
    const capturedMs = performance.now();
    const time = new Timestamp(this.#times.next(pts, capturedMs), this.#times.timeBase);
    if (this.#hasLost) this.#closeGap(capturedMs);
    const frame = VideoFrame.lend(shape, {
      index: this.#index,
      pts: time,
      capturedMs,
      ...(connection === undefined ? {} : { colorimetry: connection.header.colorimetry }),
    });
    this.#times.arrived(capturedMs);
    this.#plan.watch.arrived(capturedMs, this.#times.isTimeless ? undefined : time);
    this.#coming = frame;
    return frame.data();
  }

  frameEnd(): void {
    const frame = this.#coming;
    this.#coming = undefined;
    if (frame === undefined) return;
    this.#attempts = 0;
    this.#plan.watch.look(frame.bytes);
    this.#filler?.keep(frame);
    this.#send(frame);
  }

  #send(frame: VideoFrame): void {
    this.#index += 1;
    for (const receiver of this.#receivers) receiver.push(frame);
    frame.release();
  }

  #fill(picture: VideoFrame, dueMs: number): void {
    const { shape, colorimetry } = picture;
    const pts = new Timestamp(this.#times.fill(dueMs), this.#times.timeBase);
    const time = { index: this.#index, pts, capturedMs: dueMs, colorimetry };
    const frame = VideoFrame.lend(shape, time);
    frame.bytes.set(picture.bytes);
    frame.meta['filled'] = this.#plan.filling;
    this.#filled += 1;
    this.#plan.watch.filled += 1;
    this.#send(frame);
  }

  end(end: DecoderEnd): void {
    const connection = this.#connection;
    this.#drop();
    if (this.#isOver || connection === undefined) return;
    if (end.fault instanceof SourceSizeChangedError) {
      this.#finish((receiver) => receiver.error(end.fault));
      return;
    }
    const { address, reconnect, failsAtEnd } = this.#plan;
    const { isRecording } = connection.header;
    const isInOrder =
      end.exit.code === 0 && end.stream === 'clean' && !end.isStalled && end.fault === undefined;
    const isWhole = isInOrder && !connection.damage.isCut;
    const error = streamFailure(address, end, connection.frames);
    const mayEnd = connection.isFinished || (reconnect === undefined && !failsAtEnd);
    if (isRecording ? isWhole : isInOrder && mayEnd) {
      this.#finish((receiver) => receiver.complete());
    } else if (isRecording) {
      // To begin again at its start would be no reconnection.
      this.#finish((receiver) => receiver.error(error));
    } else this.#lose(error);
  }

  #lose(error: NetworkSourceUnavailableError): void {
    const { onEvent, reconnect } = this.#plan;
    onEvent({ type: 'lost', error });
    this.#hasLost = true;
    this.#plan.watch.stop();
    if (reconnect === undefined) {
      this.#finish((receiver) => receiver.error(error));
      return;
    }
    this.#startFilling();
    this.#retryLater(reconnect);
  }

  /** Unless nothing came before, so that nobody waits for the next. */
  #startFilling(): void {
    const { shape, frameRate, watch } = this.#plan;
    const colorimetry = this.#connection?.header.colorimetry;
    if (this.#index === 0 || colorimetry === undefined) return;
    const nowMs = performance.now();
    const lastMs = nowMs - this.#times.silentMs(nowMs);
    const rate = frameRate ?? (watch.health(0).rate || USUAL_RATE);
    this.#filler?.start({ shape, colorimetry, lastMs, rate });
  }

  #retryLater(reconnect: ReconnectPlan): void {
    if (this.#isOver) return;
    const delayMs = backoffMs(this.#attempts + 1, reconnect);
    this.#retry = setTimeout(() => void this.#connect(), delayMs);
  }

  #connect(): Promise<void> {
    if (this.#isConnecting || this.#isOver) return this.#connecting;
    this.#isConnecting = true;
    this.#connecting = this.#attempt().finally(() => (this.#isConnecting = false));
    return this.#connecting;
  }

  async #attempt(): Promise<void> {
    const { connect, reconnect } = this.#plan;
    this.#attempts += 1;
    const attempts = this.#attempts;
    try {
      const connection = await connect(this.#abort.signal);
      this.#damagedBefore = this.damaged;
      this.#connection = connection;
      // While it connected, nobody may have been left who wants it.
      if (this.#isOver) return;
      this.#plan.onEvent(this.#hasLost ? { type: 'restored', attempts } : { type: 'connected' });
      this.#take(connection);
    } catch (error) {
      if (this.#isOver) return;
      if (reconnect === undefined || attempts >= reconnect.attempts) {
        this.#finish((receiver) => receiver.error(error));
      } else this.#retryLater(reconnect);
    }
  }

  #take(connection: StreamConnection): void {
    const { picture, info } = connection.header;
    const { cols, rows } = this.#plan.picture;
    if (picture.width !== cols || picture.height !== rows) {
      const error = this.#formatChanged({ cols: picture.width, rows: picture.height });
      this.#finish((receiver) => receiver.error(error));
      return;
    }
    this.#times.begin(picture.timeBase, info.container, !connection.header.isRecording);
    // A recording waits for those who take it.
    if (!connection.header.isRecording) this.#plan.watch.start();
    connection.feed(this);
  }

  /** Leaves out one number, unless the gap is filled: frames are missing, and nobody knows how many. */
  #closeGap(nowMs: number): void {
    const filled = this.#filled;
    this.#hasLost = false;
    this.#filled = 0;
    this.#filler?.pause();
    const lastIndex = this.#index - filled - 1;
    // Nothing came before the loss, so nothing is missing.
    if (lastIndex < 0) return;
    if (filled === 0) this.#index += 1;
    const seconds = this.#times.silentMs(nowMs) / 1000;
    this.#plan.onEvent({ type: 'gap', lastIndex, nextIndex: this.#index, seconds, filled });
  }

  #formatChanged(to: StreamPicture | undefined): SourceSizeChangedError {
    const { address, picture: from, onEvent } = this.#plan;
    onEvent({ type: 'formatChanged', from, to });
    const now = to === undefined ? 'another' : `${to.cols}×${to.rows}`;
    return new SourceSizeChangedError(
      `The picture of ${named(address)} changes at frame ${this.#index}: up to there it is ${from.cols}×${from.rows}, ` +
        `from there ${now}. Open the stream again to go on with its new size.`,
    );
  }

  #finish(tell: (receiver: LinkReceiver) => void): void {
    this.#isOver = true;
    this.#rest();
    for (const receiver of [...this.#receivers]) tell(receiver);
  }

  /** Nothing is expected to come any more. */
  #rest(): void {
    this.#plan.watch.stop();
    this.#filler?.stop();
  }

  #drop(): void {
    this.#coming?.release();
    this.#coming = undefined;
  }
}
