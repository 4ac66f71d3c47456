// Records numbered frames at 25 a second, and says of each when it was accepted; somebody ends it.
import { setTimeout as delay } from 'node:timers/promises';
import { Rational } from '@giftgrab/core';
import { recorder, type RecorderOptions } from '@giftgrab/targets';
import { numberedFrames } from '../support/numbered-frames';

const [path = '', options = '{}'] = process.argv.slice(2);

void (async () => {
  const settings = JSON.parse(options) as RecorderOptions;
  const target = recorder(path, { ...settings, frameRate: 25 });
  const startedMs = performance.now();
  for (const frame of numberedFrames(250, { rate: new Rational(25) })) {
    await target.append(frame);
    console.log(frame.index);
    await delay(Math.max(0, startedMs + (frame.index + 1) * 40 - performance.now()));
  }
})();
