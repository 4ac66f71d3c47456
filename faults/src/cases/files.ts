import {
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { TargetError } from '@giftgrab/core';
import { recorder } from '@giftgrab/targets';
import { childrenOf } from '../../../packages/ffmpeg/test/support/traces';
import { frameNumbers } from '../../../packages/targets/test/support/read-video';
import { mustFail } from '../failure';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';
import { feed, record } from '../record';

// What shells, URLs, option parsers, image sequences and the templates of muxers take for something else.
const NAMES = [
  ...['-x', '--', '-y', '-i', '-', 'pipe:1', 'a:b', 'C:v', 'http:x', 'file:x', 'concat:a|b'],
  ...[
    'subfile,,start,0,end,9,,:x',
    'data:x',
    'md5:x',
    'tee:a|b',
    'x|y',
    'cache:x',
    'fd:',
    'rtmp:x',
  ],
  ...[' leading', 'trailing ', 'two  spaces', 'tab\tbed', 'new\nline', "it's", '"quoted"', '`id`'],
  ...['$(id)', '$HOME', 'back\\slash', '%03d', '%d%%', '*', '?', '[a-z]', 'a;b', 'a&b', '~', '#'],
  ...['größe', 'e\u0301', '手術室', '🎥', 'UPPER', '.hidden', 'a.b.c'],
];

async function names(run: FaultRun): Promise<void> {
  // What an encoder writes that takes the place of one that died has a longer name.
  const longest = 'n'.repeat(
    255 - `.segment999-at-9999999.000000s.recording.${run.extension}`.length,
  );
  run.given = run.recovered = 0;
  for (const name of [...NAMES, longest]) {
    const folder = run.file(`folder ${run.given}`);
    mkdirSync(folder);
    const file = `${name}.${run.extension}`;
    run.given += 2;
    await record(run, `${folder}/${file}`, 2);
    const numbers = await frameNumbers(`${folder}/${file}`);
    run.recovered += numbers.length;
    run.must(numbers.join() === '0,1', `${JSON.stringify(name)}: frames ${numbers.join()}`);
    const count = readdirSync(folder).length;
    run.must(count === 3, `${JSON.stringify(name)}: ${count} files`);
  }
}

async function preflight(run: FaultRun): Promise<void> {
  writeFileSync(run.file('a file'), '');
  mkdirSync(run.video('a folder'));
  const locked = run.file('locked');
  mkdirSync(locked);
  chmodSync(locked, 0o500);
  const isRoot = process.getuid?.() === 0;
  const paths: Readonly<Record<string, string>> = {
    'no such folder': run.video('nowhere/x'),
    'a file for a folder': run.video('a file/x'),
    'a folder for a file': run.video('a folder'),
    'a name too long': run.video('n'.repeat(300)),
    'too long beside it': run.video('n'.repeat(240)),
    'no extension': run.file('x'),
    'another extension': run.file('x.txt'),
    'a zero byte': run.video('x\0y'),
    ...(isRoot ? {} : { 'a folder that may not be written': `${locked}/x.${run.extension}` }),
  };
  const before = readdirSync(run.folder);
  const children = childrenOf(process.pid).length;
  for (const [what, path] of Object.entries(paths)) {
    await mustFail(run, what, async () => recorder(path, run.options).close());
    run.must(childrenOf(process.pid).length === children, `${what}: a process was started`);
  }
  run.must(readdirSync(run.folder).length === before.length, 'a file was made');
}

async function noOverwrite(run: FaultRun): Promise<void> {
  const precious = run.video('precious');
  writeFileSync(precious, 'nobody may write over this');
  symlinkSync(precious, run.video('symlink'));
  linkSync(precious, run.video('hard link'));
  symlinkSync(run.folder, run.file('again'));
  const taken = ['precious', 'symlink', 'hard link', 'again/precious'];
  for (const name of taken) {
    await mustFail(run, name, async () => recorder(run.video(name), run.options).close());
  }
  const kept = readFileSync(precious, 'utf8');
  run.must(kept === 'nobody may write over this', 'what was there is not what it was');

  // Made before either has a frame, so that nothing tells them apart but the names they find taken.
  const both = [run.video('shared'), run.video('again/shared')].map((path) =>
    recorder(path, run.options),
  );
  const outcomes = await Promise.allSettled(
    both.map(async (target) => {
      await feed(target, 0, 40);
      return target.close();
    }),
  );
  const paths = outcomes.flatMap((outcome) => {
    if (outcome.status === 'fulfilled') return outcome.value.parts.map(({ path }) => path);
    run.must(outcome.reason instanceof TargetError, `not a typed error: ${outcome.reason}`);
    return [];
  });
  run.given = paths.length * 40;
  const numbers = await Promise.all(paths.map(frameNumbers));
  run.recovered = numbers.reduce((sum, { length }) => sum + length, 0);
  for (const each of numbers) run.must(each.join() === [...each.keys()].join(), 'out of order');
  run.must(paths.length > 0 && run.recovered === run.given, 'frames of one are lost');
  run.must(new Set(paths).size === paths.length, 'two recorders share a file');
}

/** Names, and what is at them already. */
export const FILES: readonly FaultCase[] = [
  {
    name: 'names',
    done: `recordings of ${NAMES.length + 1} odd file names`,
    holds: 'every one in the file of that name, and no other file',
    per: 'build',
    check: names,
  },
  {
    name: 'target-preflight',
    done: 'no folder, a folder for a file, a name too long, a wrong extension …',
    holds: 'a typed error before a process is started, and no file',
    per: 'once',
    check: preflight,
  },
  {
    name: 'no-overwrite',
    done: 'a recorder of a file that is there, by links too; two recorders of one name',
    holds:
      'the file is the same to the byte; 0 lost, the second recorder has another name or a typed error',
    per: 'codec',
    check: noOverwrite,
  },
];
