import { BranchStage, checkBranchOptions, type BranchOptions } from './branch-stage';
import { frameOperator, type FrameOperator } from './frame-operator';

/**
 * Makes an operator that gives what is below it a pace of its own: frames wait in a queue, on an account of their own, and go on
 * in turns of the event loop of their own. However slow it is below, neither the source nor other branches wait for it, unless
 * the policy is `'block'` and the queue is full.
 *
 * Frames that do not fit are dealt with by `policy`. Each that is dropped is counted in `stats.framesDropped` and shows as a gap in
 * {@link VideoFrame.index}. A frame under way is valid as long as ever; what is below may keep frames too.
 *
 * Below a branch, at most `inFlight` frames are worked on at once; the others wait where they can still be dropped, so that with
 * `'dropOldest'` what comes is new. A filter with `mode: 'parallel'` below it raises the number to what it needs.
 *
 * @param options - How much it may hold.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 * @example
 * ```ts
 * import { branch, type VideoSource, type VideoTarget } from '@giftgrab/core';
 *
 * function recordAndShow(camera: VideoSource, recorder: VideoTarget, preview: VideoTarget): void {
 *   camera.attach(recorder);
 *   camera.pipe(branch({ frames: 1, policy: 'dropOldest' })).subscribe(preview);
 * }
 * ```
 */
export function branch(options: BranchOptions = {}): FrameOperator {
  checkBranchOptions('branch', options);
  return frameOperator((outlet, stats) => new BranchStage(outlet, options, stats).inlet, {
    kind: 'branch',
    name: options.name ?? 'branch',
  });
}
