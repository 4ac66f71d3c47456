import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { GiftGrabError, TargetError } from '@giftgrab/core';
import { openFile } from '@giftgrab/sources';
import { recorder, repairRecording } from '@giftgrab/targets';
import { setTimeout as delay } from 'node:timers/promises';
import { childrenOf } from '../../../packages/ffmpeg/test/support/traces';
import { killEncoder } from '../../../packages/targets/test/support/kill-encoder';
import { frameNumbers } from '../../../packages/targets/test/support/read-video';
import { mustFail } from '../failure';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { feed, record } from '../record';
import { standIn, STUBBORN } from '../stand-in';
import { withFewDescriptors, withLimit } from '../with-limit';

const SOON_MS = 5_000;

async function alwaysDies(run: FaultRun): Promise<void> {
  const log = run.file('starts');
  // The first works, until it is killed.
  const script = `date +%s%N >> '${log}'; [ "$(wc -l < '${log}')" -gt 1 ] && exit 7; exec "$FFMPEG" "$@"`;
  const path = run.video();
  const target = recorder(path, { ...run.options, ffmpeg: standIn(run, 'dying', script) });
  await feed(target, 0, 100);
  killEncoder();
  const startedMs = performance.now();
  let error: unknown;
  await feed(target, 100, 300).catch((failure: unknown) => (error = failure));
  await target.close().catch((failure: unknown) => (error ??= failure));
  const seconds = (performance.now() - startedMs) / 1000;
  run.must(error instanceof TargetError, `not a TargetError, but ${String(error)}`);
  const starts = readFileSync(log, 'utf8').trim().split('\n').length - 1;
  run.must(starts <= 5, `${starts} attempts`);
  run.must(seconds <= 30, `it gave up after ${seconds.toFixed(1)} s`);
  run.must(starts / seconds < 3, `${(starts / seconds).toFixed(1)} attempts a second`);
  run.notes.push(`${starts} attempts in ${seconds.toFixed(1)} s`);
  const unfinished = run.video('recording.recording');
  const finished = run.has(`recording.${run.extension}`)
    ? path
    : (await repairRecording(unfinished, { ffmpeg: run.ffmpeg })).path;
  const numbers = await frameNumbers(finished);
  run.given = 100;
  run.mustBeAll(numbers, numbers.length);
  run.must(numbers.length >= 100 - 15, 'what was recorded before is not kept');
}

async function spawnFails(run: FaultRun): Promise<void> {
  const notExecutable = run.file('not executable');
  writeFileSync(notExecutable, '#!/bin/sh\n');
  chmodSync(notExecutable, 0o644);
  const script = (name: string, text: string): string => {
    writeFileSync(run.file(name), text, { mode: 0o755 });
    return run.file(name);
  };
  const programs: Readonly<Record<string, string>> = {
    'no such file': run.file('nowhere'),
    'not executable': notExecutable,
    'no program': script('no program', 'these are words'),
    'another version': script('other', '#!/bin/sh\necho hello\n'),
    'no version': script('exits', '#!/bin/sh\nexit 3\n'),
    'SIGSEGV when asked': script('crashes', '#!/bin/sh\nkill -SEGV $$\n'),
    'SIGSEGV when it shall encode': standIn(run, 'crashes later', 'kill -SEGV $$'),
  };
  for (const [what, ffmpeg] of Object.entries(programs)) {
    const path = run.video(what);
    const attempt = mustFail(run, what, () => record(run, path, 3, { ffmpeg }));
    await run.within(what.includes('encode') ? 30_000 : 5_000, what, attempt);
    run.must(!run.has(`${what}.${run.extension}`), `${what}: a file is left`);
  }
}

interface Attempt {
  readonly isRecorded: boolean;
  readonly isRead: boolean;
}

/** Records and reads, which either goes well or fails in order. */
async function tryBoth(run: FaultRun, clip: string, what: string): Promise<Attempt> {
  const path = run.video(what);
  const isTyped = (error: unknown): false => {
    run.must(error instanceof GiftGrabError, `${what}: not a typed error, but ${String(error)}`);
    return false;
  };
  const recording = record(run, path, 3).then(() => true, isTyped);
  const isRecorded = await run.within(SOON_MS, `${what}, recording`, recording);
  const reading = readAll(run, clip).then(() => true, isTyped);
  const isRead = await run.within(SOON_MS, `${what}, reading`, reading);
  return { isRecorded, isRead };
}

async function readAll(run: FaultRun, path: string): Promise<void> {
  await using source = await openFile(path, { ffmpeg: run.ffmpeg });
  source.subscribe({ error: () => undefined });
  await source.finished;
}

async function noDescriptors(run: FaultRun): Promise<void> {
  const clip = run.video('clip');
  await record(run, clip, 3);
  const attempts: Attempt[] = [];
  await withFewDescriptors(run, 30, async (left) => {
    attempts[left] = await tryBoth(run, clip, `${left} free`);
  });
  for (const [left, { isRecorded }] of attempts.entries()) {
    if (!isRecorded) mustBeGone(run, `${left} free`);
  }
  await mustWork(run, clip);
  const failed = (what: keyof Attempt): number => attempts.filter((one) => !one[what]).length;
  run.must(failed('isRecorded') > 0 && failed('isRead') > 0, 'there were enough descriptors');
  run.notes.push(`${failed('isRecorded')} recordings and ${failed('isRead')} readings failed`);
}

async function noProcesses(run: FaultRun): Promise<void> {
  if (process.getuid?.() === 0) run.skip('root may have more processes than anybody allows');
  const clip = run.video('clip');
  await record(run, clip, 3);
  await withLimit(run, 'nproc', 1, async () => {
    const { isRecorded, isRead } = await tryBoth(run, clip, 'none');
    run.must(!isRecorded && !isRead, 'there were enough processes');
  });
  mustBeGone(run, 'none');
  await mustWork(run, clip);
}

function mustBeGone(run: FaultRun, what: string): void {
  const left = readdirSync(run.folder).filter((name) => name.startsWith(`${what}.`));
  run.must(left.length === 0, `${what}: left is ${left.join(', ')}`);
}

async function mustWork(run: FaultRun, clip: string): Promise<void> {
  const { isRecorded, isRead } = await tryBoth(run, clip, 'afterwards');
  run.must(isRecorded && isRead, 'it does not work afterwards');
}

/** Closes a recorder whose encoder was stopped, as by a debugger, while so many frames wait that its pipe is full. */
async function closeStopped(run: FaultRun): Promise<void> {
  const path = run.video('stopped');
  const target = recorder(path, run.options);
  await feed(target, 0, 30);
  for (const { pid, name } of childrenOf(process.pid)) {
    if (name === 'ffmpeg') process.kill(pid, 'SIGSTOP');
  }
  // More than the pipe holds.
  const waiting = feed(target, 30, 90).catch(() => undefined);
  await delay(500);
  await run.within(5_000, 'close() of one that is stopped', target.close());
  await waiting;
  const numbers = await frameNumbers(path);
  run.notes.push(`stopped: ${numbers.length} frames`);
  run.must(numbers.length >= 30, `${numbers.length} of at least 30 frames`);
}

/** Closes a recorder whose encoder never reads. */
async function closeDeaf(run: FaultRun): Promise<void> {
  const target = recorder(run.video('deaf'), {
    ...run.options,
    ffmpeg: standIn(run, 'deaf', 'exec sleep 1000'),
  });
  const waiting = feed(target, 0, 90).catch(() => undefined);
  await delay(500);
  const closing = mustFail(run, 'close() of one that never reads', () => target.close());
  await run.within(5_000, 'close() of one that never reads', closing);
  await waiting;
}

async function stopHung(run: FaultRun): Promise<void> {
  const kinds: Readonly<Record<string, string>> = {
    'ignores the end of its input': '"$FFMPEG" "$@"; exec sleep 1000',
    'ignores the end and SIGTERM': STUBBORN,
  };
  run.given = run.recovered = 0;
  for (const [what, script] of Object.entries(kinds)) {
    const path = run.video(what);
    const target = recorder(path, { ...run.options, ffmpeg: standIn(run, what, script) });
    await feed(target, 0, 30);
    await run.within(5_000, `close() of one that ${what}`, target.close());
    const numbers = await frameNumbers(path);
    run.given += 30;
    run.recovered += numbers.length;
    run.must(numbers.length === 30, `${what}: ${numbers.length} of 30 frames`);
  }
  await closeStopped(run);
  await closeDeaf(run);
  const idle = recorder(run.video('idle'), run.options);
  await feed(idle, 0, 1);
  await run.within(5_000, 'close() of an idle one', idle.close());
}

/** Encoders that die, hang or talk too much. */
export const ENCODERS: readonly FaultCase[] = [
  {
    name: 'encoder-always-dies',
    done: 'the encoder is killed after 100 frames, and every other dies when it is started',
    holds: 'gives up after at most 5 attempts and 30 s, fewer than 3 a second; 100 frames are kept',
    per: 'build',
    check: alwaysDies,
  },
  {
    name: 'spawn-fails',
    done: 'ffmpeg is missing, may not be run, is no program, says nothing, crashes',
    holds: 'a typed error within 5 s (30 s after five attempts to encode), no file',
    per: 'build',
    check: spawnFails,
  },
  {
    name: 'no-descriptors',
    done: 'recording and reading with 0 to 30 descriptors left, so that it fails at each place that needs one',
    holds: `a typed error within ${SOON_MS / 1000} s or success, no file of what failed; all is well afterwards`,
    per: 'build',
    check: noDescriptors,
  },
  {
    name: 'no-processes',
    done: 'recording and reading where no process can be started (not as root)',
    holds: `a typed error within ${SOON_MS / 1000} s, no file; all is well afterwards`,
    per: 'build',
    check: noProcesses,
  },
  {
    name: 'stderr-flood',
    done: '4 MB of standard error before the encoding, and 4 MB during it',
    holds: 'no stall, 0 lost',
    per: 'codec',
    check: async (run) => {
      const flood = 'yes "this is not helpful at all" | head -c 4194304 >&2';
      const ffmpeg = standIn(run, 'flood', `${flood}; (${flood}) & exec "$FFMPEG" "$@"`);
      const path = run.video();
      run.given = 200;
      await run.within(60_000, 'recording', record(run, path, 200, { ffmpeg }));
      run.mustBeAll(await frameNumbers(path), 200);
    },
  },
  {
    name: 'stop-hung',
    done: 'close() of a recorder whose encoder ignores the end of its input, SIGTERM too, is idle, is stopped or never reads while a frame is on its way',
    holds: 'closed within 5 s, 0 lost',
    per: 'build',
    check: stopHung,
  },
];
