/** What a warning is about; stable, for programs to branch on. */
export type WarningCode =
  | 'FRAME_FORGOTTEN'
  | 'BRANCH_FAILED'
  | 'OPTIONS_REFUSED'
  | 'TARGET_FAILED'
  | 'TEARDOWN_FAILED'
  | 'DEVICES_NOT_LISTED'
  | 'SIZE_PADDED'
  | 'FRAMES_DAMAGED'
  | 'FRAMES_RETIMED'
  | 'RECORDING_UNFINISHED'
  | 'RECORDING_UNSAFE'
  | 'SIDECAR_FAILED'
  | 'SPILL_LEFT'
  | 'TELEMETRY_FAILED';

/**
 * Says that something is not as it should be, though work goes on. Goes to Node's own warnings: printed to
 * standard error unless `--no-warnings` is set, and an event for who listens by `process.on('warning', …)`.
 *
 * @param code - What it is about.
 * @param message - What happened and what to do.
 */
export function warn(code: WarningCode, message: string): void {
  process.emitWarning(message, { type: 'GiftGrabWarning', code });
}
