import type { Observable } from 'rxjs';
import type { FrameOperator, VideoFrame } from '@giftgrab/core';

/** A stream through filters, in their order. */
export function pipeAll(
  source: Observable<VideoFrame>,
  operators: readonly FrameOperator[],
): Observable<VideoFrame> {
  return operators.reduce((stream, operator) => stream.pipe(operator), source);
}
