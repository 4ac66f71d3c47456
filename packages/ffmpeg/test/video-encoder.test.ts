import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { FfmpegError, TargetError } from '@giftgrab/core';
import { useClips } from './support/clips';
import { picture, startEncoder } from './support/encode';
import { FakeFfmpegs } from './support/fake-ffmpegs';
import { failureOf } from './support/failure';
import { countFrames } from './support/count-frames';
import { FFMPEG_BUILDS } from './support/ffmpeg-builds';
import { isAlive, until } from './support/traces';

const clips = useClips();

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`VideoEncoder with ${name}`, () => {
    it('writes every frame it is given to the file', async () => {
      const output = clips.file(`${name}.mkv`);
      const encoder = startEncoder(ffmpeg, output);
      for (let i = 0; i < 20; i += 1) await encoder.write(i, picture(i));
      expect(await encoder.finish()).to.include({ frames: 20 });
      expect(countFrames(output)).to.equal(20);
    });

    it('says what ffmpeg said when it refuses its arguments, not that a pipe is broken', async () => {
      const encoder = startEncoder(ffmpeg, clips.file('never.mkv'), {
        codec: ['-c:v', 'no_such_encoder'],
      });
      const error = await failureOf(
        (async () => {
          for (let i = 0; i < 1000; i += 1) await encoder.write(i, picture(i));
          await encoder.finish();
        })(),
      );
      expect(error).to.be.instanceOf(FfmpegError).and.to.include({ code: 'ENCODER_UNAVAILABLE' });
      expect(error.message).to.match(
        /while encoding ".*never.mkv".*Unknown encoder 'no_such_encoder'/,
      );
      expect(existsSync(clips.file('never.mkv'))).to.equal(false);
    });

    it('names the signal when ffmpeg is killed', async () => {
      const encoder = startEncoder(ffmpeg, clips.file('killed.mkv'));
      await encoder.write(0, picture(0));
      process.kill(encoder.pid ?? 0, 'SIGKILL');
      const error = await failureOf(
        (async () => {
          for (let i = 1; i < 1000; i += 1) await encoder.write(i, picture(i));
        })(),
      );
      expect(error).to.be.instanceOf(FfmpegError).and.to.include({ signal: 'SIGKILL' });
      expect(error.message)
        .to.match(/SIGKILL/)
        .and.not.to.match(/EPIPE/);
      // It stays so.
      expect(await failureOf(encoder.write(1000, picture(0)))).to.include({ signal: 'SIGKILL' });
      expect(await failureOf(encoder.finish())).to.include({ signal: 'SIGKILL' });
    });

    it('is ended at once by kill()', async () => {
      const encoder = startEncoder(ffmpeg, clips.file('ended.mkv'));
      await encoder.write(0, picture(0));
      await encoder.kill();
      expect(isAlive(encoder.pid ?? 0)).to.equal(false);
    });
  });
}

describe('VideoEncoder with an ffmpeg that fails', () => {
  const fakes = new FakeFfmpegs();
  after(() => fakes.remove());

  it('says so when it cannot be started', async () => {
    const encoder = startEncoder('/nowhere/ffmpeg', clips.file('x.mkv'));
    const error = await failureOf(encoder.write(0, picture(0)));
    expect(error).to.be.instanceOf(FfmpegError);
    expect(error.message).to.match(/could not be started.*ENOENT/);
    expect(await failureOf(encoder.finish())).to.be.instanceOf(FfmpegError);
  });

  it('gives up one that takes no frames', async () => {
    const encoder = startEncoder(fakes.make('exec sleep 600'), clips.file('x.mkv'), {
      stallTimeoutMs: 400,
    });
    const error = await failureOf(
      (async () => {
        // More than the pipe holds.
        for (let i = 0; i < 1000; i += 1) await encoder.write(i, picture(i));
      })(),
    );
    expect(error).to.be.instanceOf(TargetError).and.to.include({ code: 'FFMPEG_UNRESPONSIVE' });
    expect(await until(() => !isAlive(encoder.pid ?? 0))).to.equal(true);
  });

  it('gives up one that does not end', async () => {
    const encoder = startEncoder(
      fakes.make('cat >/dev/null; exec sleep 600'),
      clips.file('x.mkv'),
      { stallTimeoutMs: 400 },
    );
    await encoder.write(0, picture(0));
    expect(await failureOf(encoder.finish())).to.include({ code: 'FFMPEG_UNRESPONSIVE' });
  });

  it('waits less for one that does not end than for one that takes no frames, where it shall', async () => {
    const encoder = startEncoder(
      fakes.make('cat >/dev/null; exec sleep 600'),
      clips.file('x.mkv'),
      { stallTimeoutMs: 3_600_000, finishTimeoutMs: 400 },
    );
    await encoder.write(0, picture(0));
    expect(await failureOf(encoder.finish())).to.include({ code: 'FFMPEG_UNRESPONSIVE' });
  });

  for (const [what, stop] of [
    ['never reads', false],
    ['is stopped', true],
  ] as const) {
    it(`waits less for one that ${what}, as soon as it is told to, also while a frame is on its way`, async () => {
      const reading = `cat >/dev/null; exec sleep 600`;
      const encoder = startEncoder(
        fakes.make(stop ? reading : 'exec sleep 600'),
        clips.file('x.mkv'),
        { stallTimeoutMs: 3_600_000 },
      );
      if (stop) {
        await encoder.write(0, picture(0));
        // All of its group, whatever it has started by then.
        process.kill(-(encoder.pid ?? 0), 'SIGSTOP');
      }
      let taken = 0;
      const writing = failureOf(
        (async () => {
          // More than the pipe holds.
          for (let i = 1; i < 1000; i += 1) {
            await encoder.write(i, picture(i));
            taken = i;
          }
        })(),
      );
      for (let before = -1; before !== taken;) {
        before = taken;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      encoder.hurry(400);
      expect(await writing).to.include({ code: 'FFMPEG_UNRESPONSIVE' });
      expect(await failureOf(encoder.finish())).to.include({ code: 'FFMPEG_UNRESPONSIVE' });
      expect(isAlive(encoder.pid ?? 0)).to.equal(false);
    });
  }

  it('does not believe one that ends with an error after it took everything', async () => {
    const encoder = startEncoder(
      fakes.make('cat >/dev/null; echo "disk: No space left on device" >&2; exit 1'),
      clips.file('x.mkv'),
    );
    await encoder.write(0, picture(0));
    const error = await failureOf(encoder.finish());
    expect(error).to.include({ code: 'DISK_FULL', exitCode: 1 });
  });
});
