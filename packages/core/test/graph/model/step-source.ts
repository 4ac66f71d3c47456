import { frameShape } from '../../../src/frames/frame-shape';
import { VideoFrame } from '../../../src/frames/video-frame';
import type { RunTeardown, SourceRun } from '../../../src/graph/source-run';
import { VideoSource } from '../../../src/graph/video-source';

const SHAPE = frameShape({ colour: 'GRAY8', cols: 4, rows: 2 });

/** A source that sends frames when it is told to, as far as its budget has room. */
export class StepSource extends VideoSource {
  #run: SourceRun | undefined;
  #index = 0;

  constructor() {
    super({ colour: 'GRAY8', cols: 4, rows: 2 });
  }

  /** Sends a frame whose bytes are its number, unless there is no room; says which it was. */
  step(): number | undefined {
    const run = this.#run;
    if (run === undefined || run.ended || !run.budget.hasRoom(SHAPE.byteLength)) return undefined;
    const index = this.#index++;
    const frame = VideoFrame.lend(SHAPE, { index }, run.budget);
    frame.data().fill(index & 127);
    run.emit(frame);
    return index;
  }

  /** Ends the run. */
  end(error?: Error): void {
    if (error === undefined) this.#run?.complete();
    else this.#run?.error(error);
  }

  protected override start(run: SourceRun): RunTeardown {
    this.#run = run;
    this.#index = 0;
    return () => undefined;
  }
}
