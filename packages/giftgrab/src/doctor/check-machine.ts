import { statfs } from 'node:fs/promises';
import { isGiftGrabError, VideoFrame } from '@giftgrab/core';
import { drawText, onnx } from '@giftgrab/filters';
import { fromFrames, listDevices } from '@giftgrab/sources';
import { lastValueFrom, map } from 'rxjs';
import type { Finding } from './finding';

// An hour of 1080p takes some 2 to 5 GB.
const LITTLE_BYTES = 10e9;

/** Which devices can be opened. */
export async function checkDevices(): Promise<readonly Finding[]> {
  const devices = await listDevices();
  if (devices.length === 0) {
    const remedy = 'Plug one in, and load its driver; "giftgrab devices" lists what is there.';
    return [{ about: 'devices', state: 'warning', text: 'none', remedy }];
  }
  return devices.map(({ kind, name, path, index, isInUse, problem }): Finding => {
    const text = `${name} (${path ?? index})${isInUse ? ', in use' : ''}`;
    return problem === undefined
      ? { about: kind, state: 'ok', text }
      : { about: kind, state: 'warning', text, remedy: problem };
  });
}

/** How much room there is for recordings. */
export async function checkDisk(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const text = `${(free / 1e9).toFixed(1)} GB free in ${folder}`;
  return free < LITTLE_BYTES
    ? { about: 'disk', state: 'warning', text, remedy: 'Make room, or record elsewhere.' }
    : { about: 'disk', state: 'ok', text };
}

/** Whether text can be drawn: it is tried. */
export async function checkFonts(): Promise<Finding> {
  const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 128, rows: 64 });
  try {
    const drawn = fromFrames([frame]).pipe(drawText({ text: 'Ag' }));
    await lastValueFrom(drawn.pipe(map(() => undefined)));
    return { about: 'fonts', state: 'ok', text: 'drawText draws' };
  } catch (error) {
    if (!isGiftGrabError(error)) throw error;
    const remedy = 'Install fonts, for example the package fonts-dejavu.';
    return { about: 'fonts', state: 'missing', text: error.message, remedy };
  } finally {
    frame.release();
  }
}

/** Whether neural networks can be run: `onnx` looks for the package that it needs. */
export function checkInference(): Finding {
  try {
    onnx({ model: new Uint8Array(1) });
    return { about: 'onnx', state: 'ok', text: 'onnxruntime-node is installed' };
  } catch (error) {
    if (!isGiftGrabError(error)) throw error;
    const remedy = 'For neural networks: npm install onnxruntime-node, beside giftgrab.';
    return { about: 'onnx', state: 'warning', text: 'onnxruntime-node is not installed', remedy };
  }
}
