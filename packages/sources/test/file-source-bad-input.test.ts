import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect } from 'chai';
import {
  GiftGrabError,
  InvalidOptionError,
  OutOfRangeError,
  SourceError,
  SourceSizeChangedError,
  SourceTruncatedError,
  type ErrorCode,
} from '@giftgrab/core';
import { openFile } from '@giftgrab/sources';
import { FFMPEG_BUILDS } from '../../ffmpeg/test/support/ffmpeg-builds';
import { moving, tone, useClips } from '../../ffmpeg/test/support/clips';
import { collect } from './support/collect';
import { failureOf } from '../../ffmpeg/test/support/failure';
import { referenceFrames } from './support/reference';
import { warningsDuring } from './support/warnings';

const clips = useClips();
const X264 = ['-c:v', 'libx264', '-g', '10'];
const TWO_SECONDS = moving('128x64', '30', '2');

/** Clips of 60 frames, one for each container that may be cut. */
const WHOLE: Readonly<Record<string, () => string>> = {
  'fast.mp4': () => clips.make('fast.mp4', ...TWO_SECONDS, '-movflags', 'faststart', ...X264),
  'whole.webm': () => clips.make('whole.webm', ...TWO_SECONDS, '-c:v', 'libvpx-vp9'),
  'whole.mkv': () => clips.make('whole.mkv', ...TWO_SECONDS, ...X264),
  'whole.avi': () => clips.make('whole.avi', ...TWO_SECONDS, '-c:v', 'mpeg4'),
  'whole.ts': () => clips.make('whole.ts', ...TWO_SECONDS, ...X264),
};

describe('openFile: what is refused before anything is started', () => {
  const whole = (): string => clips.make('small.mp4', ...moving(), ...X264);
  const options: readonly (readonly [object, RegExp])[] = [
    [{ colour: 'YUV9' }, /colour.*"YUV9"/],
    [{ colour: 'bgra' }, /Did you mean "BGRA"/],
    [{ color: 'BGRA' }, /one of colour, .*"color"/],
    [{ pace: 0 }, /pace.*0/],
    [{ pace: -1 }, /pace.*-1/],
    [{ pace: Number.NaN }, /pace.*NaN/],
    [{ pace: Number.POSITIVE_INFINITY }, /pace.*Infinity/],
    [{ pace: 'fast' }, /pace.*"fast"/],
    [{ onEnd: 'stop' }, /onEnd.*"stop"/],
    [{ threads: 0 }, /threads.*0/],
    [{ threads: 1.5 }, /threads.*1.5/],
    [{ stallTimeoutMs: -5 }, /stallTimeoutMs.*-5/],
    [{ ffmpeg: '' }, /ffmpeg.*""/],
    [{ warmupFrames: -1 }, /warmupFrames.*-1/],
    [{ budget: { frames: 1 } }, /budget.frames.*1/],
  ];
  for (const [option, message] of options) {
    it(`refuses ${JSON.stringify(option)} (${Object.values(option).map(String).join()})`, async () => {
      const error = await failureOf(openFile(whole(), option));
      expect(error).to.be.instanceOf(InvalidOptionError);
      expect(error.message).to.match(message);
    });
  }

  for (const region of [
    { x: 100, y: 0, cols: 64, rows: 64 },
    { x: -2, y: 0, cols: 64, rows: 64 },
    { x: 1, y: 0, cols: 64, rows: 64 },
    { x: 0, y: 0, cols: 0, rows: 64 },
    { x: 0, y: 0, cols: Number.NaN, rows: 64 },
  ]) {
    it(`refuses the region ${Object.values(region).join()} and says which would do [S5, quirk 22]`, async () => {
      const error = await failureOf(openFile(whole(), { subFrame: region }));
      expect(error).to.be.instanceOf(OutOfRangeError);
      expect(error).to.be.instanceOf(RangeError);
      expect(error.message).to.match(/128x64.*nearest/);
    });
  }

  const paths: readonly (readonly [string, () => unknown, ErrorCode, RegExp])[] = [
    [
      'a missing file [TC14]',
      () => clips.file('nothing.mp4'),
      'SOURCE_NOT_FOUND',
      /no file ".*nothing.mp4".*Check/,
    ],
    ['a folder', () => clips.path, 'SOURCE_NOT_READABLE', /is a directory. Name/],
    ['a device', () => '/dev/null', 'SOURCE_NOT_READABLE', /not an ordinary file/],
    [
      'an empty file',
      () => {
        writeFileSync(clips.file('empty.mp4'), '');
        return clips.file('empty.mp4');
      },
      'SOURCE_EMPTY',
      /empty \(0 bytes\)/,
    ],
    ['no name', () => '', 'INVALID_OPTION', /path/],
    ['a number', () => 3, 'INVALID_OPTION', /path.*3/],
    ['a name with a zero byte', () => 'a\0b', 'INVALID_OPTION', /path/],
  ];
  for (const [title, path, code, message] of paths) {
    it(`refuses ${title}`, async () => {
      const error = await failureOf(openFile(path() as string));
      expect(error).to.be.instanceOf(GiftGrabError);
      expect(error).to.include({ code });
      expect(error.message).to.match(message);
    });
  }
});

/** Bytes without a pattern, the same in every run: some few random files do look like a format. */
const noise = (length: number): Buffer =>
  createHash('shake256', { outputLength: length }).update('noise').digest();

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`openFile with ${name}: bad files`, () => {
    const read = async (path: string) => collect(await openFile(path, { ffmpeg }));

    const write = (file: string, content: string | Uint8Array): string => {
      writeFileSync(clips.file(file), content);
      return clips.file(file);
    };
    const sound = (file: string): string => clips.make(file, ...tone());
    const withCover = (file: string, audio: string): string => {
      const cover = clips.make('cover.png', ...moving('64x64'), '-frames:v', '1');
      const inputs = ['-i', sound(audio), '-i', cover, '-map', '0', '-map', '1', '-c', 'copy'];
      return clips.make(file, ...inputs, '-disposition:v', 'attached_pic');
    };
    const noVideos: readonly (readonly [string, () => string, RegExp])[] = [
      ['a text file', () => write('text.mp4', 'This is not a film.\n'), /is not a video/],
      ['random bytes', () => write('random.mp4', noise(5000)), /is not a video/],
      ['sound alone', () => sound('sound.m4a'), /holds no video, only audio/],
      ['an MP3 file', () => sound('sound.mp3'), /format mp3.*Name a video file/],
      [
        'sound with a cover picture',
        () => withCover('cover.m4a', 'sound.m4a'),
        /audio with a cover picture/,
      ],
      ['an MP3 file with a cover picture', () => withCover('cover.mp3', 'sound.mp3'), /format mp3/],
    ];
    for (const [title, make, message] of noVideos) {
      it(`says what is wrong with ${title}`, async () => {
        const path = make();
        const error = await failureOf(openFile(path, { ffmpeg }));
        expect(error).to.be.instanceOf(SourceError);
        expect(error).to.include({ code: 'SOURCE_NOT_VIDEO' });
        expect(error.message).to.match(message).and.to.include(JSON.stringify(path));
        expect(error.message).not.to.include('\n');
      });
    }

    const lists: readonly (readonly [string, (path: string) => string])[] = [
      [
        'list.m3u8',
        (path) => `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${path}\n#EXT-X-ENDLIST\n`,
      ],
      ['list.ffconcat', (path) => `ffconcat version 1.0\nfile '${path}'\n`],
      [
        'list.mpd',
        (path) =>
          '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S">' +
          '<Period><AdaptationSet mimeType="video/mp4"><Representation id="0" bandwidth="1">' +
          `<BaseURL>file://${path}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
      ],
    ];
    for (const [file, content] of lists) {
      for (const named of [file, `${file}.mp4`]) {
        it(`opens no other file for a list of files: ${named}`, async () => {
          const bait = WHOLE['whole.ts']?.() ?? '';
          const path = write(named, content(bait));
          const error = await failureOf(openFile(path, { ffmpeg }));
          expect(error).to.be.instanceOf(SourceError);
          expect(error).to.include({ code: 'SOURCE_NOT_VIDEO' });
        });
      }
    }

    it('says that the end is missing of an MP4 file without an index', async () => {
      const whole = clips.make('late-index.mp4', ...TWO_SECONDS, ...X264);
      const path = clips.cut(whole, 'no-index.mp4', 0.6);
      const error = await failureOf(openFile(path, { ffmpeg }));
      expect(error).to.include({ code: 'SOURCE_TRUNCATED' });
      expect(error.message).to.match(/no-index.mp4" is no complete video.*index.*cut short/);
    });

    for (const [file, make] of Object.entries(WHOLE)) {
      it(`delivers what there is of a cut file, then says that it is cut: ${file}`, async () => {
        const path = clips.cut(make(), `cut-${file}`, 0.6);
        const { frames, error } = await read(path);
        expect(error).to.be.instanceOf(SourceTruncatedError);
        const { received, message } = error as SourceTruncatedError;
        expect(frames.length).to.be.within(20, 45);
        expect(received).to.equal(frames.length);
        expect(message)
          .to.include(JSON.stringify(path))
          .and.to.match(/ends before its video does/);
        // As many as ffmpeg itself makes of it.
        const all = referenceFrames(ffmpeg, path, '-pix_fmt', 'yuv420p').length / (128 * 64 * 1.5);
        expect(frames.length).to.equal(all);
      });
    }

    for (const [file, make] of Object.entries(WHOLE)) {
      if (file === 'whole.webm') continue;
      it(`delivers the frames before and after damage, and warns once: ${file}`, async () => {
        const path = clips.damage(make(), `damaged-${file}`, 0.4, Buffer.alloc(1500));
        const { result, warnings } = await warningsDuring(() => read(path));
        const { frames, report, error } = result;
        expect(error).to.equal(undefined);
        expect(frames.length).to.be.within(45, 60);
        expect(frames.at(-1)?.seconds).to.be.greaterThan((frames[0]?.seconds ?? 0) + 1.9);
        expect(report?.damaged).to.be.greaterThan(0);
        const damage = warnings.filter(({ code }) => code === 'FRAMES_DAMAGED');
        expect(damage).to.have.length(1);
        expect(damage[0]?.message).to.include(JSON.stringify(path));
      });
    }

    it('says that frames are missing where damage hides all that follows', async () => {
      const whole = WHOLE['whole.webm']?.() ?? '';
      const path = clips.damage(whole, 'damaged.webm', 0.4, Buffer.alloc(1500));
      const { frames, error } = await read(path);
      if (frames.length < 55) expect(error).to.be.instanceOf(SourceTruncatedError);
      else expect(error).to.equal(undefined);
    });

    for (const [title, sizes] of [
      ['grows', ['320x240', '640x480']],
      ['shrinks', ['640x480', '320x240']],
    ] as const) {
      it(`delivers every frame before the picture ${title}, and none after`, async () => {
        const parts = sizes.map((size) => clips.make(`${size}.ts`, ...moving(size), ...X264));
        const path = write(`${title}.ts`, Buffer.concat(parts.map((part) => readFileSync(part))));
        const { frames, error } = await read(path);
        expect(error).to.be.instanceOf(SourceSizeChangedError);
        expect((error as Error).message).to.match(/changes at frame 15/);
        // Builds before 4.4 do not say to which.
        const to = ffmpeg === 'ffmpeg' ? sizes[1].replace('x', '×') : 'bytes';
        expect((error as Error).message).to.include(to);
        expect(frames.map(({ size }) => size)).to.deep.equal(Array<string>(15).fill(sizes[0]));
      });
    }

    it('does not let a picture that is turned in mid-stream pass as the same', async () => {
      const parts = [
        clips.make('320x240.ts', ...moving('320x240'), ...X264),
        clips.make('upright.ts', ...moving('240x320', '30', '5'), ...X264),
      ];
      const path = write('turns.ts', Buffer.concat(parts.map((part) => readFileSync(part))));
      const { frames, error } = await read(path);
      expect(error).to.be.instanceOf(SourceSizeChangedError);
      // Soon after it: what ffmpeg says and what it sends come by different ways, and old builds do not say when.
      expect(frames.length).to.be.within(15, ffmpeg === 'ffmpeg' ? 20 : 100);
    });
  });

  describe(`openFile with ${name}: names of files`, () => {
    const names = [
      '-i.mp4',
      '-f lavfi.mp4',
      'with spaces.mp4',
      'frame%03d.mp4',
      `it's "quoted".mp4`,
      'two\nlines.mp4',
      'žluťoučký 動画 🎬.mp4',
      'http:x.mp4',
      'concat:a|b.mp4',
      'file:x.mp4',
      'pipe:0',
      '*.mp4',
      `${'n'.repeat(200)}.mp4`,
      'UPPER.MP4',
      'no-extension',
    ];
    for (const file of names) {
      it(`reads ${JSON.stringify(file.slice(0, 40))}`, async () => {
        const path = clips.file(file);
        writeFileSync(path, readFileSync(clips.make('plain.mp4', ...moving(), ...X264)));
        const { frames, error } = await collect(await openFile(path, { ffmpeg }));
        expect(error).to.equal(undefined);
        expect(frames).to.have.length(15);
      });
    }

    it('reads a relative name and a link, from whatever folder', async () => {
      const plain = clips.make('plain.mp4', ...moving(), ...X264);
      mkdirSync(clips.file('deeper'), { recursive: true });
      const link = clips.file(`deeper/link-${name.length}.mp4`);
      symlinkSync(plain, link);
      for (const path of [relative(process.cwd(), plain), link]) {
        const { frames } = await collect(await openFile(path, { ffmpeg }));
        expect(frames).to.have.length(15);
      }
    });
  });
}

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`a picture of more pixels than are allowed, with ${name}`, () => {
    it('is refused by its size, before any of it is decoded, unless it is allowed', async () => {
      const source = ['-f', 'lavfi', '-i', 'color=black:s=8200x8200:r=1:d=1'];
      const codec = ['-c:v', 'mjpeg', '-q:v', '31', '-pix_fmt', 'yuvj420p'];
      const path = clips.make('bomb.mkv', ...source, ...codec);
      const error = await failureOf(openFile(path, { ffmpeg }));
      expect(error).to.include({ code: 'SOURCE_TOO_LARGE' });
      expect(error.message).to.match(/8200×8200.*limits: { pixels: 67240000 }/);
      const limits = { pixels: 8200 * 8200 };
      await using allowed = await openFile(path, { ffmpeg, limits });
      expect([allowed.cols, allowed.rows]).to.deep.equal([8200, 8200]);
    });
  });

  describe(`a file of more streams than are allowed, with ${name}`, () => {
    const streams = (count: number): readonly string[] =>
      Array.from({ length: count }, () => ['-map', '1:a']).flat();
    const input = ['-f', 'lavfi', '-i', 'testsrc=s=64x48:d=0.2', '-f', 'lavfi', '-i', 'sine=d=0.2'];

    it('is refused, unless they are allowed', async () => {
      const codecs = ['-map', '0:v', '-c:v', 'mpeg4', '-c:a', 'mp2'];
      const path = clips.make('hundreds.mp4', ...input, ...codecs, ...streams(300));
      const error = await failureOf(openFile(path, { ffmpeg }));
      expect(error).to.include({ code: 'SOURCE_TOO_LARGE' });
      expect(error.message).to.match(/more streams than the 256 .*limits: { streams }/);
      const source = await openFile(path, { ffmpeg, limits: { streams: 301 } });
      expect(source.info.audioStreams).to.equal(300);
      expect((await collect(source)).frames).to.have.length(5);
    });

    it('is refused where it could be read in part', async () => {
      const codecs = ['-map', '0:v', '-c:v', 'mpeg2video', '-c:a', 'mp2'];
      const path = clips.make('dozens.ts', ...input, ...codecs, ...streams(60));
      const error = await failureOf(openFile(path, { ffmpeg, limits: { streams: 20 } }));
      expect(error).to.include({ code: 'SOURCE_TOO_LARGE' });
      const { frames } = await collect(await openFile(path, { ffmpeg }));
      expect(frames).to.have.length(5);
    });
  });

  describe(`a file that states a frame rate that cannot be, with ${name}`, () => {
    it('is read at the rate of its frames', async () => {
      const bytes = readFileSync(WHOLE['whole.avi']?.() ?? '');
      const stream = bytes.indexOf('strh');
      bytes.writeUInt32LE(1, stream + 8 + 20);
      bytes.writeUInt32LE(134_217_753, stream + 8 + 24);
      const path = clips.file('fast.avi');
      writeFileSync(path, bytes);
      const source = await openFile(path, { ffmpeg });
      expect(source.frameRate?.value).to.equal(30);
      expect((await collect(source)).frames).to.have.length(60);
    });
  });

  describe(`limits of a file, with ${name}`, () => {
    const wrong = [{ pixels: 0 }, { probeBytes: 5 }, { probeSeconds: 0.5 }, { stream: 1 }, null, 7];
    for (const limits of wrong) {
      it(`are not ${JSON.stringify(limits)}`, async () => {
        const error = await failureOf(openFile('any.mp4', { ffmpeg, limits: limits as object }));
        expect(error).to.be.instanceOf(InvalidOptionError);
        expect(error.message).to.match(/limits/);
      });
    }
  });
}
