// What ffmpeg may do wrong, done by programs that pretend to be ffmpeg.
import { expect } from 'chai';
import {
  FfmpegNotFoundError,
  GiftGrabError,
  SourceError,
  SourceTruncatedError,
} from '@giftgrab/core';
import { openFile } from '@giftgrab/sources';
import { FFMPEG_BUILDS } from '../../ffmpeg/test/support/ffmpeg-builds';
import { moving, useClips } from '../../ffmpeg/test/support/clips';
import { collect } from './support/collect';
import { failureOf } from '../../ffmpeg/test/support/failure';
import { FakeFfmpegs } from '../../ffmpeg/test/support/fake-ffmpegs';
import { childrenOf } from '../../ffmpeg/test/support/traces';

describe('openFile with an ffmpeg that fails', () => {
  const clips = useClips();
  const fakes = new FakeFfmpegs();
  after(() => fakes.remove());
  const clip = (): string =>
    clips.make('clip.mp4', ...moving('128x64', '30', '1'), '-c:v', 'libx264');

  const atStart: readonly (readonly [string, () => string, RegExp])[] = [
    [
      'is missing',
      () => '/nowhere/ffmpeg',
      /\/nowhere\/ffmpeg: there is no such file.*Name a program/,
    ],
    ['is not executable', () => fakes.write('#!/bin/sh\n', 0o644), /it is not executable/],
    ['is a folder', () => clips.path, /it is not a file/],
    ['is not on PATH', () => 'no-such-ffmpeg-anywhere', /not on PATH/],
    [
      'prints something else for its version',
      () => fakes.write('#!/bin/sh\necho hello\n'),
      /printed "hello/,
    ],
    ['is no program', () => fakes.write('not a program'), /does not answer as ffmpeg does/],
    [
      'dies when asked for its version',
      () => fakes.write('#!/bin/sh\nexit 3\n'),
      /exited with code 3/,
    ],
    [
      'crashes when asked for its version',
      () => fakes.write('#!/bin/sh\nkill -SEGV $$\n'),
      /SIGSEGV/,
    ],
  ];
  for (const [title, make, message] of atStart) {
    it(`says so when it ${title}`, async () => {
      const error = await failureOf(openFile(clip(), { ffmpeg: make() }));
      expect(error).to.be.instanceOf(FfmpegNotFoundError);
      expect(error.message).to.match(message);
    });
  }

  const whileOpening: readonly (readonly [string, string, RegExp])[] = [
    [
      'dies at start with a message',
      'echo "no such codec, sorry" >&2; exit 1',
      /no such codec, sorry/,
    ],
    ['dies at start without a word', 'exit 1', /exited with code 1/],
    ['crashes at start', 'kill -SEGV $$', /SIGSEGV/],
    ['ends at start as if all were well', 'exit 0', /clip.mp4/],
    ['sends half a header', '"$REAL" "$@" 2>/dev/null | head -c 20', /clip.mp4/],
    ['sends something that is no video', 'yes hello | head -c 100000', /clip.mp4/],
  ];
  for (const [title, script, message] of whileOpening) {
    it(`fails to open when it ${title}`, async () => {
      const error = await failureOf(openFile(clip(), { ffmpeg: fakes.make(script) }));
      expect(error).to.be.instanceOf(SourceError);
      expect(error.message).to.match(message).and.to.include('clip.mp4');
    });
  }

  it('gives up an ffmpeg that never answers', async () => {
    const error = await failureOf(
      openFile(clip(), { ffmpeg: fakes.make('exec sleep 600'), stallTimeoutMs: 400 }),
    );
    expect(error).to.be.instanceOf(SourceError).and.to.include({ code: 'FFMPEG_UNRESPONSIVE' });
    expect(error.message).to.match(/did not answer when asked to open ".*clip.mp4"/);
  });

  it('gives up an ffmpeg that stops sending', async () => {
    const ffmpeg = fakes.make('("$REAL" "$@" | head -c 40000); exec sleep 600');
    const { frames, error } = await collect(
      await openFile(clip(), { ffmpeg, stallTimeoutMs: 400 }),
    );
    expect(frames).to.have.length(3);
    expect(error).to.include({ code: 'FFMPEG_UNRESPONSIVE' });
    expect((error as Error).message).to.match(/stopped sending frames.*clip.mp4/);
  });

  it('does not take a stream that ends within a frame for the end of the file', async () => {
    const ffmpeg = fakes.make('"$REAL" "$@" 2>/dev/null | head -c 40000; exit 0');
    const { frames, error } = await collect(await openFile(clip(), { ffmpeg }));
    expect(frames.map(({ index }) => index)).to.deep.equal([0, 1, 2]);
    expect(error).to.be.instanceOf(SourceError);
    expect((error as Error).message).to.match(/in the middle of a frame.*clip.mp4/);
  });

  it('takes an ffmpeg that fails after some frames for what it is', async () => {
    const ffmpeg = fakes.make(
      '"$REAL" "$@" 2>/dev/null | head -c 40000; echo "out of luck" >&2; exit 7',
    );
    const { frames, error } = await collect(await openFile(clip(), { ffmpeg }));
    expect(frames).to.have.length(3);
    expect(error).to.be.instanceOf(SourceError).and.to.include({ code: 'SOURCE' });
    expect((error as Error).message).to.match(
      /code 7.*clip.mp4.*out of luck.* 3 frames came before/s,
    );
  });

  it('believes an ffmpeg that fails and says that the file is cut', async () => {
    const whole = clips.make(
      'fast.mp4',
      ...moving('128x64', '30', '2'),
      '-movflags',
      'faststart',
      '-c:v',
      'libx264',
    );
    const path = clips.cut(whole, 'cut.mp4', 0.6);
    const ffmpeg = fakes.make('"$REAL" "$@"; exit 69');
    const { frames, error } = await collect(await openFile(path, { ffmpeg }));
    expect(frames.length).to.be.within(20, 45);
    expect(error).to.be.instanceOf(SourceTruncatedError);
  });

  it('reads on while ffmpeg floods its standard error', async () => {
    const flood = 'yes "this is not helpful at all" | head -c 4194304 >&2; exec "$REAL" "$@"';
    const { frames, error } = await collect(await openFile(clip(), { ffmpeg: fakes.make(flood) }));
    expect(error).to.equal(undefined);
    expect(frames).to.have.length(30);
  });

  it('reads on while ffmpeg writes to standard error without an end of line', async () => {
    const flood = 'head -c 4194304 /dev/zero | tr "\\0" x >&2; exec "$REAL" "$@"';
    const { frames, error } = await collect(await openFile(clip(), { ffmpeg: fakes.make(flood) }));
    expect(error).to.equal(undefined);
    expect(frames).to.have.length(30);
  });

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    it(`delivers the frames before and names the signal when ${name} is killed half-way`, async () => {
      // Larger than what the pipe holds.
      const path = clips.make('large.mp4', ...moving('640x480', '30', '2'), '-c:v', 'libx264');
      const before = new Set(childrenOf(process.pid).map(({ pid }) => pid));
      const source = await openFile(path, { ffmpeg });
      const decoders = childrenOf(process.pid).filter(
        ({ pid, name: program }) => program === 'ffmpeg' && !before.has(pid),
      );
      expect(decoders).to.have.length(1);
      let frames = 0;
      const done = failureOf(source.finished);
      source.subscribe({
        next: () => {
          frames += 1;
          if (frames === 3) process.kill(decoders[0]?.pid ?? 0, 'SIGKILL');
        },
        error: () => undefined,
      });
      const error = await done;
      expect(error).to.be.instanceOf(GiftGrabError);
      expect(error.message)
        .to.match(/SIGKILL/)
        .and.to.include(`${frames} frames`);
      expect(frames).to.be.within(3, 59);
      await source.close();
    });
  }
});
