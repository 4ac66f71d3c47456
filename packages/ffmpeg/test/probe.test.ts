import { expect } from 'chai';
import { SourceError } from '@giftgrab/core';
import {
  locateFfmpeg,
  probe,
  probeWith,
  type FfmpegBinary,
  type MediaInfo,
} from '@giftgrab/ffmpeg';
import { moving, tone, useClips, type ClipFolder } from './support/clips';
import { failureOf } from './support/failure';
import { FFMPEG_BUILDS } from './support/ffmpeg-builds';
import { FakeFfmpegs } from './support/fake-ffmpegs';
import { childrenOf, until } from './support/traces';

const X264 = ['-c:v', 'libx264'];
const clips = useClips();

const CLIPS: Readonly<Record<string, (files: ClipFolder) => string>> = {
  mp4: (files) => files.make('a.mp4', ...moving('128x64', '30000/1001'), ...tone(), ...X264),
  avi: (files) => files.make('a.avi', ...moving('128x64', '25'), '-c:v', 'mpeg4'),
  webm: (files) => files.make('a.webm', ...moving('128x64', '60000/1001'), '-c:v', 'libvpx-vp9'),
  mkv: (files) =>
    files.make('a.mkv', ...moving('128x64', '15'), '-c:v', 'ffv1', '-pix_fmt', 'yuv444p10le'),
  ts: (files) => files.make('a.ts', ...moving(), ...tone(), '-output_ts_offset', '5', ...X264),
};

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`probe with ${name} [P7]`, () => {
    const look = async (format: string): Promise<MediaInfo> =>
      probe(CLIPS[format]?.(clips) ?? '', { ffmpeg });

    it('tells frame rate, number of frames, length, size and codec of an MP4 file, exactly', async () => {
      const { video, ...file } = await look('mp4');
      expect(file.container).to.match(/mp4/);
      expect(file.audioStreams).to.equal(1);
      expect(String(video.frameRate)).to.equal('30000/1001');
      expect(video).to.include({
        codec: 'h264',
        pixFmt: 'yuv420p',
        cols: 128,
        rows: 64,
        rotation: 0,
      });
      expect(video.frames).to.equal(15);
      expect(video.isConstantRate).to.equal(true);
      expect(video.durationSeconds).to.be.closeTo(0.5005, 0.001);
      expect(video.startSeconds).to.equal(0);
    });

    for (const [format, codec, pixFmt, rate] of [
      ['avi', 'mpeg4', 'yuv420p', '25/1'],
      ['webm', 'vp9', 'yuv420p', '60000/1001'],
      ['mkv', 'ffv1', 'yuv444p10le', '15/1'],
      ['ts', 'h264', 'yuv420p', '30/1'],
    ] as const) {
      it(`tells what is in ${format}`, async () => {
        const { video } = await look(format);
        expect(video).to.include({ codec, pixFmt, cols: 128, rows: 64 });
        expect(String(video.frameRate)).to.equal(rate);
      });
    }

    it('tells where a transport stream starts, to the tick', async () => {
      const { video, startSeconds } = await look('ts');
      expect(Math.round((video.startSeconds ?? 0) * 90_000)).to.equal(576_000);
      expect(startSeconds).to.be.below(6.4);
      expect(String(video.timeBase)).to.equal('1/90000');
    });

    it('tells the size as it is displayed', async () => {
      const path = clips.turned(...X264);
      const { video } = await probe(path, { ffmpeg });
      expect([video.cols, video.rows, video.rotation % 180]).to.deep.equal([64, 128, 90]);
    });

    for (const [tags, matrix, range] of [
      [[], 'unspecified', 'limited'],
      [['-colorspace', 'bt709', '-color_range', 'tv'], 'bt709', 'limited'],
      [['-colorspace', 'smpte170m', '-color_range', 'pc'], 'bt601', 'full'],
      [['-colorspace', 'bt2020nc', '-color_range', 'tv'], 'bt2020', 'limited'],
    ] as const) {
      it(`tells the matrix ${matrix} and the ${range} range`, async () => {
        const path = clips.make(`${matrix}-${range}.mkv`, ...moving(), '-c:v', 'libx264', ...tags);
        expect((await probe(path, { ffmpeg })).video.colorimetry).to.deep.equal({ matrix, range });
      });
    }

    it('says what is wrong with a file without video', async () => {
      const error = await failureOf(probe(clips.make('sound.m4a', ...tone()), { ffmpeg }));
      expect(error).to.be.instanceOf(SourceError).and.to.include({ code: 'SOURCE_NOT_VIDEO' });
      const missing = await failureOf(probe(clips.file('missing.mp4'), { ffmpeg }));
      expect(missing).to.include({ code: 'SOURCE_NOT_FOUND' });
    });

    describe('without an ffprobe', () => {
      let binary: FfmpegBinary;
      before(async () => {
        binary = { ...(await locateFfmpeg(ffmpeg)), ffprobe: undefined };
      });

      for (const format of Object.keys(CLIPS)) {
        it(`finds the same in ${format} by what ffmpeg prints`, async () => {
          const path = CLIPS[format]?.(clips) ?? '';
          const [told, read] = [await probe(path, { ffmpeg }), await probeWith(binary, path)];
          expect(read.container).to.equal(told.container);
          expect(read.audioStreams).to.equal(told.audioStreams);
          for (const key of ['index', 'codec', 'pixFmt', 'cols', 'rows', 'rotation'] as const) {
            expect(read.video[key], key).to.equal(told.video[key]);
          }
          expect(String(read.video.frameRate)).to.equal(String(told.video.frameRate));
          expect(String(read.video.timeBase)).to.equal(String(told.video.timeBase));
          expect(read.video.startSeconds).to.be.closeTo(told.video.startSeconds ?? 0, 1e-6);
          expect(read.video.colorimetry).to.deep.equal(told.video.colorimetry);
        });
      }

      it('finds rotation and colorimetry too', async () => {
        const turned = clips.turned(...X264);
        const tagged = clips.make(
          'bt709-limited.mkv',
          ...moving(),
          '-c:v',
          'libx264',
          '-colorspace',
          'bt709',
          '-color_range',
          'tv',
        );
        const full = clips.make('full.avi', ...moving(), '-c:v', 'mjpeg');
        for (const path of [turned, tagged, full]) {
          const [told, read] = [await probe(path, { ffmpeg }), await probeWith(binary, path)];
          expect(read.video).to.include({
            cols: told.video.cols,
            rows: told.video.rows,
            rotation: told.video.rotation,
          });
          expect(read.video.colorimetry).to.deep.equal(told.video.colorimetry);
        }
      });

      it('says what is wrong with a file without video', async () => {
        const sound = clips.make('sound.m4a', ...tone());
        const error = await failureOf(probeWith(binary, sound));
        expect(error).to.be.instanceOf(SourceError).and.to.include({ code: 'SOURCE_NOT_VIDEO' });
        expect(error.message).to.match(/sound.m4a.*no video/);
      });
    });
  });
}

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`probe within limits, with ${name}`, () => {
    it('looks as far into a file as it is allowed', async () => {
      // Five seconds of sound, 240 kB, come before the first picture.
      const input = ['-f', 'lavfi', '-i', 'sine=d=6', '-f', 'lavfi', '-i', 'testsrc=s=64x48:d=1'];
      const late = ['-filter_complex', '[1:v]setpts=PTS+5/TB[v]', '-vsync', 'passthrough'];
      const codecs = ['-c:v', 'mpeg2video', '-c:a', 'mp2', '-b:a', '384k', '-muxdelay', '0'];
      const maps = ['-map', '[v]', '-map', '0:a'];
      const path = clips.make('late.ts', ...input, ...late, ...maps, ...codecs);
      const cols = async (limits: object): Promise<number> =>
        (await probe(path, { ffmpeg, limits })).video.cols;
      expect([await cols({}), await cols({ probeBytes: 20_000 })]).to.deep.equal([64, 0]);
    });

    it('refuses limits that it does not know', async () => {
      const limits = { pixels: 5 } as object;
      const error = await failureOf(probe('any.mp4', { ffmpeg, limits }));
      expect(error).to.include({ code: 'INVALID_OPTION' });
      expect(error.message).to.match(/one of streams, probeBytes, probeSeconds/);
    });
  });
}

describe('probe with an ffprobe that fails', () => {
  const fakes = new FakeFfmpegs();
  after(() => fakes.remove());

  for (const [title, script] of [
    ['crashes', 'kill -SEGV $$'],
    ['cannot be run', undefined],
  ] as const) {
    it(`asks ffmpeg instead where it ${title}`, async () => {
      const ffprobe =
        script === undefined ? '/nowhere/ffprobe' : fakes.write(`#!/bin/sh\n${script}\n`);
      const binary = { ...(await locateFfmpeg()), ffprobe };
      const { video } = await probeWith(binary, CLIPS['mp4']?.(clips) ?? '');
      expect(video).to.include({ codec: 'h264', cols: 128, rows: 64 });
    });
  }

  it('gives it no more time than it is allowed', async () => {
    const ffprobe = fakes.write('#!/bin/sh\nexec sleep 600\n');
    const binary = { ...(await locateFfmpeg()), ffprobe };
    const error = await failureOf(
      probeWith(binary, CLIPS['mp4']?.(clips) ?? '', { probeSeconds: 1 }),
    );
    expect(error).to.include({ code: 'FFMPEG_UNRESPONSIVE' });
    expect(error.message).to.match(/within 1 s.*limits: { probeSeconds }/);
  });

  it('is ended by a signal, with all that it has started', async () => {
    const ffprobe = fakes.write('#!/bin/sh\nsleep 600\n');
    const binary = { ...(await locateFfmpeg()), ffprobe };
    const abort = new AbortController();
    const asking = probeWith(binary, CLIPS['mp4']?.(clips) ?? '', {}, abort.signal);
    setTimeout(() => abort.abort(), 100);
    await failureOf(asking);
    const isLeft = (): boolean => childrenOf(process.pid).some(({ name }) => name === 'sleep');
    expect(await until(() => !isLeft())).to.equal(true);
  });
});
