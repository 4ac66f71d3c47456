import { mkdirSync, symlinkSync } from 'node:fs';
import { filter, frameMemory } from '@giftgrab/core';
import { openFile } from '@giftgrab/sources';
import { fileWriter } from '@giftgrab/targets';
import { expect } from 'chai';
import {
  BUNDLED,
  FFMPEG_BUILDS,
  frameNumbers,
  frameTimes,
  makeClip,
  output,
  temporaryFolder,
  tickOf,
} from './support/numbered-clips';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const X264 = ['-c:v', 'libx264', '-preset', 'fast', '-crf', '12'];
const VARYING = 'N*40+mod(N*N*7,23)+if(gte(N,12),700,0)';
const AUDIO = ['-f', 'lavfi', '-i', 'sine=d=1'];

/** Clips to read, by name: frames, and how they are made. */
const CLIPS: Readonly<Record<string, readonly [number, (path: string) => Promise<void>]>> = {
  'constant.mp4': [30, (path) => makeClip(path, 30, '30', [...X264, '-bf', '3'])],
  'ntsc.mp4': [30, (path) => makeClip(path, 30, '30000/1001', X264)],
  'varying.mp4': [
    20,
    (path) => makeClip(path, 20, '25', [...X264, '-bf', '0', '-use_editlist', '0'], VARYING),
  ],
  'clip.webm': [
    20,
    (path) =>
      makeClip(path, 20, '30000/1001', [
        '-c:v',
        'libvpx-vp9',
        '-crf',
        '10',
        '-b:v',
        '0',
        '-deadline',
        'realtime',
        '-cpu-used',
        '8',
      ]),
  ],
  'one.mp4': [1, (path) => makeClip(path, 1, '25', X264)],
  'hevc.mp4': [
    15,
    (path) =>
      makeClip(path, 15, '30', [
        '-c:v',
        'libx265',
        '-crf',
        '10',
        '-x265-params',
        'log-level=error',
      ]),
  ],
  'clip.avi': [15, (path) => makeClip(path, 15, '30', ['-c:v', 'mpeg4', '-q:v', '2'])],
  'audio.mp4': [
    30,
    async (path) => {
      await makeClip(`${path}.mkv`, 30, '30', X264);
      const args = ['-v', 'error', '-y', '-i', `${path}.mkv`, ...AUDIO, '-c:v', 'copy'];
      await output(BUNDLED, [...args, '-c:a', 'aac', path]);
    },
  ],
  'late-start.mp4': [
    15,
    async (path) => {
      await makeClip(`${path}.mkv`, 15, '25', [...X264, '-bf', '2']);
      await output(BUNDLED, [
        '-v',
        'error',
        '-y',
        '-itsoffset',
        '1.5',
        '-i',
        `${path}.mkv`,
        '-c',
        'copy',
        path,
      ]);
    },
  ],
};

describe('file to file', () => {
  const file = temporaryFolder();

  before(async () => {
    for (const [name, [, make]] of Object.entries(CLIPS)) await make(file(name));
  });

  for (const build of FFMPEG_BUILDS) {
    const OUTPUTS = [
      { codec: 'H264', crf: 10, preset: 'fast', extension: 'mp4' },
      { codec: 'HEVC', crf: 10, preset: 'ultrafast', extension: 'mp4' },
      { codec: 'FFV1', extension: 'mkv' },
      { codec: 'VP9', crf: 10, preset: 'ultrafast', extension: 'webm' },
    ] as const;
    for (const [name, [count]] of Object.entries(CLIPS)) {
      it(`keeps every frame of ${name} and its time with ${build.name} [TC10, quirk 5]`, async () => {
        const input = file(name);
        const wanted = await frameTimes(input);
        expect(await frameNumbers(input)).to.deep.equal(upTo(count));
        await using source = await openFile(input, { ffmpeg: build.path });
        const writers = OUTPUTS.map(({ extension, ...options }) =>
          fileWriter(file(`${build.name}-${name}-${options.codec}.${extension}`), {
            ...options,
            frameRate: source.frameRate ?? 25,
            ffmpeg: build.path,
          }),
        );
        for (const writer of writers) source.pipe(filter((frame) => frame)).subscribe(writer);
        for (const writer of writers) {
          const report = await writer.finished;
          expect(report).to.include({ frames: count, dropped: 0, duplicated: 0, retimed: 0 });
          expect(await frameNumbers(writer.path), writer.codec).to.deep.equal(upTo(count));
          const got = await frameTimes(writer.path);
          const tick = await tickOf(writer.path);
          wanted.forEach((time, i) =>
            expect(got[i], `${writer.codec} frame ${i}`).to.be.closeTo(time, tick + 2e-6),
          );
        }
      });
    }
  }

  // Matroska states a rate of 25 although the times vary: the source takes it at its word, and the writer its grid.
  it.skip('keeps the times of a video that varies although its header states a rate', async () => {
    const input = file('stated.mkv');
    await makeClip(input, 20, '25', X264, VARYING);
    await using source = await openFile(input, { ffmpeg: BUNDLED });
    const writer = fileWriter(file('stated.mp4'), { ...options, frameRate: 25 });
    source.attach(writer);
    expect(await writer.finished).to.include({ frames: 20, retimed: 0 });
    const wanted = await frameTimes(input);
    const got = await frameTimes(writer.path);
    wanted.forEach((time, i) => expect(got[i]).to.be.closeTo(time, 0.001002));
  });

  const options = { codec: 'H264', crf: 10, preset: 'ultrafast', ffmpeg: BUNDLED } as const;

  it('counts from zero for a writer that is attached late', async () => {
    await using source = await openFile(file('constant.mp4'), { ffmpeg: BUNDLED });
    const writer = fileWriter(file('attached-late.mp4'), { ...options, frameRate: 30 });
    source.attach({
      next: (frame) => {
        if (frame.index === 10) source.attach(writer);
      },
    });
    const { frames } = await writer.finished;
    const numbers = await frameNumbers(writer.path);
    expect(numbers).to.deep.equal(upTo(30).slice(30 - frames));
    expect(frames).to.be.within(19, 20);
    const times = await frameTimes(writer.path);
    times.forEach((time, i) => expect(time).to.be.closeTo(i / 30, 1e-4));
  });

  it('begins at zero when told so', async () => {
    await using source = await openFile(file('late-start.mp4'), { ffmpeg: BUNDLED });
    const writer = fileWriter(file('from-zero.mp4'), { ...options, frameRate: 25, start: 'zero' });
    source.attach(writer);
    await writer.finished;
    const times = await frameTimes(writer.path);
    times.forEach((time, i) => expect(time).to.be.closeTo(i / 25, 1e-4));
  });

  it('repeats and leaves out frames of a varying rate as counted by hand', async () => {
    await using source = await openFile(file('varying.mp4'), { ffmpeg: BUNDLED });
    const writer = fileWriter(file('made-constant.mp4'), {
      ...options,
      frameRate: 25,
      timing: 'constant',
    });
    source.attach(writer);
    const report = await writer.finished;
    const slots = (await frameTimes(file('varying.mp4'))).map((time) => Math.round(time * 25));
    const kept = slots.map((slot, i) => (slots.indexOf(slot) === i ? i : -1)).filter((i) => i >= 0);
    const wanted = upTo((slots.at(-1) ?? 0) + 1).map(
      (slot) => kept.filter((i) => (slots[i] ?? 0) <= slot).at(-1) ?? 0,
    );
    expect(await frameNumbers(writer.path)).to.deep.equal(wanted);
    expect(report.frames).to.equal(wanted.length);
    expect(report.dropped).to.equal(20 - kept.length);
    expect(report.duplicated).to.equal(wanted.length - kept.length);
  });

  it('refuses to write over the file that it reads, by any name', async () => {
    const input = file('constant.mp4');
    mkdirSync(file('sub'));
    symlinkSync(input, file('sub/link.mp4'));
    {
      await using _source = await openFile(input, { ffmpeg: BUNDLED });
      for (const path of [input, file('sub/link.mp4'), file('sub/../constant.mp4')]) {
        const write = (): unknown =>
          fileWriter(path, { ...options, frameRate: 30, overwrite: true });
        expect(write).to.throw(/is being read/);
      }
    }
    expect(await frameNumbers(input)).to.deep.equal(upTo(30));
  });

  it('takes the frames of one source to three codecs, one of which fails', async () => {
    await using source = await openFile(file('constant.mp4'), { ffmpeg: BUNDLED });
    const frameRate = source.frameRate ?? 30;
    const one = fileWriter(file('three.mp4'), { ...options, frameRate });
    const two = fileWriter(file('three.mkv'), { codec: 'FFV1', frameRate, ffmpeg: BUNDLED });
    const three = fileWriter(file('three.avi'), {
      codec: 'Xvid',
      crf: 2,
      frameRate,
      ffmpeg: BUNDLED,
    });
    const failing = filter((frame) => {
      if (frame.index === 7) throw new Error('seven');
      return frame;
    });
    source.attach(one);
    source.pipe(failing).subscribe(two);
    source.attach(three);
    expect(await two.finished.catch((error: unknown) => error)).to.have.property('code', 'FILTER');
    expect(await one.finished).to.include({ frames: 30 });
    expect(await three.finished).to.include({ frames: 30 });
    expect(await frameNumbers(one.path)).to.deep.equal(upTo(30));
    expect(await frameNumbers(two.path)).to.deep.equal(upTo(7));
    expect(await frameNumbers(three.path)).to.deep.equal(upTo(30));
  });

  it('gives back all frame memory after 300 frames in another colour', async () => {
    await makeClip(file('long.mkv'), 300, '30', ['-c:v', 'libx264', '-preset', 'ultrafast']);
    const blocks = frameMemory.blocksInUse;
    {
      await using source = await openFile(file('long.mkv'), { colour: 'BGRA', ffmpeg: BUNDLED });
      const writer = fileWriter(file('long.mp4'), { ...options, frameRate: 30 });
      let most = 0;
      const watch = filter((frame) => {
        most = Math.max(most, frameMemory.blocksInUse - blocks);
        return frame;
      });
      source.pipe(watch).subscribe(writer);
      expect(await writer.finished).to.include({ frames: 300 });
      expect(most).to.be.at.most(16);
    }
    expect(frameMemory.blocksInUse).to.be.at.most(blocks + 2);
    const numbers = await frameNumbers(file('long.mp4'));
    expect(numbers).to.deep.equal(upTo(300).map((n) => n % 256));
  });
});
