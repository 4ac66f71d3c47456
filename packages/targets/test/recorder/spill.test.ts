import { mkdirSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Rational, TargetError } from '@giftgrab/core';
import { expect } from 'chai';
import { expectNothingLeft, warningsOf } from '../../../core/test/support/quiet';
import { isAlive, until } from '../../../ffmpeg/test/support/traces';
import { findUnfinished, recorder, repairRecording, type RecorderOptions } from '../../src';
import { FFMPEG_BUILDS } from '../support/ffmpeg-builds';
import { encodersOf, killEncoder } from '../support/kill-encoder';
import { numberedFrame } from '../support/numbered-frames';
import { frameNumbers } from '../support/read-video';
import { RecordingProcess } from '../support/recording-process';
import { temporaryFolder } from '../support/temporary-folder';
import { CODECS, EXTENSIONS } from '../support/written';

const FRAME = { rate: new Rational(25) };

describe('a recorder that spills', () => {
  const file = temporaryFolder();
  const options = (more: Partial<RecorderOptions> = {}): RecorderOptions => ({
    codec: 'Xvid',
    frameRate: 25,
    spill: true,
    ...more,
  });
  const encoders = (): number[] => encodersOf(process.pid);
  /** Lets the encoder stand still while frames are given, as one does that has too much to do. */
  const whileItIsSlow = async (give: () => Promise<void>): Promise<void> => {
    await until(() => encoders().length > 0, 60_000);
    const all = encoders();
    for (const pid of all) process.kill(pid, 'SIGSTOP');
    try {
      await give();
    } finally {
      for (const pid of all) process.kill(pid, 'SIGCONT');
    }
  };
  const give = async (
    target: ReturnType<typeof recorder>,
    from: number,
    to: number,
  ): Promise<void> => {
    for (let i = from; i < to; i += 1) await target.append(numberedFrame(i, FRAME));
  };
  const spillFiles = (): string[] => readdirSync(file('')).filter((name) => /\.spill/.test(name));

  expectNothingLeft();

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    for (const { codec, ...settings } of CODECS.filter(({ codec }) => codec !== 'FFV1')) {
      it(`has every frame of ${codec} in order though the encoder stands still, with ${name}`, async () => {
        const path = file(`slow ${codec} ${name}.${EXTENSIONS[codec]}`);
        const target = recorder(path, options({ codec, ...settings, ffmpeg }));
        const heard: string[] = [];
        target.events.subscribe(({ type }) => heard.push(type));
        await give(target, 0, 10);
        await whileItIsSlow(async () => {
          // More than pipe and encoder take.
          await give(target, 10, 150);
          expect(target.recorded.waiting).to.be.greaterThan(0);
          expect(spillFiles()).to.have.length(1);
        });
        const { spilled, dropped, frames } = await target.close();
        expect({ frames, dropped }).to.deep.equal({ frames: 150, dropped: 0 });
        expect(spilled).to.be.within(1, 150);
        expect(await frameNumbers(path)).to.deep.equal(Array.from({ length: 150 }, (_, i) => i));
        expect(heard).to.include.members(['spilling', 'spillEncoded']);
        expect(spillFiles()).to.deep.equal([]);
      });
    }
  }

  it('keeps what frames carry besides their pixels', async () => {
    const path = file('carried.avi');
    const target = recorder(path, options({ timing: 'timestamps' }));
    await give(target, 0, 5);
    await whileItIsSlow(async () => {
      for (let i = 5; i < 120; i += 1) {
        const frame = numberedFrame(2 * i, FRAME);
        frame.meta['filled'] = 'hold';
        await target.append(frame);
      }
    });
    const [part] = (await target.close()).parts;
    expect(part?.missing).to.equal(5 + 114);
    expect(part?.filled).to.equal(115);
  });

  it('gives its commands to the frames that they were meant for', async () => {
    const path = file('commands.avi');
    const target = recorder(path, options());
    await give(target, 0, 5);
    await whileItIsSlow(async () => {
      await give(target, 5, 100);
      target.pause();
      await give(target, 100, 110);
      target.resume();
      await give(target, 110, 120);
      target.splitNow();
      await give(target, 120, 125);
    });
    const { parts, passedOver } = await target.close();
    expect(passedOver).to.equal(10);
    const numbers = await Promise.all(parts.map(({ path }) => frameNumbers(path)));
    const range = (from: number, to: number): number[] =>
      Array.from({ length: to - from }, (_, i) => from + i);
    expect(numbers).to.deep.equal([[...range(0, 100), ...range(110, 120)], range(120, 125)]);
  });

  it('makes its source wait where the disk has no more room for it', async () => {
    const path = file('no room.avi');
    const { byteLength } = numberedFrame(0).shape;
    const target = recorder(path, options({ spill: { bytes: 10 * byteLength } }));
    await give(target, 0, 5);
    let given = 5;
    let all: Promise<void> | undefined;
    await whileItIsSlow(async () => {
      all = (async () => {
        for (; given < 300; given += 1) await target.append(numberedFrame(given, FRAME));
      })();
      await until(() => target.recorded.waiting >= 9, 10_000);
      await delay(200);
      expect(target.recorded.waiting).to.be.at.most(10);
      expect(given).to.be.lessThan(300);
    });
    await all;
    const { frames, dropped } = await target.close();
    expect({ frames, dropped }).to.deep.equal({ frames: 300, dropped: 0 });
    expect(await frameNumbers(path)).to.deep.equal(Array.from({ length: 300 }, (_, i) => i));
  });

  it('puts its files where it is told', async () => {
    const target = recorder(file('elsewhere.avi'), options({ spill: { folder: file('spill') } }));
    mkdirSync(file('spill'));
    await give(target, 0, 5);
    await whileItIsSlow(async () => {
      await give(target, 5, 120);
      const [name, ...more] = readdirSync(file('spill'));
      expect(name).to.match(/^elsewhere\.spill\d{3}\.recording\.nut$/);
      expect(more).to.deep.equal([]);
    });
    await target.close();
    expect(readdirSync(file('spill'))).to.deep.equal([]);
  });

  it('loses nothing of an encoder that dies while frames wait', async () => {
    const path = file('dies.avi');
    const target = recorder(path, options());
    await give(target, 0, 20);
    await until(() => target.recorded.waiting === 0, 60_000);
    const [encoder = 0] = encoders();
    process.kill(encoder, 'SIGSTOP');
    await give(target, 20, 150);
    killEncoder();
    await give(target, 150, 160);
    await target.close();
    expect(await frameNumbers(path)).to.deep.equal(Array.from({ length: 160 }, (_, i) => i));
  });

  it('keeps what waits where nothing can be encoded any more, and says where', async () => {
    const path = file('fails.avi');
    const target = recorder(path, options({ stallTimeoutMs: 500 }));
    await give(target, 0, 5);
    const stop = setInterval(() => {
      for (const pid of encoders()) process.kill(pid, 'SIGSTOP');
    }, 10);
    let error: unknown;
    const warnings = await warningsOf(async () => {
      await give(target, 5, 400).catch((failure: unknown) => (error = failure));
      await target.close().catch((failure: unknown) => (error ??= failure));
    });
    clearInterval(stop);
    expect(error).to.be.instanceOf(TargetError);
    expect(warnings).to.include('SPILL_LEFT');
    const left = (await findUnfinished(file(''))).find(({ path }) => path.includes('fails.spill'));
    const { frames, path: repaired } = await repairRecording(left?.path ?? '');
    expect(frames).to.be.greaterThan(0);
    const numbers = await frameNumbers(repaired);
    expect(numbers).to.deep.equal(numbers.map((_, i) => (numbers[0] ?? 0) + i));
  });

  it('has every frame on the disk when Node is killed while some wait', async () => {
    const recording = new RecordingProcess(file('killed.avi'), options());
    await recording.accepts(10);
    await until(() => encodersOf(recording.child.pid).length > 0, 60_000);
    const [encoder = 0] = encodersOf(recording.child.pid);
    process.kill(encoder, 'SIGSTOP');
    await recording.accepts(150);
    await recording.kill();
    process.kill(encoder, 'SIGCONT');
    await until(() => !isAlive(encoder), 60_000);
    // What it had of the first frame may be too little for a file.
    const found = (await findUnfinished(file(''))).filter(
      ({ path, bytes }) => path.includes('killed') && bytes > 0,
    );
    const numbers = new Set<number>();
    for (const { path } of found) {
      const { path: repaired } = await repairRecording(path);
      for (const number of await frameNumbers(repaired)) numbers.add(number);
    }
    const missing = Array.from({ length: recording.accepted }, (_, i) => i).filter(
      (i) => !numbers.has(i),
    );
    expect(missing).to.deep.equal([]);
  });

  it('refuses options that are none', () => {
    const refused = (spill: unknown): (() => unknown) => {
      return () => recorder(file('refused.avi'), options({ spill: spill as never }));
    };
    expect(refused({ folder: '' })).to.throw(/spill\.folder/);
    expect(refused({ bytes: 0 })).to.throw(/spill\.bytes/);
    expect(refused({ byte: 1 })).to.throw(/spill/);
    expect(refused(1)).to.throw(/spill/);
  });
});
