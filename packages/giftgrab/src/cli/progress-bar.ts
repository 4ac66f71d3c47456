import { SingleBar } from 'cli-progress';

/** Shows how far a transcode is: a bar in a terminal, a line every two seconds elsewhere. */
export class ProgressBar {
  readonly #bar: SingleBar;
  readonly #total: number | undefined;
  readonly #startedMs = performance.now();

  /**
   * @param total - Frames to expect, where that is known.
   */
  constructor(total: number | undefined) {
    this.#total = total;
    const known =
      '{bar} {percentage} % | {value}/{total} frames | {fps} frames/s | {eta_formatted} left';
    const unknown = '{value} frames | {fps} frames/s';
    this.#bar = new SingleBar({
      format: total === undefined ? unknown : known,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      fps: 10,
      noTTYOutput: true,
      notTTYSchedule: 2000,
      hideCursor: true,
      // Ctrl-C is handled by the command.
      gracefulExit: false,
    });
    this.#bar.start(total ?? 0, 0, { fps: '–' });
  }

  /** Shows a number of frames. */
  show(frames: number): void {
    const seconds = (performance.now() - this.#startedMs) / 1000;
    // A container may promise fewer frames than it has.
    if (this.#total !== undefined && frames > this.#total) this.#bar.setTotal(frames);
    this.#bar.update(frames, { fps: (frames / seconds).toFixed(0) });
  }

  /** Leaves the bar as it is. */
  stop(): void {
    this.#bar.stop();
  }
}
