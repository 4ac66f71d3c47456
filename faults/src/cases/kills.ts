import { setTimeout as delay } from 'node:timers/promises';
import { Rational } from '@giftgrab/core';
import { recorder, repairRecording, type RecorderEvent } from '@giftgrab/targets';
import { isAlive, until } from '../../../packages/ffmpeg/test/support/traces';
import { killEncoder } from '../../../packages/targets/test/support/kill-encoder';
import { numberedFrame } from '../../../packages/targets/test/support/numbered-frames';
import { frameNumbers } from '../../../packages/targets/test/support/read-video';
import { RecordingProcess } from '../../../packages/targets/test/support/recording-process';
import type { FaultCase } from '../fault-case';
import type { FaultRun } from '../fault-run';

const FRAMES = 300;
// What HEVC and VP9 hold back, besides a fifth of a second that the muxer collects.
const MOST_LOST = 15;
// The one that was given just now and is in the pipe still; the encoder holds back none.
const MOST_LOST_AVI = 1;

async function killEncoderTimes(run: FaultRun, times: number): Promise<void> {
  const path = run.video();
  const kills = run.random.integers(times, 1, FRAMES - 1);
  const target = recorder(path, { ...run.options, verify: 'full' });
  const events: RecorderEvent[] = [];
  target.events.subscribe((event) => events.push(event));
  for (let index = 0; index < FRAMES; index += 1) {
    if (kills.includes(index)) killEncoder();
    await target.append(numberedFrame(index, { rate: new Rational(25) }));
    await delay(8);
  }
  const { parts } = await target.close();
  run.given = FRAMES;
  run.mustBeAll(await frameNumbers(path), FRAMES);
  run.must(parts.length === 1, `${parts.length} files`);
  const restarts = events.filter(({ type }) => type === 'encoderRestarted').length;
  run.must(restarts >= 1, 'nobody was told that the encoder was replaced');
  run.notes.push(`killed at ${kills.join(', ')}; replaced ${restarts} times`);
}

/** What is there when programs were killed. */
export const KILLS: readonly FaultCase[] = [
  {
    name: 'node-kill9',
    done: 'Node is killed at a random frame of a recording',
    holds: '0 lost after repairRecording, and no process left after 5 s',
    per: 'codec',
    check: async (run) => {
      const recording = new RecordingProcess(run.video(), run.options);
      await recording.accepts(run.random.integer(10, 150));
      const children = recording.children.map(({ pid }) => pid);
      await recording.kill();
      run.must(await until(() => !children.some(isAlive), 5_000), 'a process is left after 5 s');
      run.given = recording.accepted;
      const unfinished = run.video('recording.recording');
      const { frames, path } = await repairRecording(unfinished, { ffmpeg: run.ffmpeg });
      // One may have been taken whose number was not printed any more.
      const isOneMore = frames === run.given + 1;
      run.mustBeAll(await frameNumbers(path), run.given + (isOneMore ? 1 : 0));
    },
  },
  {
    name: 'encoder-kill9-once',
    done: `the encoder is killed at a random one of ${FRAMES} frames`,
    holds: '0 lost, 0 doubled, in order, one file, and the program is told',
    per: 'codec',
    check: (run) => killEncoderTimes(run, 1),
  },
  {
    name: 'encoder-kill9-many',
    done: `the encoder is killed at eight random ones of ${FRAMES} frames`,
    holds: '0 lost, 0 doubled, in order, one file, and the program is told',
    per: 'codec',
    check: (run) => killEncoderTimes(run, 8),
  },
  {
    name: 'both-kill9',
    done: 'Node, the encoder and the guardian are killed at once at a random frame',
    holds: `at most ${MOST_LOST} frames lost (AVI: ${MOST_LOST_AVI}), the others in order`,
    per: 'codec',
    check: async (run) => {
      const recording = new RecordingProcess(run.video(), run.options);
      await recording.accepts(run.random.integer(40, 150));
      await recording.killAll();
      run.given = recording.accepted;
      const unfinished = run.video('recording.recording');
      const { path } = await repairRecording(unfinished, { ffmpeg: run.ffmpeg });
      const numbers = await frameNumbers(path);
      const most = run.extension === 'avi' ? MOST_LOST_AVI : MOST_LOST;
      run.must(numbers.length >= run.given - most, `${run.given - numbers.length} lost`);
      // One may have been taken whose number was not printed any more.
      run.mustBeAll(numbers, Math.min(numbers.length, run.given + 1));
    },
  },
];
