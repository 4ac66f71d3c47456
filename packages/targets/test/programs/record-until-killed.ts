// Records numbered frames at 25 a second, and says of each when it was accepted; somebody ends it.
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Rational } from '@giftgrab/core';
import { recorder, type RecorderOptions } from '@giftgrab/targets';
import { numberedFrame } from '../support/numbered-frames';
import type { RecordingProgramSettings } from '../support/recording-process';

const [path = '', options = '{}', settings = '{}'] = process.argv.slice(2);
const SIGNALS = ['SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGTERM'] as const;

void (async () => {
  const all = JSON.parse(settings) as RecordingProgramSettings;
  const { frames = 250, closesOnSignals = false, staysIdle = false } = all;
  const target = recorder(path, { ...(JSON.parse(options) as RecorderOptions), frameRate: 25 });
  const closing = new AbortController();
  if (closesOnSignals) {
    for (const signal of SIGNALS) {
      process.once(signal, () => {
        closing.abort();
        void target.close().then(() => process.exit(128 + constants.signals[signal]));
      });
    }
  }
  const startedMs = performance.now();
  for (let index = 0; index < frames && !closing.signal.aborted; index += 1) {
    await target.append(numberedFrame(index, { rate: new Rational(25) }));
    console.log(index);
    await delay(Math.max(0, startedMs + (index + 1) * 40 - performance.now()));
  }
  if (staysIdle) setInterval(() => undefined, 1000);
})();
