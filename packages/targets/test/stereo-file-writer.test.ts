import { existsSync, writeFileSync } from 'node:fs';
import {
  ColourSpace,
  frameMemory,
  InvalidOptionError,
  TargetError,
  VideoFrame,
} from '@giftgrab/core';
import { expect } from 'chai';
import { fileWriter, type SeparateFilesOptions } from '../src';
import { failureOf } from '../../ffmpeg/test/support/failure';
import { fakeFfmpeg } from './support/fake-ffmpeg';
import { BUNDLED, FFMPEG_BUILDS } from './support/ffmpeg-builds';
import { inColour, NUMBERED, numberedFrames } from './support/numbered-frames';
import { PlayedFrames } from './support/played-frames';
import { decoded, frameNumbers, frameTimes } from './support/read-video';
import { temporaryFolder } from './support/temporary-folder';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Stereo frames whose left view shows the frame's number, and whose right view that of a later one. */
function stereoFrames(count: number, ticks?: readonly number[]): VideoFrame[] {
  const views = numberedFrames(count + 100);
  return numberedFrames(count, ticks === undefined ? {} : { ticks }).map((left) => {
    const { index, pts, constantRate } = left;
    const spec = { colour: 'I420', ...NUMBERED, stereoCount: 2 } as const;
    const frame = VideoFrame.alloc({ ...spec, index, pts, constantRate });
    frame.data(0).set(left.data());
    frame.data(1).set(views[index + 100]!.data());
    return frame;
  });
}

/** A dark and a bright picture in every layout; made before anything is counted. */
const GREYS = [50, 200].map((grey) => {
  const picture = VideoFrame.alloc({ colour: 'BGRA', cols: 7, rows: 5 });
  picture.data().fill(grey);
  return new Map(Object.values(ColourSpace).map((colour) => [colour, inColour(picture, colour)]));
});

describe('files for each view', () => {
  const file = temporaryFolder();
  const options: SeparateFilesOptions = {
    codec: 'H264',
    frameRate: 30,
    preset: 'ultrafast',
    crf: 8,
    stereo: 'separate',
    ffmpeg: BUNDLED.path,
  };
  let blocks: number;

  beforeEach(() => (blocks = frameMemory.blocksInUse));
  afterEach(() => expect(frameMemory.blocksInUse).to.be.at.most(blocks));

  for (const build of FFMPEG_BUILDS) {
    it(`have the frames of their view, at the same times, with ${build.name} [quirk 26]`, async () => {
      const path = file(`pair.${FFMPEG_BUILDS.indexOf(build)}.mp4`);
      const writer = fileWriter(path, { ...options, ffmpeg: build.path });
      const ticks = [0, 1, 2, 5, 6, 9];
      new PlayedFrames(stereoFrames(6, ticks)).attach(writer);
      const { frames, dropped, left, right } = await writer.finished;
      expect({ frames, dropped }).to.deep.equal({ frames: 6, dropped: 0 });
      expect([left.path, right.path]).to.deep.equal([writer.paths.left, writer.paths.right]);
      expect(left).to.include({
        ...NUMBERED,
        frames: 6,
        codec: 'H264',
        path: path.replace('.mp4', '-left.mp4'),
      });
      expect(await frameNumbers(left.path)).to.deep.equal(upTo(6));
      expect(await frameNumbers(right.path)).to.deep.equal(upTo(6).map((i) => i + 100));
      expect(await frameTimes(left.path)).to.deep.equal(await frameTimes(right.path));
      expect(existsSync(path)).to.equal(false);
    });
  }

  it('hold every layout, bit by bit where the codec does', async () => {
    for (const colour of Object.values(ColourSpace)) {
      const path = file(`${colour}.mkv`);
      const stereo = VideoFrame.alloc({ colour, cols: 7, rows: 5, stereoCount: 2 });
      GREYS.forEach((greys, view) => stereo.data(view).set(greys.get(colour)!.data()));
      const { preset: _preset, crf: _crf, ...rest } = options;
      const writer = fileWriter(path, { ...rest, codec: 'FFV1' });
      await writer.append(stereo);
      const { left, right } = await writer.close();
      for (const [report, grey] of [
        [left, 50],
        [right, 200],
      ] as const) {
        const pixels = await decoded(report.path, 'gray');
        expect(
          pixels.every((value) => Math.abs(value - grey) <= 2),
          colour,
        ).to.equal(true);
      }
    }
  });

  it('are both looked at when the call is made', () => {
    writeFileSync(file('taken-right.mp4'), 'here already');
    expect(() => fileWriter(file('taken.mp4'), options)).to.throw(
      TargetError,
      /taken-right\.mp4" exists already/,
    );
    expect(existsSync(file('taken-left.mp4'))).to.equal(false);
    expect(() => fileWriter(file('a.webm'), options)).to.throw(InvalidOptionError, 'a-left.webm');
    expect(() => fileWriter(file('none/a.mp4'), options)).to.throw(TargetError, 'none');
    expect(() => fileWriter('', options)).to.throw(InvalidOptionError, 'path');
    expect(() => fileWriter(file('b.mp4'), { ...options, oops: 1 } as never)).to.throw(
      InvalidOptionError,
      'oops',
    );
  });

  for (const [stereoCount, message] of [
    [1, /has 1 view, .*unpackStereo/],
    [3, /has 3 views, .*side-by-side/],
  ] as const) {
    it(`refuse frames of ${stereoCount} view(s), and say so`, async () => {
      const path = file(`views${stereoCount}.mp4`);
      const writer = fileWriter(path, options);
      const frame = VideoFrame.alloc({ colour: 'I420', ...NUMBERED, stereoCount });
      const failure = await failureOf(writer.append(frame));
      expect(failure).to.be.instanceOf(TargetError).and.include({ code: 'TARGET_FRAME_MISMATCH' });
      expect(String(failure)).to.match(message);
      await writer.close();
      expect(existsSync(writer.paths.left) || existsSync(writer.paths.right)).to.equal(false);
    });
  }

  it('are nothing when no frame came', async () => {
    const writer = fileWriter(file('nothing.mp4'), options);
    const { frames, left, right } = await writer.close();
    expect([frames, left.frames, right.frames]).to.deep.equal([0, 0, 0]);
    expect(existsSync(writer.paths.left)).to.equal(false);
  });

  for (const eye of ['left', 'right'] as const) {
    it(`are finished where the ${eye} one fails, and the error says which`, async () => {
      const path = file(`half-${eye}.mp4`);
      const other = eye === 'left' ? 'right' : 'left';
      const program = fakeFfmpeg(
        file(`dies-${eye}.sh`),
        `case "$*" in *half-${eye}-${eye}.mp4*) head -c 100000 >/dev/null; exit 1;; esac\nexec "$FFMPEG" "$@"`,
      );
      const writer = fileWriter(path, { ...options, ffmpeg: program });
      new PlayedFrames(stereoFrames(60)).subscribe(writer);
      const failure = await failureOf(writer.finished);
      expect(failure).to.be.instanceOf(TargetError);
      expect(String(failure)).to.include(
        `The file of the ${eye} view, "${writer.paths[eye]}", failed`,
      );
      const numbers = await frameNumbers(writer.paths[other]);
      const first = other === 'left' ? 0 : 100;
      expect(numbers.length).to.be.greaterThan(0);
      expect(numbers).to.deep.equal(numbers.map((_, i) => first + i));
    });
  }

  it('are finished with what they have when the writer is aborted', async () => {
    const aborter = new AbortController();
    const writer = fileWriter(file('aborted.mp4'), { ...options, signal: aborter.signal });
    for (const frame of stereoFrames(5)) await writer.append(frame);
    aborter.abort();
    expect(await failureOf(writer.finished)).to.have.property('code', 'ABORTED');
    for (const path of [writer.paths.left, writer.paths.right]) {
      expect(await frameNumbers(path)).to.have.lengthOf(5);
    }
  });
});
