import { expect } from 'chai';
import { FfmpegError } from '@giftgrab/core';
import { listEncoders, locateFfmpeg, tryEncoder } from '@giftgrab/ffmpeg';
import { FakeFfmpegs } from './support/fake-ffmpegs';
import { failureOf } from './support/failure';
import { FFMPEG_BUILDS } from './support/ffmpeg-builds';

for (const { name, path } of FFMPEG_BUILDS) {
  describe(`encoders of ${name}`, () => {
    it('lists video encoders, and none for sound', async () => {
      const names = await listEncoders(await locateFfmpeg(path));
      expect([...names]).to.include.members(['libx264', 'libx265', 'libvpx-vp9', 'mpeg4', 'ffv1']);
      expect([...names]).not.to.include.members(['aac']);
    });

    it('finds that an encoder works', async () => {
      const trial = await tryEncoder(await locateFfmpeg(path), 'mpeg4');
      expect(trial).to.deep.equal({ works: true, reason: '' });
    });

    it('says why an encoder does not work [P9, P10]', async () => {
      const trial = await tryEncoder(await locateFfmpeg(path), 'no_such_encoder');
      expect(trial.works).to.equal(false);
      expect(trial.reason).to.match(/Unknown encoder 'no_such_encoder'/);
    });
  });
}

describe('encoders of an ffmpeg that fails', () => {
  const fakes = new FakeFfmpegs();
  after(() => fakes.remove());

  it('are not listed', async () => {
    const error = await failureOf(
      listEncoders(await locateFfmpeg(fakes.make('echo "library missing" >&2; exit 1'))),
    );
    expect(error).to.be.instanceOf(FfmpegError);
    expect(error.message).to.match(/did not list its encoders: library missing/);
  });

  it('do not work', async () => {
    const trial = await tryEncoder(
      await locateFfmpeg(fakes.make('echo "no device" >&2; exit 1')),
      'x',
    );
    expect(trial).to.deep.equal({ works: false, reason: 'no device' });
  });
});
