import { readFileSync, writeFileSync } from 'node:fs';
import {
  ColourSpace,
  requiredDataLength,
  SourceSizeChangedError,
  VideoFrame,
} from '@giftgrab/core';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { openFile } from '@giftgrab/sources';
import { fileWriter } from '@giftgrab/targets';
import { runFfmpeg } from '../../../packages/ffmpeg/test/support/ffmpeg-builds';
import { BUNDLED } from '../../../packages/targets/test/support/ffmpeg-builds';
import { inColour } from '../../../packages/targets/test/support/numbered-frames';
import { decoded, probeVideo } from '../../../packages/targets/test/support/read-video';
import { CODECS, EXTENSIONS } from '../../../packages/targets/test/support/written';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { numberedClip } from '../numbered-clip';
import { codeOf, readSource } from '../read-source';

// What a picture shows in its corners, read as a book is.
const CORNERS = [40, 95, 150, 205] as const;
const NEAR = 12;
// Frames of 320×240 that may have been on their way when an old ffmpeg says that the picture has changed.
const MOST_UNKNOWN = 20;
// Without B-frames: the muxer of the bundled ffmpeg hides the last frames of an uneven MP4 with them.
const X264 = ['-c:v', 'libx264', '-g', '10', '-bf', '0'];

async function make(run: FaultRun, name: string, args: readonly string[], input?: Uint8Array) {
  const path = run.file(name);
  const made = await runFfmpeg(BUNDLED.path, [...args, path], input === undefined ? [] : [input]);
  if (made.code !== 0) throw new Error(`no ${name}: ${made.stderr}`);
  return path;
}

/** A transport stream whose picture changes after 15 frames, and again after 15 more. */
async function changing(run: FaultRun, what: string, parts: readonly string[][]): Promise<string> {
  const clips: Buffer[] = [];
  for (const [i, part] of parts.entries()) {
    const [size = '', ...args] = part;
    const input = ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=30:d=0.5`];
    const name = `${what} ${i}.ts`;
    clips.push(readFileSync(await make(run, name, [...input, ...X264, ...args])));
  }
  const path = run.file(`${what}.ts`);
  writeFileSync(path, Buffer.concat(clips));
  return path;
}

async function sizeChange(run: FaultRun): Promise<void> {
  const changes: Readonly<Record<string, readonly string[][]>> = {
    'grows and shrinks': [['320x240'], ['640x480'], ['320x240']],
    'is turned': [['320x240'], ['240x320'], ['240x320'], ['240x320'], ['240x320']],
    'has another pixel format': [['320x240'], ['320x240', '-pix_fmt', 'yuv444p']],
  };
  const { version } = await locateFfmpeg(run.ffmpeg);
  const saysMore = /^[5-9]|^4\.[4-9]/.test(version);
  for (const [what, parts] of Object.entries(changes)) {
    const path = await changing(run, what, parts);
    const source = await openFile(path, { ffmpeg: run.ffmpeg });
    const { seconds, error } = await readSource(run, source);
    const isTold = error instanceof SourceSizeChangedError;
    run.must(isTold, `${what}: ${codeOf(error)}`);
    run.notes.push(`${what}: ${seconds.length} frames, ${codeOf(error)}`);
    // Builds before 4.4 do not say to what and when it changes; but the number of bytes may.
    const [[first = ''] = [], [second = '', format] = []] = parts;
    const isKnown = saysMore || area(first) !== area(second) || format !== undefined;
    const most = isKnown ? 16 : 15 + MOST_UNKNOWN;
    const isThere = seconds.length >= 14 && seconds.length <= most;
    run.must(isThere, `${what}: ${seconds.length} frames before`);
    if (!saysMore) continue;
    const says = [first, second].every((size) => String(error).includes(size.replace('x', '×')));
    run.must(says, `${what}: it does not say both sizes: ${String(error)}`);
  }
}

const area = (size: string): number => size.split('x').reduce((a, b) => a * Number(b), 1);

/** Grey of four values, one in each quarter. */
function quarters(cols: number, rows: number): Uint8Array {
  return Uint8Array.from({ length: cols * rows }, (_, i) => {
    const isRight = i % cols >= cols / 2;
    const isBelow = Math.floor(i / cols) >= rows / 2;
    return CORNERS[(isRight ? 1 : 0) + (isBelow ? 2 : 0)] ?? 0;
  });
}

/** What the corners of a grey picture show. */
function cornersOf(grey: Uint8Array, cols: number, rows: number): readonly number[] {
  const last = (rows - 1) * cols;
  return [0, cols - 1, last, last + cols - 1].map((at) => grey[at] ?? -1);
}

function mustShow(
  run: FaultRun,
  what: string,
  shown: readonly number[],
  expected: readonly number[],
): void {
  const isLike = shown.every((value, i) => Math.abs(value - (expected[i] ?? 0)) <= NEAR);
  run.must(isLike, `${what}: its corners are ${shown.join()}, not ${expected.join()}`);
}

interface Geometry {
  readonly cols: number;
  readonly rows: number;
  readonly args?: readonly string[];
  /** A second pass, as metadata takes. */
  readonly then?: readonly string[];
  /** Which corners are seen where, of a picture that is turned. */
  readonly turned?: readonly [number, number, number, number];
}

const FFV1 = ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p'];
// Anticlockwise, as the muxer of the bundled ffmpeg takes it.
const rotated = (degrees: number): readonly string[] => [
  ...['-c', 'copy', '-metadata:s:v', `rotate=${degrees}`],
];
const GEOMETRIES: Readonly<Record<string, Geometry>> = {
  '401x301.mkv': { cols: 401, rows: 301 },
  '2x2.mkv': { cols: 2, rows: 2 },
  '1x1.mkv': { cols: 1, rows: 1 },
  '4097x3.mkv': { cols: 4097, rows: 3 },
  'rotated by 90.mp4': {
    ...{ cols: 64, rows: 48, args: X264, then: rotated(90), turned: [1, 3, 0, 2] },
  },
  'rotated by 180.mp4': {
    ...{ cols: 64, rows: 48, args: X264, then: rotated(180), turned: [3, 2, 1, 0] },
  },
  'rotated by 270.mp4': {
    ...{ cols: 64, rows: 48, args: X264, then: rotated(270), turned: [2, 0, 3, 1] },
  },
  'wide pixels.mp4': { cols: 64, rows: 48, args: ['-vf', 'setsar=16/11', ...X264] },
  '10 bits.mkv': { cols: 64, rows: 48, args: ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p10le'] },
  'with alpha.mkv': { cols: 64, rows: 48, args: ['-c:v', 'ffv1', '-pix_fmt', 'yuva420p'] },
  'interlaced.mp4': { cols: 64, rows: 48, args: [...X264, '-flags', '+ilme+ildct', '-top', '1'] },
};

async function geometryIn(run: FaultRun, name: string, geometry: Geometry): Promise<void> {
  const { cols, rows, args = FFV1, then, turned = [0, 1, 2, 3] } = geometry;
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${cols}x${rows}`, '-i', 'pipe:0'];
  // Levels of luma, not of the full range that grey has.
  const levels = ['-pix_fmt', 'yuv420p', '-color_range', 'tv'];
  const picture = quarters(cols, rows);
  const first = then === undefined ? name : `upright ${name}`;
  const planes = new Uint8Array(requiredDataLength({ colour: 'I420', cols, rows })).fill(128);
  planes.set(picture);
  const input = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', ...raw.slice(4)];
  let path = await make(run, first, [...input, ...levels, ...args], planes);
  if (then !== undefined) path = await make(run, name, ['-i', path, ...then]);
  const isTurned = turned[0] === 2 || turned[0] === 1;
  const [wide, high] = isTurned ? [rows, cols] : [cols, rows];
  const upright = cornersOf(picture, cols, rows);
  const expected = turned.map((corner) => upright[corner] ?? 0);
  for (const colour of Object.values(ColourSpace)) {
    const what = `${name} in ${colour}`;
    const source = await openFile(path, { ffmpeg: run.ffmpeg, colour });
    run.must(
      source.cols === wide && source.rows === high,
      `${what}: ${source.cols}×${source.rows}`,
    );
    let frames = 0;
    await readSource(run, source, (frame) => {
      frames += 1;
      const bytes = requiredDataLength({ colour, cols: wide, rows: high });
      run.must(frame.data().length === bytes, `${what}: ${frame.data().length} bytes`);
      if (colour === 'I420') mustShow(run, what, cornersOf(frame.data(), wide, high), expected);
    });
    run.must(frames === 1, `${what}: ${frames} frames`);
  }
}

async function geometryOut(run: FaultRun, cols: number, rows: number): Promise<void> {
  for (const settings of CODECS) {
    const path = run.file(`${cols}x${rows} ${settings.codec}.${EXTENSIONS[settings.codec]}`);
    const planes = new Uint8Array(requiredDataLength({ colour: 'I420', cols, rows })).fill(128);
    planes.set(quarters(cols, rows));
    const frame = VideoFrame.alloc({ colour: 'I420', cols, rows });
    frame.data().set(planes);
    for (const colour of ['I420', 'UYVY', 'BGRA'] as const) {
      const options = { ...settings, frameRate: 25, ffmpeg: run.ffmpeg, overwrite: true };
      const target = fileWriter(path, options);
      const shown = inColour(frame, colour);
      await target.append(shown);
      const report = await target.close();
      const { width, height, pix_fmt: pixels } = await probeVideo(path);
      const what = `${colour} of ${cols}×${rows} in ${settings.codec}`;
      run.must(width === report.cols && height === report.rows, `${what}: ${width}×${height}`);
      run.must(width - cols <= 1 && height - rows <= 1, `${what}: padded to ${width}×${height}`);
      if (settings.codec !== 'FFV1') run.must(pixels === 'yuv420p', `${what}: ${pixels}`);
      const grey = await decoded(path, 'yuv420p');
      const corners = cornersOf(grey, width, height);
      mustShow(run, what, corners, cornersOf(quarters(cols, rows), cols, rows));
    }
  }
}

async function geometry(run: FaultRun): Promise<void> {
  for (const [name, each] of Object.entries(GEOMETRIES)) await geometryIn(run, name, each);
  await geometryOut(run, 401, 301);
  await geometryOut(run, 65, 33);
}

async function varyingRate(run: FaultRun): Promise<void> {
  const select = ['-vf', "select='lt(n,45)+not(mod(n,3))'", '-vsync', 'vfr'];
  const expected = Array.from({ length: 75 }, (_, i) => i).filter((n) => n < 45 || n % 3 === 0);
  run.given = run.recovered = 0;
  for (const name of ['vfr.mp4', 'vfr.mkv', 'vfr.ts']) {
    const path = await numberedClip(run, name, 75, [...select, ...X264]);
    const source = await openFile(path, { ffmpeg: run.ffmpeg, colour: 'GRAY8' });
    const { numbers, seconds, error } = await readSource(run, source);
    run.given += expected.length;
    run.recovered += numbers.length;
    const isAll = error === undefined && numbers.join() === expected.join();
    run.must(isAll, `${name}: ${numbers.length} frames, ${codeOf(error)}`);
    const [start = 0] = seconds;
    const errors = expected.map((n, i) => Math.abs((seconds[i] ?? 0) - start - n / 25));
    run.must(Math.max(...errors) <= 0.001, `${name}: times are ${Math.max(...errors)} s wrong`);
  }
}

/** Sizes, directions and times of pictures. */
export const PICTURES: readonly FaultCase[] = [
  {
    name: 'size-change',
    done: 'a transport stream whose picture gets larger, smaller, is turned, or has another pixel format',
    holds: `SOURCE_SIZE_CHANGED with both sizes, at the frame ±1 (before ffmpeg 4.4 without the second, ${MOST_UNKNOWN} where the bytes are as many)`,
    per: 'build',
    check: sizeChange,
  },
  {
    name: 'geometry',
    done: 'pictures of odd, tiny and wide sizes, turned, with wide pixels, 10 bits, alpha, interlaced; odd ones to each codec',
    holds:
      'just the bytes of the size, the right corners; 4:2:0 files, padded by one column and row at most',
    per: 'build',
    check: geometry,
  },
  {
    name: 'vfr-count',
    done: '55 frames of a rate that varies, in MP4, Matroska and TS',
    holds: '55 frames, each at its time ±1 ms',
    per: 'build',
    check: varyingRate,
  },
];
