import {
  describe,
  GiftGrabError,
  type SourceReport,
  type VideoFrame,
  type VideoSource,
} from '@giftgrab/core';
import { numberOf } from '../../packages/targets/test/support/numbered-frames';
import type { FaultRun } from './fault-run';

/** What came of a source. */
export interface SourceRead {
  /** The numbers that its frames show, of a source of numbered frames in GRAY8. */
  readonly numbers: readonly number[];
  readonly seconds: readonly number[];
  /** What it ended with; `undefined` where it ended in order. */
  readonly error: unknown;
  readonly report: SourceReport | undefined;
}

/**
 * Takes all frames of a source and closes it; notes those that are not what was announced.
 *
 * @param run - Takes the notes.
 * @param source - The source.
 * @param look - Sees each frame besides.
 */
export async function readSource(
  run: FaultRun,
  source: VideoSource,
  look?: (frame: VideoFrame) => void,
): Promise<SourceRead> {
  const numbers: number[] = [];
  const seconds: number[] = [];
  const { cols, rows, colour } = source;
  const finished = source.finished.then(
    (report) => ({ report, error: undefined }),
    (error: unknown) => ({ report: undefined, error }),
  );
  source.subscribe({
    next: (frame) => {
      const isAnnounced = frame.cols === cols && frame.rows === rows && frame.colour === colour;
      const isWhole = frame.data().length === frame.shape.byteLength;
      run.must(isAnnounced && isWhole, `frame ${frame.index} is ${frame.cols}x${frame.rows}`);
      if (colour === 'GRAY8') numbers.push(numberOf(frame.data()));
      seconds.push(frame.pts?.seconds ?? Number.NaN);
      look?.(frame);
    },
    error: () => undefined,
  });
  const ending = await finished;
  await source.close();
  return { numbers, seconds, ...ending };
}

/** The code of a typed error, or what else it is. */
export function codeOf(error: unknown): string {
  if (error === undefined) return 'no error';
  return error instanceof GiftGrabError
    ? error.code
    : `an error without a type: ${describe(error)}`;
}
