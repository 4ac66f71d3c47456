import type { DeviceMode } from '../device-info';
import { rawLayout } from '../raw-layouts';

// Of devices that take any size in a range, ffmpeg tells the range. The usual sizes in it, most wanted first:
const USUAL_SIZES = [
  [1920, 1080],
  [1280, 720],
  [640, 480],
] as const;

/**
 * The modes that ffmpeg's `-list_formats all` tells of. It does not tell frame rates.
 *
 * @param lines - Its standard error.
 */
export function parseV4l2Modes(lines: readonly string[]): readonly DeviceMode[] {
  return lines.flatMap((line) => {
    // [video4linux2,v4l2 @ 0x55d0] Raw       :     yuyv422 :           YUYV 4:2:2 : 640x480 320x240
    const match =
      /\b(Raw|Compressed)\s*:\s*(\S+)\s*:.*?:((?:\s*(?:\d+x\d+|\{[^}]*\}x\{[^}]*\}))+)\s*$/.exec(
        line,
      );
    const [, kind, format = '', sizes = ''] = match ?? [];
    // Compressed pictures are 4:2:0, or 4:2:2 whose chroma was coarse before.
    const colour = kind === 'Compressed' ? 'I420' : rawLayout(format);
    if (colour === undefined || format === 'Unsupported') return [];
    const rest = kind === 'Compressed' ? { format, isCompressed: true } : { format };
    return sizesIn(sizes).map(([cols, rows]) => ({ colour, cols, rows, ...rest }));
  });
}

function sizesIn(text: string): readonly (readonly [cols: number, rows: number])[] {
  const exact = [...text.matchAll(/(?<![\d}])(\d+)x(\d+)/g)].map(
    ([, cols, rows]) => [Number(cols), Number(rows)] as const,
  );
  const range = /\{(\d+)-(\d+), (\d+)\}x\{(\d+)-(\d+), (\d+)\}/.exec(text)?.slice(1).map(Number);
  if (range === undefined) return exact;
  const [minCols = 1, maxCols = 1, stepCols = 1, minRows = 1, maxRows = 1, stepRows = 1] = range;
  const isStep = (value: number, min: number, max: number, step: number): boolean =>
    value >= min && value <= max && (value - min) % Math.max(step, 1) === 0;
  const usual = USUAL_SIZES.filter(
    ([cols, rows]) =>
      isStep(cols, minCols, maxCols, stepCols) && isStep(rows, minRows, maxRows, stepRows),
  );
  const isUsual = usual.some(([cols, rows]) => cols === maxCols && rows === maxRows);
  return [...exact, ...usual, ...(isUsual ? [] : [[maxCols, maxRows] as const])];
}
