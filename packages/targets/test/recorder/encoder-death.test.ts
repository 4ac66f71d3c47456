import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { frameMemory, Rational, TargetError } from '@giftgrab/core';
import { expect } from 'chai';
import { recorder, type Recorder, type RecorderEvent, type RecorderOptions } from '../../src';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { fakeFfmpeg } from '../support/fake-ffmpeg';
import { BUNDLED, FFMPEG_BUILDS } from '../support/ffmpeg-builds';
import { killEncoder } from '../support/kill-encoder';
import { numberedFrames } from '../support/numbered-frames';
import { frameNumbers, frameTimes } from '../support/read-video';
import { temporaryFolder } from '../support/temporary-folder';
import { CODECS, EXTENSIONS } from '../support/written';

const FRAMES = 120;

describe('a recorder whose encoder dies', () => {
  const file = temporaryFolder();
  let blocks: number;
  beforeEach(() => (blocks = frameMemory.blocksInUse));
  afterEach(() => expect(frameMemory.blocksInUse).to.equal(blocks));

  /** Records frames at some pace, and kills the encoder before each of these. */
  const record = async (
    target: Recorder,
    kills: readonly number[],
    count = FRAMES,
  ): Promise<readonly RecorderEvent[]> => {
    const events: RecorderEvent[] = [];
    target.events.subscribe((event) => events.push(event));
    for (const frame of numberedFrames(count, { rate: new Rational(25) })) {
      // One that is dead already may not have been noticed yet.
      if (kills.includes(frame.index)) killEncoder();
      await target.append(frame);
      await delay(8);
    }
    return events;
  };
  const numbersTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    for (const settings of CODECS) {
      it(`loses no frame of ${settings.codec} and doubles none, with ${name}`, async () => {
        const path = file(`it's ${settings.codec} with ${name}.${EXTENSIONS[settings.codec]}`);
        const target = recorder(path, { ...settings, frameRate: 25, ffmpeg, verify: 'full' });
        const events = await record(target, [1, 40, 41, 90]);
        const { frames, dropped, parts } = await target.close();
        expect([frames, dropped]).to.deep.equal([FRAMES, 0]);
        expect(parts.map((part) => part.path)).to.deep.equal([path]);
        expect(parts[0]?.restarts).to.be.within(2, 4);
        const restarted = events.filter(({ type }) => type === 'encoderRestarted');
        expect(restarted).to.have.length(parts[0]?.restarts ?? -1);
        expect(await frameNumbers(path)).to.deep.equal(numbersTo(FRAMES));
        const times = await frameTimes(path);
        for (const [i, time] of times.entries()) expect(time).to.be.closeTo(i / 25, 0.0015);
        const left = readdirSync(file('.')).filter((each) => /segment|recording\./.test(each));
        expect(left).to.deep.equal([]);
      });
    }
  }

  const base: RecorderOptions = {
    codec: 'H264',
    preset: 'ultrafast',
    frameRate: 25,
    ffmpeg: BUNDLED.path,
  };

  it('loses none where it dies after the last', async () => {
    const path = file('last.mp4');
    const target = recorder(path, base);
    await record(target, []);
    expect(killEncoder()).to.equal(true);
    expect((await target.close()).frames).to.equal(FRAMES);
    expect(await frameNumbers(path)).to.deep.equal(numbersTo(FRAMES));
  });

  it('leaves out what came in a pause, and nothing else', async () => {
    const path = file('paused.mp4');
    const target = recorder(path, base);
    const frames = numberedFrames(60, { rate: new Rational(25) });
    for (const frame of frames) {
      if (frame.index === 30) target.pause();
      if (frame.index === 40) target.resume();
      if (frame.index === 42) killEncoder();
      await target.append(frame);
    }
    await target.close();
    const numbers = numbersTo(60).filter((i) => i < 30 || i >= 40);
    expect(await frameNumbers(path)).to.deep.equal(numbers);
    const times = await frameTimes(path);
    for (const [i, time] of times.entries()) expect(time).to.be.closeTo(i / 25, 0.0015);
  });

  it('gives up where no encoder writes anything, after a few attempts, and says why', async () => {
    const dying = fakeFfmpeg(file('dying'), 'echo "cannot encode on Sundays" >&2; exit 7');
    const target = recorder(file('never.mp4'), { ...base, ffmpeg: dying });
    const failure = await failureOf(
      target.append(numberedFrames(1)[0]!).then(() => target.close()),
    );
    expect(failure).to.be.instanceOf(TargetError);
    expect(failure.message).to.match(
      /(5 encoders in a row|last frame .*could not be recorded).*cannot encode on Sundays/,
    );
    await failureOf(target.finished);
    expect(readdirSync(file('.')).filter((each) => each.startsWith('never'))).to.deep.equal([]);
  });

  it('replaces an encoder that hangs', async () => {
    const marker = file('has hung');
    const hanging = fakeFfmpeg(
      file('hanging'),
      `if [ -e '${marker}' ]; then exec "$FFMPEG" "$@"; fi; touch '${marker}'; exec sleep 1000`,
    );
    const path = file('hung.mp4');
    const target = recorder(path, { ...base, ffmpeg: hanging, stallTimeoutMs: 1500 });
    for (const frame of numberedFrames(60, { rate: new Rational(25) })) await target.append(frame);
    const { parts } = await target.close();
    expect(parts[0]?.restarts).to.equal(1);
    expect(await frameNumbers(path)).to.deep.equal(numbersTo(60));
  });

  it('does not wait for one that hangs at the end, and keeps what there is', async () => {
    const hanging = fakeFfmpeg(file('hangs at the end'), '"$FFMPEG" "$@"; exec sleep 1000');
    const path = file('hangs.mkv');
    // Who verifies would run it as well.
    const target = recorder(path, { ...base, ffmpeg: hanging, verify: 'none' });
    for (const frame of numberedFrames(60, { rate: new Rational(25) })) await target.append(frame);
    const { parts } = await target.close();
    expect(parts[0]?.frames).to.equal(60);
    expect(await frameNumbers(path)).to.deep.equal(numbersTo(60));
  });

  it('says how many frames are lost where none gets to the end', async () => {
    const path = file('stuck.mkv');
    const stuck = fakeFfmpeg(file('stuck'), 'cat > /dev/null; exec sleep 1000');
    const target = recorder(path, { ...base, ffmpeg: stuck });
    for (const frame of numberedFrames(60, { rate: new Rational(25) })) await target.append(frame);
    const failure = await failureOf(target.close());
    expect(failure).to.be.instanceOf(TargetError);
    expect(failure.message).to.match(/last 60 frames .*stuck\.mkv.* could not be recorded/);
    expect(readdirSync(file('.')).filter((each) => each.startsWith('stuck.'))).to.deep.equal([]);
  });
});
