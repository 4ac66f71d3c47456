import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertFrame, VideoFrame } from '@giftgrab/core';
import { outputPath } from '../clips';

/** What the filters work on: 1080p, in frame memory. */
export interface Pictures {
  readonly bgra: VideoFrame;
  readonly other: VideoFrame;
  readonly grey: VideoFrame;
  readonly i420: VideoFrame;
  readonly uyvy: VideoFrame;
  /** Where results go. */
  readonly result: VideoFrame;
  /** Folder with the same bytes, for the peers. */
  readonly folder: string;
  /** Gives the frames back. */
  release(): void;
}

/** Makes pictures like those of nature: noise whose strength falls with its frequency. A flat test card flatters some filters. */
export function makePictures(): Pictures {
  const folder = outputPath('pictures');
  mkdirSync(folder, { recursive: true });
  const bgra = natural(1);
  const other = natural(2);
  const pictures = {
    bgra,
    other,
    grey: convertFrame(bgra, 'GRAY8'),
    i420: convertFrame(bgra, 'I420'),
    uyvy: convertFrame(bgra, 'UYVY'),
  };
  for (const [name, frame] of Object.entries(pictures)) {
    writeFileSync(join(folder, name), frame.data());
  }
  const all = { ...pictures, result: bgra.derive() };
  const release = (): void => {
    for (const frame of Object.values(all)) frame.release();
  };
  return { ...all, folder, release };
}

function natural(seed: number): VideoFrame {
  const { cols, rows } = { cols: 1920, rows: 1080 };
  const ordinary = VideoFrame.alloc({ colour: 'BGRA', cols, rows });
  const data = ordinary.data();
  const octaves = [64, 32, 16, 8, 4, 2, 1];
  for (let channel = 0; channel < 4; channel += 1) {
    const sum = new Float32Array(cols * rows);
    for (const size of octaves) {
      const strength = size ** 0.9;
      for (let y = 0; y < rows; y += 1) {
        for (let x = 0; x < cols; x += 1) {
          const cell = Math.floor(y / size) * 7919 + Math.floor(x / size);
          const i = y * cols + x;
          sum[i] =
            (sum[i] ?? 0) + strength * noise(cell + size * 104_729 + channel * 15_485_863 + seed);
        }
      }
    }
    for (let i = 0; i < sum.length; i += 1) {
      data[4 * i + channel] = Math.max(0, Math.min(255, 128 + (sum[i] ?? 0)));
    }
  }
  const frame = ordinary.derive();
  frame.data().set(data);
  return frame;
}

/** -1 to 1, always the same for the same number. */
function noise(n: number): number {
  let h = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 31 - 1;
}
