import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { path as bundled } from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { FfmpegNotFoundError, InvalidOptionError } from '@giftgrab/core';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { failureOf } from './support/failure';
import { FakeFfmpegs } from './support/fake-ffmpegs';

describe('locateFfmpeg', () => {
  const fakes = new FakeFfmpegs();
  const { PATH, GIFTGRAB_FFMPEG } = process.env;
  afterEach(() => {
    process.env['PATH'] = PATH;
    if (GIFTGRAB_FFMPEG === undefined) delete process.env['GIFTGRAB_FFMPEG'];
    else process.env['GIFTGRAB_FFMPEG'] = GIFTGRAB_FFMPEG;
  });
  beforeEach(() => delete process.env['GIFTGRAB_FFMPEG']);
  after(() => fakes.remove());

  const answering = (version: string, libavformat: number): string =>
    fakes.write(
      `#!/bin/sh\necho 'ffmpeg version ${version} and more'\necho 'libavformat    ${libavformat}. 1.100 / ${libavformat}. 1.100'\n`,
    );

  it('takes the one that is asked for, before all others', async () => {
    const asked = answering('1.2.3-test', 60);
    process.env['GIFTGRAB_FFMPEG'] = answering('4', 58);
    expect(await locateFfmpeg(asked)).to.include({
      path: asked,
      origin: 'option',
      version: '1.2.3-test',
      libavformat: 60,
    });
  });

  it('takes the one that GIFTGRAB_FFMPEG names, before PATH', async () => {
    const named = answering('4.4', 58);
    process.env['GIFTGRAB_FFMPEG'] = named;
    process.env['PATH'] = [dirname(answering('7.0', 61)), PATH].join(delimiter);
    expect(await locateFfmpeg()).to.include({ path: named, origin: 'GIFTGRAB_FFMPEG' });
  });

  it('takes one on PATH that is newer than the bundled one', async () => {
    const newer = answering('7.0', 61);
    process.env['PATH'] = [dirname(newer), PATH].join(delimiter);
    expect(await locateFfmpeg()).to.include({ path: newer, origin: 'PATH', libavformat: 61 });
  });

  it('takes the bundled one where the one on PATH is no newer, does not answer, or is not there', async () => {
    for (const folder of [
      dirname(answering('4.0', 58)),
      dirname(fakes.write('#!/bin/sh\nexit 1\n')),
      '/nowhere',
    ]) {
      process.env['PATH'] = [folder, '/bin-that-is-not'].join(delimiter);
      expect(await locateFfmpeg()).to.include({
        path: bundled,
        origin: 'bundled',
        libavformat: 58,
      });
    }
  });

  it('finds a name without a folder on PATH', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'giftgrab-path-'));
    symlinkSync(answering('5', 59), join(folder, 'my-ffmpeg'));
    process.env['PATH'] = [folder, PATH].join(delimiter);
    expect(await locateFfmpeg('my-ffmpeg')).to.include({ path: join(folder, 'my-ffmpeg') });
    rmSync(folder, { recursive: true });
  });

  it('finds the ffprobe beside it, else the bundled one', async () => {
    expect((await locateFfmpeg(bundled)).ffprobe).to.match(/ffprobe-installer/);
    const own = answering('5', 59);
    symlinkSync(bundled, join(dirname(own), 'ffprobe'));
    expect((await locateFfmpeg(own)).ffprobe).to.equal(join(dirname(own), 'ffprobe'));
  });

  it('names what asked for one that cannot be run, why it cannot, and what to do', async () => {
    const byOption = await failureOf(locateFfmpeg('/nowhere/ffmpeg'));
    expect(byOption)
      .to.be.instanceOf(FfmpegNotFoundError)
      .and.to.include({ code: 'FFMPEG_NOT_FOUND' });
    expect(byOption.message).to.match(
      /option "ffmpeg".*\/nowhere\/ffmpeg: there is no such file.*bundled/,
    );
    process.env['GIFTGRAB_FFMPEG'] = fakes.write('', 0o644);
    const byEnvironment = await failureOf(locateFfmpeg());
    expect(byEnvironment.message).to.match(/GIFTGRAB_FFMPEG.*it is not executable/);
  });

  it('asks again after a failure', async () => {
    const path = fakes.write(
      '#!/bin/sh\nif [ -e "$0.ok" ]; then echo "ffmpeg version 5"; echo "libavformat 59.1"; fi\n',
    );
    await failureOf(locateFfmpeg(path));
    symlinkSync('/dev/null', `${path}.ok`);
    expect(await locateFfmpeg(path)).to.include({ version: '5' });
  });

  for (const value of ['', 5, null]) {
    it(`refuses ${JSON.stringify(value)} as a path`, async () => {
      expect(await failureOf(locateFfmpeg(value as string))).to.be.instanceOf(InvalidOptionError);
    });
  }
});
