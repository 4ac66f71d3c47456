import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  type PathLike,
} from 'node:fs';
import { SourceTruncatedError } from '@giftgrab/core';
import { openFile } from '@giftgrab/sources';
import { warningsOf } from '../../../packages/core/test/support/quiet';
import { runFfmpeg } from '../../../packages/ffmpeg/test/support/ffmpeg-builds';
import { NUMBERED } from '../../../packages/targets/test/support/numbered-frames';
import { BUNDLED } from '../../../packages/targets/test/support/ffmpeg-builds';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { CONTAINERS, numberedClip } from '../numbered-clip';
import { codeOf, readSource, type SourceRead } from '../read-source';

const FRAMES = 100;
const SOON_MS = 3_000;
const FLIPPED_BYTES = 200;
const SOUND = ['-f', 'lavfi', '-i', 'sine=d=1'];
const PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:d=0.04'];

async function make(run: FaultRun, name: string, ...args: readonly string[]): Promise<string> {
  const path = run.file(name);
  const made = await runFfmpeg(BUNDLED.path, [...args, path]);
  if (made.code !== 0) throw new Error(`no ${name}: ${made.stderr}`);
  return path;
}

/** What is no video, and the code of the error that says so. */
async function badInputs(run: FaultRun): Promise<Readonly<Record<string, string>>> {
  const write = (name: string, bytes: Uint8Array | string): PathLike => {
    writeFileSync(run.file(name), bytes);
    return run.file(name);
  };
  const noise = Uint8Array.from({ length: 5000 }, () => run.random.integer(0, 255));
  const late = await numberedClip(run, 'late index.mp4', FRAMES, ['-c:v', 'libx264']);
  const whole = readFileSync(late);
  mkdirSync(run.file('folder'));
  symlinkSync(run.file('nothing.mp4'), run.file('dangling.mp4'));
  symlinkSync(run.file('loop.mp4'), run.file('loop.mp4'));
  spawnSync('mkfifo', [run.file('fifo.mp4')]);
  write('empty.mp4', '');
  write('text.mp4', 'This is not a film.\n');
  write('zeros.mp4', new Uint8Array(5000));
  write('random.mp4', noise);
  write('no index.mp4', whole.subarray(0, whole.length * 0.6));
  write('broken head.mp4', Buffer.concat([noise.subarray(0, 64), whole.subarray(64)]));
  write('raw.yuv', Buffer.alloc(128 * 64 * 3));
  const sound = await make(run, 'sound.m4a', ...SOUND);
  const picture = await make(run, 'picture.png', ...PICTURE, '-frames:v', '1');
  await make(run, 'picture.jpg', ...PICTURE, '-frames:v', '1');
  const both = ['-i', sound, '-i', picture, '-map', '0', '-map', '1', '-c', 'copy'];
  await make(run, 'cover.m4a', ...both, '-disposition:v', 'attached_pic');
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) chmodSync(write('forbidden.mp4', whole), 0);
  return {
    'nothing.mp4': 'SOURCE_NOT_FOUND',
    'dangling.mp4': 'SOURCE_NOT_FOUND',
    'loop.mp4': 'SOURCE_NOT_READABLE',
    folder: 'SOURCE_NOT_READABLE',
    'fifo.mp4': 'SOURCE_NOT_READABLE',
    'empty.mp4': 'SOURCE_EMPTY',
    'no index.mp4': 'SOURCE_TRUNCATED',
    'text.mp4': 'SOURCE_NOT_VIDEO',
    'zeros.mp4': 'SOURCE_NOT_VIDEO',
    'random.mp4': 'SOURCE_NOT_VIDEO',
    'broken head.mp4': 'SOURCE_NOT_VIDEO',
    'raw.yuv': 'SOURCE_NOT_VIDEO',
    'sound.m4a': 'SOURCE_NOT_VIDEO',
    'cover.m4a': 'SOURCE_NOT_VIDEO',
    'picture.png': 'SOURCE_NOT_VIDEO',
    'picture.jpg': 'SOURCE_NOT_VIDEO',
    ...(isRoot ? {} : { 'forbidden.mp4': 'SOURCE_NOT_READABLE' }),
  };
}

async function read(run: FaultRun, path: string): Promise<SourceRead> {
  return readSource(run, await openFile(path, { ffmpeg: run.ffmpeg, colour: 'GRAY8' }));
}

async function refused(run: FaultRun): Promise<void> {
  for (const [name, code] of Object.entries(await badInputs(run))) {
    const reading = read(run, run.file(name)).then(
      ({ error }) => error,
      (error: unknown) => error,
    );
    const error = await run.within(SOON_MS, name, reading);
    run.must(codeOf(error) === code, `${name}: ${codeOf(error)}, not ${code}`);
  }
  for (const [kind, codec] of Object.entries(CONTAINERS)) await damaged(run, kind, codec);
}

/** Reads a file with some bytes flipped: whoever does so has to be told, if a decoder can know it. That of VP9 mostly cannot. */
async function damaged(run: FaultRun, kind: string, codec: readonly string[]): Promise<void> {
  const path = await numberedClip(run, `damaged.${kind}`, FRAMES, codec);
  const bytes = readFileSync(path);
  for (let i = 0; i < FLIPPED_BYTES; i += 1) {
    // The head is another matter: 'broken head.mp4'.
    const at = run.random.integer(Math.ceil(bytes.length / 10), bytes.length - 1);
    bytes[at] = (bytes[at] ?? 0) ^ run.random.integer(1, 255);
  }
  writeFileSync(path, bytes);
  let found: SourceRead | undefined;
  const warnings = await warningsOf(async () => {
    found = await run.within(SOON_MS, path, read(run, path));
  });
  const { numbers, error, report } = found ?? { numbers: [], error: undefined, report: undefined };
  const isTold = error !== undefined || ((report?.damaged ?? 0) > 0 && warnings.length > 0);
  const { stderr } = await runFfmpeg(run.ffmpeg, ['-i', `file:${path}`, '-f', 'null', '-']);
  // That of the output speaks of times, which are as the file has them.
  const notice = stderr.split('\n').find((line) => line !== '' && !line.startsWith('[null @'));
  const isKnown = notice !== undefined;
  run.must(isKnown || kind === 'webm', `${kind}: ${FLIPPED_BYTES} bytes flipped, unnoticed`);
  run.must(isTold || !isKnown, `${kind}: nobody is told what ffmpeg notices: ${notice ?? ''}`);
  const ending = error === undefined ? `${report?.damaged} complaints` : codeOf(error);
  run.notes.push(`${kind}, ${FLIPPED_BYTES} bytes flipped: ${numbers.length} frames, ${ending}`);
}

/** Frames that ffmpeg itself makes of a file. */
async function decodable(run: FaultRun, path: string): Promise<number> {
  const output = ['-vsync', 'passthrough', '-pix_fmt', 'gray', '-f', 'rawvideo', 'pipe:1'];
  const { stdout } = await runFfmpeg(run.ffmpeg, ['-i', `file:${path}`, '-map', '0:v', ...output]);
  return Math.floor(stdout.length / (NUMBERED.cols * NUMBERED.rows));
}

async function truncated(run: FaultRun): Promise<void> {
  run.given = run.recovered = 0;
  for (const [kind, codec] of Object.entries(CONTAINERS)) {
    const whole = await numberedClip(run, `whole.${kind}`, FRAMES, codec);
    const path = run.file(`cut.${kind}`);
    const bytes = readFileSync(whole);
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * 0.6) | 1));
    const count = await decodable(run, path);
    const { numbers, error } = await read(run, path);
    run.given += count;
    run.recovered += numbers.length;
    // The last may be a picture that is cut too, of which ffmpeg makes what it can.
    const isInOrder = numbers.slice(0, -1).every((number, i) => number === i);
    const isAll = numbers.length === count && isInOrder;
    run.must(isAll, `${kind}: ${numbers.length} of ${count} frames, ${numbers.join()}`);
    run.must(count >= FRAMES / 2, `${kind}: ${count} frames can be decoded`);
    const isTold = error instanceof SourceTruncatedError && error.received === numbers.length;
    run.must(isTold, `${kind}: ${codeOf(error)}`);
    const expected = error instanceof SourceTruncatedError ? error.expected : undefined;
    run.notes.push(`${kind}: ${numbers.length} of ${expected ?? 'an unknown number of'} frames`);
  }
}

/** Files that are no video, or not all of one. */
export const BAD_FILES: readonly FaultCase[] = [
  {
    name: 'bad-inputs',
    done: `files that are missing, no files, empty, no video, only sound, damaged (${FLIPPED_BYTES} bytes flipped)`,
    holds: `the error that says what it is, within ${SOON_MS / 1000} s; of damage that ffmpeg notices, a count and a warning`,
    per: 'build',
    check: refused,
  },
  {
    name: 'truncated-ok-frames',
    done: 'MP4, WebM, Matroska, AVI and TS cut at 60 %',
    holds: 'every frame that can be decoded, in order; then SOURCE_TRUNCATED, with their number',
    per: 'build',
    check: truncated,
  },
];
