import { expect } from 'chai';
import { type GiftGrabError, TargetError } from '@giftgrab/core';
import { fileWriter, type FileWriterOptions } from '../src';
import { fakeFfmpeg } from './support/fake-ffmpeg';
import { BUNDLED } from './support/ffmpeg-builds';
import { numberedFrames } from './support/numbered-frames';
import { temporaryFolder } from './support/temporary-folder';
import { written } from './support/written';

// What a build with hardware encoders lists; none of them works where the tests run.
const LIST_NVENC = `echo ' V....D hevc_nvenc x'; echo ' V....D libx265 x'`;

describe('the choice of an encoder', () => {
  const file = temporaryFolder();
  const options: FileWriterOptions = { codec: 'HEVC', frameRate: 30, ffmpeg: BUNDLED.path };

  async function failure(name: string, change: Partial<FileWriterOptions>): Promise<GiftGrabError> {
    const writer = fileWriter(file(name), { ...options, ...change });
    const appended = writer.append(numberedFrames(1)[0]!).catch((error: unknown) => error);
    const error = (await writer.finished.catch((e: unknown) => e)) as GiftGrabError;
    expect(await appended).to.equal(error);
    return error;
  }

  it("names in the report what 'auto' has chosen [quirk 28]", async () => {
    const report = await written(file('auto.mp4'), numberedFrames(2), options);
    expect(report.encoder).to.equal('libx265');
  });

  it("goes on to the software encoder in 'auto' where the hardware is missing [quirk 28]", async () => {
    const ffmpeg = fakeFfmpeg(file('nvenc-auto'), 'exec "$FFMPEG" "$@"', LIST_NVENC);
    const report = await written(file('fallback.mp4'), numberedFrames(2), { ...options, ffmpeg });
    expect(report.encoder).to.equal('libx265');
  });

  it('never replaces an encoder that was asked for [quirk 19]', async () => {
    const ffmpeg = fakeFfmpeg(file('nvenc'), 'exec "$FFMPEG" "$@"', LIST_NVENC);
    const error = await failure('asked.mp4', { ffmpeg, encoder: 'hevc_nvenc' });
    expect(error).to.have.property('code', 'ENCODER_UNAVAILABLE');
    expect(error.message)
      .to.match(/hevc_nvenc does not work here \(.+\)/)
      .and.contain('HEVC');
  });

  it('says which encoder is not built in, and what to do', async () => {
    const error = await failure('unbuilt.mp4', { encoder: 'libkvazaar' });
    expect(error).to.have.property('code', 'ENCODER_UNAVAILABLE');
    expect(error.message).to.contain('libkvazaar is not built into it').and.contain(BUNDLED.path);
    expect(error.message).to.contain('Use another encoder');
  });

  it('follows an order', async () => {
    const order = ['libkvazaar', 'libx265'];
    const change = { ...options, encoder: order };
    const report = await written(file('order.mp4'), numberedFrames(2), change);
    expect(report.encoder).to.equal('libx265');
    const xvid = { ...options, codec: 'Xvid', encoder: ['mpeg4', 'libxvid'] } as const;
    expect(await written(file('order.avi'), numberedFrames(2), xvid)).to.include({
      encoder: 'mpeg4',
    });
  });

  it('fails with a typed error where the codec is not built in at all [quirk 19]', async () => {
    const ffmpeg = fakeFfmpeg(file('bare'), 'exec "$FFMPEG" "$@"', 'true');
    const error = await failure('bare.mp4', { ffmpeg });
    expect(error).to.have.property('code', 'ENCODER_UNAVAILABLE');
    expect(error.message).to.contain('libx265 is not built into it');
  });

  it('fails with a typed error where there is no such ffmpeg', async () => {
    const error = await failure('none.mp4', { ffmpeg: file('nowhere') });
    expect(error).to.have.property('code', 'FFMPEG_NOT_FOUND');
    expect(error).not.to.be.instanceOf(TargetError);
  });
});
