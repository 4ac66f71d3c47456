import { readFileSync } from 'node:fs';
import { NutReader } from '@giftgrab/ffmpeg';
import { openFile } from '@giftgrab/sources';
import { childrenOf } from '../../../packages/ffmpeg/test/support/traces';
import { fakeFfmpeg } from '../../../packages/targets/test/support/fake-ffmpeg';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { CONTAINERS, numberedClip } from '../numbered-clip';
import { codeOf, readSource } from '../read-source';

const FRAMES = 100;

/** How many frames of a stream of NUT are whole. */
function wholeFrames(bytes: Uint8Array): number {
  let frames = 0;
  const reader = new NutReader({
    onHeader: () => undefined,
    onFrameStart: (_, size) => new Uint8Array(size),
    onFrameEnd: () => (frames += 1),
  });
  for (let at = 0; at < bytes.length;) {
    const room = reader.buffer();
    const count = Math.min(room.length, bytes.length - at);
    room.set(bytes.subarray(at, at + count));
    reader.push(count);
    at += count;
  }
  return frames;
}

/** Reads a clip with a decoder that ends after so many bytes. */
async function endsAt(
  run: FaultRun,
  path: string,
  bytes: number,
  ending: string,
): Promise<{ readonly frames: number; readonly expected: number; readonly code: string }> {
  const got = run.file('got.nut');
  const script = `"$FFMPEG" "$@" 2>/dev/null | head -c ${bytes} | tee '${got}'; ${ending}`;
  const ffmpeg = fakeFfmpeg(run.file('ends'), script, undefined, run.ffmpeg);
  const source = await openFile(path, { ffmpeg, colour: 'GRAY8' });
  const { numbers, error } = await readSource(run, source);
  const isInOrder = numbers.every((number, i) => number === i);
  run.must(isInOrder, `${ending} after ${bytes} bytes: frames ${numbers.join()}`);
  return {
    frames: numbers.length,
    expected: wholeFrames(readFileSync(got)),
    code: codeOf(error),
  };
}

async function killed(run: FaultRun, path: string): Promise<void> {
  const source = await openFile(path, { ffmpeg: run.ffmpeg, colour: 'GRAY8', pace: 'realtime' });
  const decoders = childrenOf(process.pid).filter(({ name }) => name === 'ffmpeg');
  const at = run.random.integer(1, FRAMES / 2);
  const { numbers, error } = await readSource(run, source, ({ index }) => {
    if (index === at) for (const { pid } of decoders) process.kill(pid, 'SIGKILL');
  });
  const isInOrder = numbers.every((number, i) => number === i);
  const isTold = codeOf(error) === 'SOURCE' && String(error).includes('SIGKILL');
  run.must(isInOrder && numbers.length > at, `SIGKILL at ${at}: frames ${numbers.join()}`);
  run.must(isTold || numbers.length === FRAMES, `SIGKILL: ${codeOf(error)}, ${String(error)}`);
  run.notes.push(`SIGKILL at frame ${at}: ${numbers.length} frames, then ${codeOf(error)}`);
}

/** Programs that decode, and end before their time. */
export const DECODERS: readonly FaultCase[] = [
  {
    name: 'decoder-kill9',
    done: 'the decoder ends after a random number of bytes, with exit codes 0 and 7 and by SIGKILL; a true one is killed',
    holds: 'every whole frame before, none of a part; then an error, also after exit code 0',
    per: 'build',
    check: async (run) => {
      const path = await numberedClip(run, 'clip.mp4', FRAMES, CONTAINERS.mp4);
      run.given = run.recovered = 0;
      for (const ending of ['exit 0', 'exit 7', 'kill -9 $$']) {
        for (let times = 0; times < 3; times += 1) {
          const bytes = run.random.integer(10_000, 700_000);
          const { frames, expected, code } = await endsAt(run, path, bytes, ending);
          run.given += expected;
          run.recovered += frames;
          const what = `${ending} after ${bytes} bytes`;
          run.must(frames === expected, `${what}: ${frames} of ${expected} frames`);
          run.must(code !== 'no error' && !code.includes(' '), `${what}: ${code}`);
        }
      }
      await killed(run, path);
    },
  },
];
