import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, warn, type VideoFrame } from '@giftgrab/core';
import { withoutExtension } from '../file-names';
import type { RecorderEvent } from '../recorder-events';
import type { SpillOptions } from '../recorder-options';
import type { RecordingPlace } from '../recording-place';
import { unfinishedName } from '../unfinished-file';
import { SpillQueue } from './spill-queue';

const USUAL_BYTES = 16 * 2 ** 30;
// Of the disk's room, which is looked at once a second, waiting frames leave so much to the recording.
const ROOM_BESIDES = 256 * 1024 * 1024;

/** The recorder that frames wait for. */
export interface SpillTarget {
  /** Where it records just now. */
  readonly place: () => RecordingPlace;
  /** Encodes a frame; one at a time, in order. */
  readonly encode: (frame: VideoFrame) => Promise<void>;
  readonly onEvent: (event: RecorderEvent) => void;
  /** Hears what the encoding has failed with. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Where the frames of a recorder wait that come faster than they are encoded.
 *
 * @param options - Where on the disk, and how much.
 * @param target - The recorder.
 */
export function spillOf(
  { folder, bytes: maxBytes = USUAL_BYTES }: SpillOptions,
  { place, encode, onEvent, onFailure }: SpillTarget,
): SpillQueue {
  let files = 0;
  const nextPath = (): string => {
    const base = withoutExtension(place().path);
    const inFolder = folder === undefined ? base : join(folder, basename(base));
    for (;;) {
      files += 1;
      const path = unfinishedName(`${inFolder}.spill${String(files).padStart(3, '0')}.nut`);
      if (!existsSync(path)) return path;
    }
  };
  return new SpillQueue({
    encode,
    maxBytes,
    nextPath,
    hasRoomFor: (bytes) => folder !== undefined || place().room.bytes > bytes + ROOM_BESIDES,
    onSpilling: () => onEvent({ type: 'spilling' }),
    onEmptied: (frames) => onEvent({ type: 'spillEncoded', frames }),
    onFailure: (error, left) => {
      if (left.length > 0) {
        const names = left.map((path) => describe(path)).join(', ');
        warn('SPILL_LEFT', `Frames that waited to be encoded are kept, uncompressed, in ${names}.`);
      }
      onFailure(error);
    },
  });
}
