import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { SourceError, TargetError } from '@giftgrab/core';
import { expect } from 'chai';
import { findUnfinished, recorder, repairRecording } from '../../src';
import { boxesIn } from '../../src/recorder/frames-on-disk/mp4/box';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { isAlive } from '../../../ffmpeg/test/support/traces';
import { BUNDLED, FFMPEG_BUILDS } from '../support/ffmpeg-builds';
import { encodersOf } from '../support/kill-encoder';
import { numberedFrames } from '../support/numbered-frames';
import { frameNumbers, frameTimes } from '../support/read-video';
import { RecordingProcess } from '../support/recording-process';
import { temporaryFolder } from '../support/temporary-folder';
import { CODECS, EXTENSIONS } from '../support/written';

// HEVC and VP9 hold back some frames besides those of the fifth of a second that the muxer collects.
const MOST_LOST = 15;

describe('repairRecording', () => {
  const file = temporaryFolder();
  let runs = 0;
  const fresh = (extension: string): string => file(`killed ${(runs += 1)}.${extension}`);
  const unfinished = (path: string): string => path.replace(/\.(\w+)$/, '.recording.$1');

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    // The other codecs, and more ways to die, are in the fault table (npm run faults).
    const codecs = CODECS.filter(({ codec }) =>
      ffmpeg === BUNDLED.path ? codec !== 'FFV1' && codec !== 'H264' : codec === 'HEVC',
    );
    for (const settings of codecs) {
      const extension = EXTENSIONS[settings.codec];

      it(`finds all frames of ${settings.codec} when Node is killed, with ${name}`, async () => {
        const path = fresh(extension);
        const recording = new RecordingProcess(path, { ...settings, ffmpeg });
        await recording.accepts(40);
        const encoders = recording.children.map(({ pid }) => pid);
        await recording.kill();
        while (encoders.some(isAlive)) await delay(20);
        const accepted = recording.accepted;
        expect((await findUnfinished(file('.'))).map((each) => each.path)).to.deep.equal([
          unfinished(path),
        ]);
        const { frames } = await repairRecording(unfinished(path), { ffmpeg });
        // One may have been taken whose number was not printed any more.
        expect(frames - accepted).to.be.within(0, 1);
        expect(await frameNumbers(path)).to.deep.equal(Array.from({ length: frames }, (_, i) => i));
        expect(existsSync(unfinished(path))).to.equal(false);
        expect(await findUnfinished(file('.'))).to.deep.equal([]);
      });

      it(`finds all but the last moments of ${settings.codec} when the encoder dies with Node, with ${name}`, async () => {
        const path = fresh(extension);
        const recording = new RecordingProcess(path, { ...settings, ffmpeg });
        await recording.accepts(60);
        await recording.killAll();
        const accepted = recording.accepted;
        const { frames } = await repairRecording(unfinished(path), { ffmpeg });
        expect(frames).to.be.at.least(accepted - MOST_LOST);
        const numbers = await frameNumbers(path);
        // The last frame of an AVI may be torn.
        expect(numbers.slice(0, -1)).to.deep.equal(numbers.slice(0, -1).map((_, i) => i));
        expect(numbers.length).to.be.at.least(accepted - MOST_LOST);
      });
    }
  }

  for (const settings of CODECS.filter(({ codec }) => codec !== 'FFV1')) {
    const extension = EXTENSIONS[settings.codec];

    it(`makes one file of what several encoders of ${settings.codec} had written when Node was killed, broken off or not`, async () => {
      const path = fresh(extension);
      const options = { ...settings, ffmpeg: BUNDLED.path };
      const recording = new RecordingProcess(path, options);
      const encoders = (): number[] => encodersOf(recording.child.pid);
      for (const frames of [30, 60]) {
        await recording.accepts(frames);
        for (const pid of encoders()) process.kill(pid, 'SIGKILL');
      }
      await recording.accepts(90);
      const left = encoders();
      await recording.kill();
      while (left.some(isAlive)) await delay(20);
      const found = (await findUnfinished(file('.'))).filter(
        ({ finishedPath }) => finishedPath === path,
      );
      expect(found.map((each) => each.path)).to.deep.equal([unfinished(path)]);
      const names = readdirSync(file('.')).filter((name) => /\.segment[23]-at-/.test(name));
      expect(names).to.have.length(2);
      // As if the power had gone while a joined file was written.
      writeFileSync(unfinished(path).replace(/\.(\w+)$/, '.joining.$1'), 'half a file');
      // Any of them stands for all.
      const { frames } = await repairRecording(file(names[0] ?? ''), options);
      expect(frames - recording.accepted).to.be.within(0, 1);
      expect(await frameNumbers(path)).to.deep.equal(Array.from({ length: frames }, (_, i) => i));
      const times = await frameTimes(path);
      for (const [i, time] of times.entries()) {
        expect(time - (times[0] ?? 0)).to.be.closeTo(i / 25, 0.002);
      }
      expect(readdirSync(file('.')).filter((name) => /segment|join/.test(name))).to.deep.equal([]);
    });
  }

  it('puts a joined file in its place where only that had not been done', async () => {
    const [path, joined] = [fresh('mp4'), fresh('mp4')];
    await recorded(joined);
    await recorded(path);
    renameSync(path, unfinished(path));
    copyFileSync(
      unfinished(path),
      unfinished(path).replace('.recording', '.segment2-at-0.8s.recording'),
    );
    renameSync(joined, unfinished(path).replace(/\.(\w+)$/, '.joined.$1'));
    await repairRecording(unfinished(path));
    expect(await frameNumbers(path)).to.have.length(20);
    expect(readdirSync(file('.')).filter((name) => /segment|join/.test(name))).to.deep.equal([]);
  });

  const recorded = async (path: string): Promise<void> => {
    const target = recorder(path, { codec: 'H264', frameRate: 25, ffmpeg: BUNDLED.path });
    for (const frame of numberedFrames(20)) await target.append(frame);
    await target.close();
  };

  it('changes nothing in an MP4 file that is whole', async () => {
    const path = fresh('mp4');
    await recorded(path);
    const before = readFileSync(path);
    expect(await repairRecording(path)).to.deep.equal({ path, frames: 20 });
    expect(readFileSync(path).equals(before)).to.equal(true);
    expect(boxesIn(before).map(({ type }) => type)).to.deep.equal(['ftyp', 'moov', 'mdat']);
  });

  it('leaves a recording that is being made alone', async () => {
    const path = fresh('mp4');
    await using target = recorder(path, {
      codec: 'H264',
      frameRate: 25,
      ffmpeg: BUNDLED.path,
    });
    for (const frame of numberedFrames(3)) await target.append(frame);
    expect(await findUnfinished(file('.'))).to.deep.equal([]);
    expect(await failureOf(repairRecording(unfinished(path)))).to.include({
      code: 'TARGET_NOT_WRITABLE',
    });
    await target.close();
    expect(await frameNumbers(path)).to.deep.equal([0, 1, 2]);
  });

  it('takes no name that another file has', async () => {
    const path = fresh('mp4');
    await recorded(path);
    copyFileSync(path, unfinished(path));
    expect(await failureOf(repairRecording(unfinished(path)))).to.include({
      code: 'TARGET_EXISTS',
    });
    expect(existsSync(unfinished(path))).to.equal(true);
    rmSync(unfinished(path));
  });

  it('says that it cannot repair what a recorder has not made, and leaves it as it is', async () => {
    const words = 'These are only words, and not few of them, so that something could be read.';
    for (const extension of ['mp4', 'webm', 'avi']) {
      const path = fresh(extension);
      writeFileSync(path, words);
      const error = await failureOf(repairRecording(path));
      expect(error).to.be.instanceOf(TargetError);
      expect(error.message).to.match(/could not be repaired.*left as it is/);
      expect(readFileSync(path, 'utf8')).to.equal(words);
      expect(existsSync(path.replace(/\.(\w+)$/, '.repairing.$1'))).to.equal(false);
    }
    expect(await failureOf(repairRecording(fresh('mp4')))).to.be.instanceOf(SourceError);
  });

  it('finds only what a recorder has left', async () => {
    const path = fresh('mp4');
    await recorded(path);
    renameSync(path, unfinished(path));
    for (const other of ['notes.txt', 'recording.mp4', 'x.recordings.mp4', '.recording.mp4']) {
      writeFileSync(file(other), 'other');
    }
    const found = await findUnfinished(file('.'));
    expect(found.map((each) => [each.path, each.finishedPath])).to.deep.equal([
      [unfinished(path), path],
    ]);
  });
});
