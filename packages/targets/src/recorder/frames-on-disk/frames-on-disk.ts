import type { FileHandle } from 'node:fs/promises';
import { AviFrames } from './avi-frames';
import { MatroskaFrames } from './matroska-frames';
import { FragmentIndex } from './mp4/fragment-index';

/** Knows how many frames are whole in a file that grows. It reads on where it has stopped, so the file is read once. */
export interface FramesOnDisk {
  /** Frames that are there to their last byte, and of use without what comes after them. */
  readonly samples: number;
  /** The end of the last of them. */
  readonly end: number;
  /** Reads what has been added to the file. */
  read(file: FileHandle): Promise<void>;
}

/**
 * Counts the frames of a file that a recorder has made.
 *
 * @param muxer - ffmpeg's name of its container.
 */
export function framesOnDisk(muxer: string): FramesOnDisk {
  switch (muxer) {
    case 'mp4':
    case 'mov':
      return new FragmentIndex();
    case 'avi':
      return new AviFrames();
    default:
      return new MatroskaFrames();
  }
}
