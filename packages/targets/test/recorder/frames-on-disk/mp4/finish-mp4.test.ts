import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { finishMp4 } from '../../../../src/recorder/frames-on-disk/mp4/finish-mp4';
import { boxesIn, boxOf } from '../../../../src/recorder/frames-on-disk/mp4/box';
import { claimTableRoom } from '../../../../src/recorder/frames-on-disk/mp4/table-room';
import { FFMPEG_BUILDS } from '../../../support/ffmpeg-builds';
import { frameTimes, output, probeVideo } from '../../../support/read-video';
import { temporaryFolder } from '../../../support/temporary-folder';

const FRAMES = 100;

describe('finishMp4', () => {
  const file = temporaryFolder();

  /** A fragmented file, as a recorder has it made. */
  const fragmented = async (ffmpeg: string, more: readonly string[] = []): Promise<Buffer> => {
    const path = file('fragmented.mp4');
    const source = `testsrc2=s=64x48:r=25:d=${FRAMES / 25}`;
    await output(ffmpeg, [
      ...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', '30', ...more],
      ...['-movflags', 'empty_moov+default_base_moof', '-frag_duration', '200000'],
      ...['-f', 'mp4', path],
    ]);
    return readFileSync(path);
  };
  const types = (bytes: Buffer): string[] => boxesIn(bytes).map(({ type }) => type);
  const pictures = async (path: string): Promise<string> =>
    (
      await output('ffmpeg', [
        ...['-v', 'error', '-i', path, '-map', '0:v', '-vsync', 'passthrough'],
        ...['-copyts', '-f', 'framemd5', '-'],
      ])
    ).toString();

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    it(`makes an ordinary file in its place of one of ${name}, with the same pictures and times`, async () => {
      const bytes = await fragmented(ffmpeg);
      const [before, after] = [file('before.mp4'), file('after.mp4')];
      writeFileSync(before, bytes);
      writeFileSync(after, bytes);
      expect(await finishMp4(after)).to.equal(FRAMES);
      expect(types(readFileSync(after))).to.deep.equal(['ftyp', 'mdat', 'moov']);
      expect(await pictures(after)).to.equal(await pictures(before));
      const { duration } = await probeVideo(after);
      expect(Number(duration)).to.equal(4);
      const whole = readFileSync(after);
      expect(await finishMp4(after)).to.equal(FRAMES);
      expect(readFileSync(after).equals(whole)).to.equal(true);
    });
  }

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    // Room for the table, and where that is in the ordinary file: a short one, a long one, one whose room is too small.
    const kinds = [
      ['a short file', 100_000, ['ftyp', 'moov', 'mdat']],
      ['a long file', 2_500, ['ftyp', 'moov', 'mdat']],
      ['one with too little room', 1_000, ['ftyp', 'free', 'mdat', 'moov']],
    ] as const;
    for (const [kind, room, expected] of kinds) {
      it(`uses the room that ${name} left for the table of ${kind}`, async () => {
        const quality = ['-crf', '1'];
        const bytes = await fragmented(ffmpeg, [...quality, '-moov_size', `${room}`]);
        const [path, plain] = [file('room.mp4'), file('plain.mp4')];
        writeFileSync(path, bytes);
        writeFileSync(plain, await fragmented(ffmpeg, quality));
        const { ino } = statSync(path);
        expect(await finishMp4(path)).to.equal(FRAMES);
        const whole = readFileSync(path);
        expect(types(whole)).to.deep.equal(expected);
        expect(await pictures(path)).to.equal(await pictures(plain));
        // Only a short one is copied, and loses the room by that.
        if (room === 100_000) expect(whole.length).to.be.lessThan(bytes.length - room / 2);
        else expect(statSync(path).ino).to.equal(ino);
        expect(await finishMp4(path)).to.equal(FRAMES);
        expect(readFileSync(path).equals(whole)).to.equal(true);
      });
    }
  }

  it('keeps room for the table that players pass over while there is none', async () => {
    const path = file('growing.mp4');
    writeFileSync(path, await fragmented(FFMPEG_BUILDS[0]?.path ?? '', ['-moov_size', '100000']));
    const growing = await open(path, 'r+');
    try {
      expect(await claimTableRoom(growing, path)).to.equal(true);
      expect(await claimTableRoom(growing, path)).to.equal(true);
    } finally {
      await growing.close();
    }
    expect(types(readFileSync(path)).slice(0, 4)).to.deep.equal(['ftyp', 'free', 'moov', 'moof']);
    expect(await frameTimes(path)).to.have.length(FRAMES);
  });

  it('keeps when each frame is shown, of a varying rate and with B-frames', async () => {
    const bytes = await fragmented(FFMPEG_BUILDS[0]?.path ?? '', [
      ...['-bf', '2', '-vf', "setpts='(N+floor(N/7)*3)/25/TB'", '-vsync', 'passthrough'],
    ]);
    const [before, after] = [file('before.mp4'), file('after.mp4')];
    writeFileSync(before, bytes);
    writeFileSync(after, bytes);
    expect(await finishMp4(after)).to.equal(FRAMES);
    const [first = 0] = await frameTimes(before);
    const steps = (times: number[], start: number): number[] =>
      times.map((time) => Math.round((time - start) * 1000));
    expect(steps(await frameTimes(after), 0)).to.deep.equal(steps(await frameTimes(before), first));
  });

  it('keeps every whole fragment of a file that is cut anywhere, however often it is broken off', async () => {
    const bytes = await fragmented(FFMPEG_BUILDS[0]?.path ?? '');
    const moovEnd = bytes.indexOf('moof') - 4;
    const path = file('cut.mp4');
    let most = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: moovEnd, max: bytes.length }), async (length) => {
        writeFileSync(path, bytes.subarray(0, length));
        const frames = await finishMp4(path);
        most = Math.max(most, frames);
        // Five frames a fragment; those in the cut one are gone.
        const whole = wholeFragments(bytes.subarray(0, length));
        expect(frames).to.equal(whole);
        if (frames > 0) {
          const counted = await output('ffprobe', [
            ...[
              '-v',
              'error',
              '-count_packets',
              '-show_entries',
              'stream=nb_read_packets,nb_frames',
            ],
            ...['-of', 'csv=p=0', path],
          ]);
          expect(counted.toString().trim()).to.equal(`${frames},${frames}`);
        }
      }),
      { numRuns: 25 },
    );
    expect(most).to.be.greaterThan(0);
  });

  it('may be broken off at every step: the file plays, and is finished by the next attempt', async () => {
    const bytes = await fragmented(FFMPEG_BUILDS[0]?.path ?? '');
    const path = file('finished.mp4');
    writeFileSync(path, bytes);
    await finishMp4(path);
    const finished = readFileSync(path);
    const moovAt = bytes.indexOf('moov') - 4;
    const tableAt = finished.lastIndexOf('moov') - 4;
    const fragmentEnd = bytes.subarray(0, tableAt);
    // Some of the table is there; or all of it, and not yet the header in front of the media data.
    const steps = [0, 1, 7, 8, 100, finished.length - tableAt].map((length) =>
      Buffer.concat([fragmentEnd, finished.subarray(tableAt, tableAt + length)]),
    );
    for (const step of steps) {
      writeFileSync(path, step);
      expect((await pictures(path)).split('\n').filter((line) => /^0,/.test(line))).to.have.length(
        FRAMES,
      );
      expect(await finishMp4(path)).to.equal(FRAMES);
      expect(readFileSync(path).equals(finished)).to.equal(true);
    }
    expect(finished.readUInt32BE(moovAt)).to.equal(1);
  });

  it('refuses damage with an error, and never hangs, crashes or reads beyond the end', async () => {
    const bytes = await fragmented(FFMPEG_BUILDS[0]?.path ?? '', ['-moov_size', '3000']);
    const path = file('damaged.mp4');
    const damage = fc.array(fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255) }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const damaged = Buffer.from(bytes);
        // Most bytes are pictures: damage to the headers is what counts here.
        const headers = damaged.length / 8;
        for (const { at, value } of changes) damaged[Math.floor(at % headers)] = value;
        writeFileSync(path, damaged);
        const frames = await finishMp4(path).catch((error: unknown) => {
          expect(error).to.be.instanceOf(RangeError);
          return 0;
        });
        expect(frames).to.be.at.most(200_000);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses what is no MP4 file', async () => {
    const path = file('text.mp4');
    writeFileSync(path, 'These are words and no boxes at all, whatever the name says.');
    const error: unknown = await finishMp4(path).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(RangeError);
  });
});

/** Frames in the fragments whose media data is there to its last byte. */
function wholeFragments(bytes: Buffer): number {
  let frames = 0;
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    const end = at + size;
    if (bytes.toString('latin1', at + 4, at + 8) === 'moof') {
      const mdatSize = end + 4 <= bytes.length ? bytes.readUInt32BE(end) : Infinity;
      if (end + mdatSize > bytes.length) return frames;
      const traf = boxesIn(boxOf(boxesIn(bytes.subarray(at + 8, end)), 'traf').body);
      frames += boxOf(traf, 'trun').body.readUInt32BE(4);
    }
    at = end;
  }
  return frames;
}
