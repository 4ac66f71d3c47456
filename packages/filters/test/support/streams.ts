import {
  frameShape,
  Rational,
  Timestamp,
  VideoFrame,
  type FrameOperator,
  type FrameSpec,
  type FrameTime,
} from '@giftgrab/core';
import { Observable, lastValueFrom, map, toArray } from 'rxjs';
import { repeatable } from './in-bands';

/** A pooled frame of noise, yours to release. */
export function noiseFrame(spec: FrameSpec, seed = 1, time: FrameTime = {}): VideoFrame {
  const frame = VideoFrame.lend(frameShape(spec), time);
  const random = repeatable(seed);
  const largest = 2 ** frame.shape.format.bitDepth;
  for (let view = 0; view < frame.stereoCount; view += 1) {
    const samples = frame.samples(view);
    for (let i = 0; i < samples.length; i += 1) samples[i] = Math.floor(random() * largest);
  }
  return frame;
}

/** A stream of pooled frames, made one by one and released when they are through. */
export function streamOf(
  spec: FrameSpec,
  count: number,
  fill: (frame: VideoFrame, index: number) => void = () => undefined,
): Observable<VideoFrame> {
  return new Observable((subscriber) => {
    const shape = frameShape(spec);
    for (let index = 0; index < count && !subscriber.closed; index += 1) {
      const pts = new Timestamp(index, new Rational(1, 25));
      const frame = VideoFrame.lend(shape, { index, pts });
      for (let view = 0; view < frame.stereoCount; view += 1) frame.data(view).fill(index & 255);
      fill(frame, index);
      subscriber.next(frame);
      frame.release();
    }
    subscriber.complete();
  });
}

/** Copies of all frames that come out of an operator. */
export function allThrough(
  operator: FrameOperator,
  source: Observable<VideoFrame>,
): Promise<VideoFrame[]> {
  return lastValueFrom(
    source.pipe(
      operator,
      map((frame) => frame.clone()),
      toArray(),
    ),
  );
}

/** A copy of what an operator makes of one frame. */
export async function oneThrough(operator: FrameOperator, frame: VideoFrame): Promise<VideoFrame> {
  const source = new Observable<VideoFrame>((subscriber) => {
    const handle = frame.share();
    subscriber.next(handle);
    handle.release();
    subscriber.complete();
  });
  const [out] = await allThrough(operator, source);
  if (out === undefined) throw new Error('Nothing came out.');
  return out;
}
