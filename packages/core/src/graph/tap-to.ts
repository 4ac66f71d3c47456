/* eslint-disable @typescript-eslint/no-deprecated -- RxJS offers no other base for an operator's subscriber; version 7
   is the peer dependency, and a new major one will be tried before it is allowed. */
import { Subscriber } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame';
import { checkBranchOptions, type BranchOptions } from './branch-stage';
import type { FrameObserver } from './branch-guard';
import { FanOut } from './fan-out';
import { frameOperator, type FrameOperator } from './frame-operator';
import { nodeOf, setNode } from './node-of';
import { VideoStream } from './video-stream';

/**
 * Makes an operator that gives each frame to an observer too and passes it on: a target in the middle of a pipeline.
 *
 * The observer sees the frames as they are here, whatever filters below make of them. If it fails, it alone stops; the stream goes on.
 * When the stream ends or nobody below wants it any more, a target is closed as by `detach`. Each subscription attaches the observer once.
 *
 * @param observer - What to give the frames to.
 * @param options - Gives the observer a pace of its own, as {@link branch} does. @defaultValue it shares the pace of the stream
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 * @example
 * ```ts
 * import { filter, tapTo, type VideoSource, type VideoTarget } from '@giftgrab/core';
 *
 * function before(source: VideoSource, raw: VideoTarget, processed: VideoTarget): void {
 *   source.pipe(tapTo(raw), filter((frame) => frame)).subscribe(processed);
 * }
 * ```
 */
export function tapTo(observer: FrameObserver, options?: BranchOptions): FrameOperator {
  if (options !== undefined) checkBranchOptions('tapTo', options);
  return frameOperator(
    (outlet, stats) => {
      const fanOut = new FanOut();
      const side = new VideoStream((subscriber) => {
        fanOut.add(subscriber);
        return () => fanOut.remove(subscriber);
      });
      const node = nodeOf(stats);
      if (node !== undefined) setNode(side, node);
      let hasBegun = false;
      let hasEnded = false;
      // Not before a stream is there: a node may be made long before, and makes its next stage when one has ended.
      const begin = (): void => {
        if (hasBegun) return;
        hasBegun = true;
        side.attach(observer, options);
        fanOut.add(outlet);
        // Where the stream has ended, the observer hears of it when it has had all frames.
        outlet.add(() => {
          if (!hasEnded) void side.detach(observer);
        });
      };
      const inlet = new Subscriber<VideoFrame>({
        next: (frame: VideoFrame) => {
          begin();
          stats.enter(frame.shape.byteLength);
          stats.framesOut += 1;
          fanOut.next(frame);
        },
        error: (error: unknown) => {
          begin();
          hasEnded = true;
          fanOut.error(error);
        },
        complete: () => {
          begin();
          hasEnded = true;
          fanOut.complete();
        },
      });
      return Object.assign(inlet, { begin });
    },
    { kind: 'branch', name: 'tapTo' },
  );
}
