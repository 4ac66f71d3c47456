import {
  VideoSource,
  type RunTeardown,
  type SourceRun,
  type VideoSourceSpec,
} from '@giftgrab/core';
import { Capturing, type Capture } from './capturing';

/**
 * Makes the source of a device that ffmpeg captures. Its frames are emitted as they come: what cannot be made to wait is not asked
 * whether it would.
 *
 * @param capture - What to capture, and how. Where it has no mode, ffmpeg is started to find out.
 * @param signal - Gives up.
 * @throws The typed error for the way ffmpeg ended, where it was started.
 */
export async function openCapture(capture: Capture, signal: AbortSignal): Promise<VideoSource> {
  const { mode, colour } = capture;
  if (mode !== undefined) return new CaptureSource(capture, { ...mode, colour });
  const capturing = new Capturing(capture);
  const stop = (): void => void capturing.stop();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return new CaptureSource(capture, { ...(await capturing.picture), colour }, capturing);
  } catch (error) {
    await capturing.stop();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

class CaptureSource extends VideoSource {
  readonly #capture: Capture;
  /** One that is under way already. */
  #capturing: Capturing | undefined;

  constructor(capture: Capture, spec: VideoSourceSpec, capturing?: Capturing) {
    super(spec);
    this.#capture = capture;
    this.#capturing = capturing;
  }

  protected override start(run: SourceRun): RunTeardown {
    const capturing = this.#capturing ?? new Capturing(this.#capture);
    this.#capturing = undefined;
    capturing.begin(run);
    return () => capturing.stop();
  }

  protected override async release(): Promise<void> {
    await this.#capturing?.stop();
  }
}
