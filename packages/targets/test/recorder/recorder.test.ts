import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { frameMemory, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import { Subject } from 'rxjs';
import { Codec, recorder, type Recorder, type RecorderOptions } from '../../src';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { BUNDLED, FFMPEG_BUILDS } from '../support/ffmpeg-builds';
import { expectNothingLeft, holdings, type Holdings } from '../support/leftovers';
import { numberedFrames } from '../support/numbered-frames';
import { PlayedFrames } from '../support/played-frames';
import { frameNumbers, frameTimes, probeVideo } from '../support/read-video';
import { temporaryFolder } from '../support/temporary-folder';
import { CODECS, EXTENSIONS } from '../support/written';

const from = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);

describe('recorder', () => {
  const file = temporaryFolder();
  let held: Holdings;
  let blocks: number;
  let runs = 0;

  const base: RecorderOptions = {
    codec: Codec.H264,
    preset: 'ultrafast',
    crf: 8,
    frameRate: 30,
    ffmpeg: BUNDLED.path,
  };
  /** A name that no test has had. */
  const fresh = (extension = 'mp4', more = ''): string =>
    file(`recording ${(runs += 1)}${more}.${extension}`);
  const append = async (target: Recorder, frames: readonly VideoFrame[]): Promise<void> => {
    for (const frame of frames) await target.append(frame);
  };
  const besides = (path: string, extension: string): string =>
    readFileSync(path.slice(0, -extname(path).length) + extension, 'utf8');

  before(async () => {
    // The guardian and the frame memory are there for good from the first recording on.
    const target = recorder(fresh(), base);
    await append(target, numberedFrames(1));
    await target.close();
  });
  beforeEach(() => {
    held = holdings();
    blocks = frameMemory.blocksInUse;
  });
  afterEach(async () => {
    await expectNothingLeft(held);
    expect(frameMemory.blocksInUse).to.equal(blocks);
  });

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    for (const settings of CODECS) {
      it(`records ${settings.codec} with ${name} as an ordinary file, and reads it back`, async () => {
        const path = fresh(EXTENSIONS[settings.codec]);
        const target = recorder(path, { ...settings, frameRate: 30, ffmpeg, verify: 'full' });
        new PlayedFrames(numberedFrames(40)).attach(target);
        const { frames, dropped, passedOver, parts } = await target.finished;
        expect([frames, dropped, passedOver]).to.deep.equal([40, 0, 0]);
        expect(parts.map((part) => [part.path, part.verified])).to.deep.equal([[path, 'full']]);
        expect(await frameNumbers(path)).to.deep.equal(from(0, 40));
        const times = await frameTimes(path);
        for (const [i, time] of times.entries()) expect(time).to.be.closeTo(i / 30, 0.001);
        const { duration } = await probeVideo(path);
        if (duration !== undefined) expect(Number(duration)).to.be.closeTo(40 / 30, 0.001);
        expect(readdirSync(file('.')).filter((each) => each.includes('.recording.'))).to.be.empty;
      });
    }
  }

  it('goes on in another file at a frame, and loses and doubles none', async () => {
    const rotations = [{ frames: 25 }, { seconds: 0.5 }, { bytes: 1 }] as const;
    for (const rotate of rotations) {
      const path = fresh('mkv', ' {part}');
      const target = recorder(path, { ...base, rotate, syncEveryMs: 20 });
      for (const frame of numberedFrames(60)) {
        await target.append(frame);
        // So that the size of the file is looked at.
        if ('bytes' in rotate) await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const { parts } = await target.close();
      const numbers = await Promise.all(parts.map((part) => frameNumbers(part.path)));
      expect(numbers.flat()).to.deep.equal(from(0, 60));
      expect(parts.length).to.be.greaterThan(1);
      if ('frames' in rotate) {
        expect(numbers.map((each) => each.length)).to.deep.equal([25, 25, 10]);
      }
      if ('seconds' in rotate) {
        expect(numbers.map((each) => each.length)).to.deep.equal([15, 15, 15, 15]);
      }
      for (const [i, part] of parts.entries()) {
        expect(basename(part.path)).to.match(
          new RegExp(`${String(i + 1).padStart(3, '0')}\\.mkv$`),
        );
        expect((await frameTimes(part.path))[0]).to.equal(0);
      }
    }
  });

  it('goes on in another file when it is told so, or when the picture has another size', async () => {
    const path = fresh();
    const target = recorder(path, base);
    const frames = numberedFrames(30);
    await append(target, frames.slice(0, 10));
    target.splitNow();
    await append(target, frames.slice(10, 20));
    const small = VideoFrame.alloc({ colour: 'I420', cols: 64, rows: 64, index: 20 });
    await target.append(small);
    await append(target, frames.slice(20));
    const { parts } = await target.close();
    expect(parts.map(({ frames: count, cols }) => [count, cols])).to.deep.equal([
      [10, 128],
      [10, 128],
      [1, 64],
      [10, 128],
    ]);
    expect(parts.map((part) => basename(part.path).slice(-8))).to.deep.equal([
      basename(path).slice(-8),
      '-002.mp4',
      '-003.mp4',
      '-004.mp4',
    ]);
  });

  it('leaves out what comes while it is paused, and goes on in time', async () => {
    const path = fresh();
    const target = recorder(path, base);
    const frames = numberedFrames(30);
    const states: string[] = [target.state];
    await append(target, frames.slice(0, 10));
    target.pause();
    states.push(target.state);
    await append(target, frames.slice(10, 20));
    target.resume();
    await append(target, frames.slice(20));
    const { passedOver, parts } = await target.close();
    states.push(target.state);
    expect(states).to.deep.equal(['recording', 'paused', 'closed']);
    expect(passedOver).to.equal(10);
    const { bytes = 0 } = parts[0] ?? {};
    expect(target.recorded).to.deep.equal({ frames: 20, waiting: 0, bytes, seconds: 20 / 30 });
    expect(await frameNumbers(path)).to.deep.equal([...from(0, 10), ...from(20, 10)]);
    const times = await frameTimes(path);
    for (const [i, time] of times.entries()) expect(time).to.be.closeTo(i / 30, 0.001);
    expect(parts[0]?.durationSeconds).to.be.closeTo(20 / 30, 1e-9);
  });

  it('obeys when the frames that were given before are taken', async () => {
    const path = fresh();
    const target = recorder(path, { ...base, autoStart: false });
    const given = (frames: readonly VideoFrame[]): void => {
      for (const frame of frames) target.next(frame);
    };
    const frames = numberedFrames(60);
    given(frames.slice(0, 10));
    target.start();
    given(frames.slice(10, 30));
    target.splitNow();
    given(frames.slice(30, 40));
    const stopped = target.stop();
    given(frames.slice(40, 50));
    target.start();
    given(frames.slice(50));
    await stopped;
    const { parts, passedOver } = await target.close();
    const numbers = await Promise.all(parts.map((part) => frameNumbers(part.path)));
    expect(numbers).to.deep.equal([from(10, 20), from(30, 10), from(50, 10)]);
    expect(passedOver).to.equal(20);
  });

  it('stops and starts anew, and its first file is whole while it goes on', async () => {
    const path = fresh();
    const target = recorder(path, base);
    await append(target, numberedFrames(10));
    await target.stop();
    expect(target.state).to.equal('idle');
    expect(await frameNumbers(path)).to.deep.equal(from(0, 10));
    await target.stop();
    target.start();
    await append(target, numberedFrames(5));
    const { parts } = await target.close();
    expect(parts.map((part) => part.frames)).to.deep.equal([10, 5]);
    expect(parts[1]?.path).to.match(/-002\.mp4$/);
  });

  it('begins with what was kept from before', async () => {
    const path = fresh();
    const target = recorder(path, { ...base, preRoll: { seconds: 3600, bytes: 10 * 128 * 96 } });
    const frames = numberedFrames(60);
    await append(target, frames.slice(0, 40));
    expect(target.state).to.equal('idle');
    target.start();
    await append(target, frames.slice(40));
    const { parts, passedOver } = await target.close();
    expect(await frameNumbers(parts[0]?.path ?? '')).to.deep.equal(from(30, 30));
    expect(passedOver).to.equal(30);
  });

  it('keeps no more of what was before than it shall', async () => {
    const target = recorder(fresh(), { ...base, preRoll: { seconds: 0.001 } });
    const [first, second] = numberedFrames(2);
    if (first === undefined || second === undefined) throw new Error('no frames');
    await target.append(first);
    const late = VideoFrame.alloc({
      ...{ colour: 'I420', cols: 128, rows: 64, index: 1 },
      capturedMs: first.captured.monotonicMs + 1000,
    });
    await target.append(late);
    target.start();
    await target.append(second);
    expect((await target.close()).frames).to.equal(2);
  });

  it('is started and stopped by a trigger', async () => {
    const trigger = new Subject<boolean>();
    const target = recorder(fresh(), { ...base, trigger });
    const frames = numberedFrames(40);
    const types: string[] = [];
    target.events.subscribe(({ type }) => types.push(type));
    await append(target, frames.slice(0, 10));
    trigger.next(true);
    trigger.next(true);
    await append(target, frames.slice(10, 20));
    trigger.next(false);
    await append(target, frames.slice(20, 30));
    trigger.next(true);
    await append(target, frames.slice(30));
    const { parts } = await target.close();
    const numbers = await Promise.all(parts.map((part) => frameNumbers(part.path)));
    expect(numbers).to.deep.equal([from(10, 10), from(30, 10)]);
    expect(trigger.observed).to.equal(false);
    expect(types.filter((type) => type === 'started')).to.have.length(2);
    expect(types.filter((type) => type === 'stopped')).to.have.length(2);
    expect(types.filter((type) => type === 'partFinished')).to.have.length(2);
  });

  it('fails with its trigger, and what was recorded is whole', async () => {
    const trigger = new Subject<boolean>();
    const path = fresh();
    const target = recorder(path, { ...base, trigger });
    trigger.next(true);
    await append(target, numberedFrames(10));
    trigger.error(new Error('the pedal is broken'));
    expect((await failureOf(target.finished)).message).to.equal('the pedal is broken');
    expect(await frameNumbers(path)).to.deep.equal(from(0, 10));
  });

  it('writes beside each file what is in it', async () => {
    const path = fresh();
    const target = recorder(path, { ...base, source: 'camera 1' });
    const frames = numberedFrames(20).filter(({ index }) => index < 5 || index > 9);
    await append(target, frames);
    const { parts } = await target.close();
    const lines = besides(path, '.timestamps.jsonl').trim().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ index }) => index)).to.deep.equal(frames.map(({ index }) => index));
    expect(rows[5]).to.include({ index: 10, droppedBefore: 5 });
    expect(rows[0]?.['captured']).to.equal(new Date(frames[0]?.captured.wallMs ?? 0).toISOString());
    expect(rows[5]?.['seconds']).to.be.closeTo(10 / 30, 1e-9);
    const report = JSON.parse(besides(path, '.report.json')) as Record<string, unknown>;
    expect(report).to.deep.include({
      ...{ path, frames: 15, missing: 5, source: 'camera 1', verified: 'count' },
      ...{ sha256: parts[0]?.sha256, encoder: 'libx264', dropped: 0, duplicated: 0 },
    });
    expect(report['sha256']).to.match(/^[0-9a-f]{64}$/);
  });

  it('writes nothing beside it that shall not be', async () => {
    const path = fresh();
    const target = recorder(path, { ...base, timestamps: false, report: false, verify: 'none' });
    await append(target, numberedFrames(3));
    await target.close();
    const name = basename(path, '.mp4');
    expect(readdirSync(file('.')).filter((each) => each.startsWith(`${name}.`))).to.deep.equal([
      `${name}.mp4`,
    ]);
  });

  it('names its files by date and time', async () => {
    const target = recorder(fresh('mp4', ' {date}-{time}'), base);
    await append(target, numberedFrames(3));
    const { parts } = await target.close();
    expect(parts[0]?.path).to.match(/recording \d+ \d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.mp4$/);
  });

  it('never replaces a file, unless it shall', async () => {
    const path = fresh();
    writeFileSync(path, 'precious');
    expect(() => recorder(path, base)).to.throw('exists already');
    const other = fresh();
    const target = recorder(other, base);
    await append(target, numberedFrames(3));
    writeFileSync(other, 'precious');
    const failure = await failureOf(target.close());
    expect(failure).to.include({ code: 'TARGET_EXISTS' });
    expect(readFileSync(other, 'utf8')).to.equal('precious');
    expect(await frameNumbers(other.replace('.mp4', '.recording.mp4'))).to.deep.equal(from(0, 3));
    const third = recorder(path, { ...base, overwrite: true });
    await append(third, numberedFrames(3));
    await third.close();
    expect(await frameNumbers(path)).to.deep.equal(from(0, 3));
  });

  it('leaves an unfinished recording alone, says so, and takes the next name', async () => {
    const path = fresh();
    const left = path.replace('.mp4', '.recording.mp4');
    writeFileSync(left, 'what there is');
    const warnings: NodeJS.ErrnoException[] = [];
    const listen = (warning: NodeJS.ErrnoException): void => void warnings.push(warning);
    process.on('warning', listen);
    const target = recorder(path, base);
    await append(target, numberedFrames(3));
    const { parts } = await target.close();
    process.off('warning', listen);
    expect(parts[0]?.path).to.equal(path.replace('.mp4', '-002.mp4'));
    expect(readFileSync(left, 'utf8')).to.equal('what there is');
    expect(warnings.map(({ code }) => code)).to.include('RECORDING_UNFINISHED');
  });

  it('makes no file when no frame comes', async () => {
    const path = fresh();
    const target = recorder(path, base);
    expect(await target.close()).to.deep.equal({
      ...{ frames: 0, dropped: 0, passedOver: 0, spilled: 0 },
      parts: [],
    });
    expect(existsSync(path)).to.equal(false);
  });

  it('ends with what it has when it is aborted', async () => {
    const abort = new AbortController();
    const path = fresh();
    const target = recorder(path, { ...base, signal: abort.signal });
    await append(target, numberedFrames(10));
    abort.abort();
    expect(await failureOf(target.finished)).to.include({ code: 'ABORTED' });
    expect(await frameNumbers(path)).to.deep.equal(from(0, 10));
  });

  const wrong: readonly (readonly [string, object, RegExp])[] = [
    ['out {hour}.mp4', {}, /\{date\}, \{time\}, \{part\}/],
    ['{date}/out.mp4', {}, /file name only/],
    ['out.avi', {}, /\*\.mp4/],
    ['no such folder/out.mp4', {}, /does not exist/],
    ['out.mp4', { rotate: { seconds: 0 } }, /rotate\.seconds/],
    ['out.mp4', { rotate: { minutes: 5 } }, /minutes/],
    ['out.mp4', { rotate: { bytes: 1.5 } }, /rotate\.bytes/],
    ['out.mp4', { preRoll: { seconds: Infinity } }, /preRoll\.seconds/],
    ['out.mp4', { preRoll: {} }, /preRoll\.seconds/],
    ['out.mp4', { verify: 'maybe' }, /verify/],
    ['out.mp4', { timestamps: 1 }, /timestamps/],
    ['out.mp4', { trigger: true }, /trigger/],
    ['out.mp4', { syncEveryMs: 0 }, /syncEveryMs/],
    ['out.mp4', { source: 5 }, /source/],
    ['out.mp4', { start: 'zero' }, /start/],
    ['out.mp4', { frameRate: -1 }, /frameRate/],
  ];
  for (const [name, options, message] of wrong) {
    it(`refuses ${name} with ${JSON.stringify(options)} when it is made`, () => {
      expect(() => recorder(file(name), { ...base, ...options })).to.throw(message);
    });
  }
});
