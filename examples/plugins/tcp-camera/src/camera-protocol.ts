import { SourceError } from '@giftgrab/core';

/**
 * What a camera says first, in 12 bytes: `GGC1`, width and height as 16-bit numbers, frames in 1000 seconds as a 32-bit one. All
 * numbers of the protocol are little endian.
 */
export interface CameraHello {
  /** Pixels a row. */
  readonly cols: number;
  /** Rows. */
  readonly rows: number;
  /** Frames per second. */
  readonly frameRate: number;
}

/** What stands before the grey bytes of each frame: its number as a 32-bit one, and the camera's clock in microseconds as a 64-bit one. */
export interface FrameHeader {
  /** Counts every frame that the camera has taken, sent or not. */
  readonly number: number;
  /** When it was taken, by the camera's clock. */
  readonly microseconds: bigint;
}

/** Bytes of a {@link CameraHello}. */
export const HELLO_BYTES = 12;
/** Bytes of a {@link FrameHeader}. */
export const HEADER_BYTES = 12;

const MAGIC = 'GGC1';

/**
 * Reads what a camera says first.
 *
 * @param bytes - {@link HELLO_BYTES} of them.
 * @throws {@link SourceError} when it is no such camera.
 */
export function readHello(bytes: Uint8Array): CameraHello {
  const view = viewOf(bytes);
  const [cols, rows, rate] = [
    view.getUint16(4, true),
    view.getUint16(6, true),
    view.getUint32(8, true),
  ];
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== MAGIC || cols * rows * rate === 0) {
    throw new SourceError('What answers is no camera that speaks GGC1. Look at host and port.');
  }
  return { cols, rows, frameRate: rate / 1000 };
}

/** What a camera says first, as bytes: for tests, and for cameras made of code. */
export function helloBytes({ cols, rows, frameRate }: CameraHello): Uint8Array {
  const bytes = new Uint8Array(HELLO_BYTES);
  const view = viewOf(bytes);
  bytes.set(Array.from(MAGIC, (letter) => letter.charCodeAt(0)));
  view.setUint16(4, cols, true);
  view.setUint16(6, rows, true);
  view.setUint32(8, Math.round(frameRate * 1000), true);
  return bytes;
}

/**
 * Reads what stands before a frame.
 *
 * @param bytes - {@link HEADER_BYTES} of them.
 */
export function readHeader(bytes: Uint8Array): FrameHeader {
  const view = viewOf(bytes);
  return { number: view.getUint32(0, true), microseconds: view.getBigUint64(4, true) };
}

/** What stands before a frame, as bytes. */
export function headerBytes({ number, microseconds }: FrameHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, number, true);
  view.setBigUint64(4, microseconds, true);
  return bytes;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
