import type { ColourSpace } from '@giftgrab/core';

const LAYOUTS: Readonly<Record<string, ColourSpace>> = {
  yuyv422: 'UYVY',
  uyvy422: 'UYVY',
  yvyu422: 'UYVY',
  yuv422p: 'UYVY',
  yuv420p: 'I420',
  nv12: 'NV12',
  gray: 'GRAY8',
  gray16le: 'GRAY16',
  rgb24: 'RGB24',
  bgr24: 'BGRA',
  bgr0: 'BGRA',
  '0rgb': 'BGRA',
  bgra: 'BGRA',
  rgb565le: 'BGRA',
};

/**
 * The layout of ours that holds what one of ffmpeg's raw formats holds. 4:2:2 is kept, in another order.
 *
 * @param pixFmt - ffmpeg's name of the format.
 */
export function rawLayout(pixFmt: string): ColourSpace | undefined {
  return Object.hasOwn(LAYOUTS, pixFmt) ? LAYOUTS[pixFmt] : undefined;
}
