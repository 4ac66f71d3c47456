import { FfmpegError, GiftGrabError } from '@giftgrab/core';

const SIGNS =
  /No space left on device|Input\/output error|Read-only file system|File too large|Disk quota exceeded/;
const CODES: readonly unknown[] = ['ENOSPC', 'EIO', 'EROFS', 'EFBIG', 'EDQUOT'];

/**
 * Whether something failed because of where it was to be written: another encoder would fail as well, another disk may not.
 *
 * @param error - What it failed with.
 */
export function isStorageFailure(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof GiftGrabError && cause.code === 'DISK_FULL') return true;
    if (CODES.includes((cause as NodeJS.ErrnoException).code)) return true;
    if (cause instanceof FfmpegError) {
      return cause.signal === 'SIGXFSZ' || cause.stderrTail.some((line) => SIGNS.test(line));
    }
  }
  return false;
}
