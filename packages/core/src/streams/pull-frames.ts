import { map, type Observable } from 'rxjs';
import { FrameBudgetError } from '../errors';
import type { VideoFrame } from '../frames/video-frame';
import { FramePuller } from '../graph/frame-puller';
import { MAX_WAITING } from '../graph/max-waiting';

/**
 * Subscribes to a stream, to pull its frames one by one.
 *
 * @param stream - Any stream of frames.
 */
export function pullFrames(stream: Observable<VideoFrame>): FramePuller {
  return new FramePuller((receiver, puller) => {
    // An operator, so that what it throws ends the stream above as well, even one that sends everything at once.
    const shared = map((frame: VideoFrame) => {
      if (frame.budget === undefined && puller.waiting >= MAX_WAITING) throw tooManyError();
      return frame.share();
    });
    const subscription = stream.pipe(shared).subscribe(receiver);
    return () => subscription.unsubscribe();
  });
}

function tooManyError(): FrameBudgetError {
  return new FrameBudgetError(
    `${MAX_WAITING} frames wait to be pulled from a stream that nothing slows down, because its frames count against no ` +
      'budget. Pull faster, drop frames before (for example by limitFrameRate()), or let a source make the frames: a ' +
      'source waits.',
  );
}
