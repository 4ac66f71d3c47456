import type { VideoFrame } from '../../src/frames/video-frame';
import { VideoTarget, type TargetReport } from '../../src/graph/video-target';
import { turns } from './quiet';

/** A target that writes down what it is given, one frame a turn of the event loop. */
export class ListTarget extends VideoTarget {
  /** Numbers of the frames. */
  readonly written: number[] = [];
  /** The first byte of each. */
  readonly firstBytes: number[] = [];

  protected override async write(frame: VideoFrame): Promise<void> {
    await turns(1);
    this.written.push(frame.index);
    this.firstBytes.push(frame.data()[0] ?? -1);
  }

  protected override finalise(): Promise<TargetReport> {
    return Promise.resolve({ frames: this.written.length, dropped: this.stats.framesDropped });
  }
}
