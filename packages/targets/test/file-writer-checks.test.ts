import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InvalidOptionError, Rational, TargetError, UnsupportedFormatError } from '@giftgrab/core';
import { noteFileUse } from '@giftgrab/ffmpeg';
import { expect } from 'chai';
import { fileWriter, type Codec, type FileWriterOptions } from '../src';
import { temporaryFolder } from './support/temporary-folder';

const CONTAINERS = [
  ['Xvid', 'avi', 'mkv'],
  ['HEVC', 'mp4', 'mov'],
  ['VP9', 'webm', 'mkv'],
  ['H264', 'mp4', 'mkv'],
  ['FFV1', 'mkv', 'avi'],
] as const;

type Loose = Readonly<Record<string, unknown>>;

describe('fileWriter, before it starts anything', () => {
  const file = temporaryFolder();

  function making(name: string, options: Loose = {}): () => unknown {
    const all = { codec: 'HEVC', frameRate: 30, ...options };
    return () => fileWriter(file(name), all as unknown as FileWriterOptions);
  }

  function thrownBy(make: () => unknown): Error {
    try {
      make();
    } catch (error) {
      return error as Error;
    }
    throw new Error('nothing was thrown');
  }

  describe('checks the path', () => {
    for (const [codec, first, second] of CONTAINERS) {
      it(`takes .${first} and .${second}, in any case, for ${codec} [TC2, TC11, quirk 17]`, () => {
        expect(making(`a.${first}`, { codec })).not.to.throw();
        expect(making(`a.${second.toUpperCase()}`, { codec })).not.to.throw();
      });

      it(`refuses other extensions for ${codec} and names one that fits [TC4, TC11]`, () => {
        const wrong = codec === 'VP9' ? 'avi' : 'webm';
        const error = thrownBy(making(`a.${wrong}`, { codec }));
        expect(error).to.be.instanceOf(InvalidOptionError);
        expect(error.message).to.contain(`".${wrong}"`).and.contain(`use *.${first}`);
        expect(error.message).to.contain(`a.${wrong}`);
      });
    }

    it('wants the dot before the extension [quirk 17]', () => {
      expect(making('foomp4')).to.throw(InvalidOptionError, /no extension; use \*\.mp4/);
      expect(making('mp4')).to.throw(InvalidOptionError, /no extension/);
      expect(making('.mp4')).to.throw(InvalidOptionError, /no extension/);
    });

    it('refuses what is no path', () => {
      for (const path of ['', 7, undefined, 'a\0.mp4']) {
        const options: FileWriterOptions = { codec: 'HEVC', frameRate: 30 };
        expect(() => fileWriter(path as string, options)).to.throw(InvalidOptionError, /path/);
      }
    });

    it('refuses a directory that does not exist [TC3, quirk 15]', () => {
      const error = thrownBy(making('none/a.mp4'));
      expect(error).to.be.instanceOf(TargetError).with.property('code', 'TARGET_NOT_WRITABLE');
      expect(error.message).to.contain(file('none')).and.contain('does not exist');
      expect(error.message).to.contain('Make the directory');
    });

    it('refuses a file in the place of a directory [TC3]', () => {
      writeFileSync(file('plain'), '');
      const error = thrownBy(making('plain/a.mp4'));
      expect(error).to.have.property('code', 'TARGET_NOT_WRITABLE');
      expect(error.message).to.contain('is no directory');
    });

    it('refuses a directory that may not be written', function () {
      const folder = file('sealed');
      const unseal = sealedFolder(folder);
      if (unseal === undefined) this.skip();
      const error = thrownBy(making('sealed/a.mp4'));
      unseal();
      expect(error).to.have.property('code', 'TARGET_NOT_WRITABLE');
      expect(error.message).to.contain(folder).and.contain('permissions');
    });

    it('refuses a name that is too long for the system', () => {
      const error = thrownBy(making(`${'n'.repeat(300)}.mp4`));
      expect(error).to.have.property('code', 'TARGET_NOT_WRITABLE');
      expect(error.message).to.match(/too long.*Name another file/);
    });

    it('refuses a directory as the file', () => {
      mkdirSync(file('folder.mp4'));
      const error = thrownBy(making('folder.mp4', { overwrite: true }));
      expect(error).to.have.property('code', 'TARGET_NOT_WRITABLE');
      expect(error.message).to.contain('is a directory');
    });

    it('refuses a device, whatever its name', function () {
      if (process.platform !== 'linux') this.skip();
      symlinkSync('/dev/full', file('full.mp4'));
      expect(making('full.mp4', { overwrite: true })).to.throw(TargetError, /device/);
    });

    it('keeps an existing file unless told to overwrite it', () => {
      writeFileSync(file('precious.mp4'), 'years of work');
      const error = thrownBy(making('precious.mp4'));
      expect(error).to.have.property('code', 'TARGET_EXISTS');
      expect(error.message).to.contain('precious.mp4').and.contain('overwrite: true');
      expect(making('precious.mp4', { overwrite: true })).not.to.throw();
    });

    it('refuses a file that is being read, by whatever name', () => {
      writeFileSync(file('input.mp4'), '');
      symlinkSync(file('input.mp4'), file('link.mp4'));
      const free = noteFileUse(file('input.mp4'), 'read');
      for (const name of [
        'input.mp4',
        './input.mp4',
        'link.mp4',
        '../' + base(file('')) + '/input.mp4',
      ]) {
        const error = thrownBy(making(name, { overwrite: true }));
        expect(error).to.have.property('code', 'TARGET_NOT_WRITABLE');
        expect(error.message).to.contain('is being read');
      }
      free();
      expect(making('input.mp4', { overwrite: true })).not.to.throw();
    });

    it('makes no file [quirk 15]', () => {
      const before = readdirSync(dirname(file('x')));
      making('untouched.mp4')();
      expect(readdirSync(dirname(file('x')))).to.deep.equal(before);
    });
  });

  it('refuses an unknown codec and lists those there are [T2, quirk 19]', () => {
    const error = thrownBy(making('a.mp4', { codec: 'MPEG7' }));
    expect(error).to.be.instanceOf(UnsupportedFormatError);
    expect(error.message).to.equal(
      'Video target codec "MPEG7" is not supported. Expected one of Xvid, HEVC, VP9, H264, FFV1.',
    );
    for (const codec of [undefined, 2, 'hevc']) expect(making('a.mp4', { codec })).to.throw();
  });

  for (const frameRate of [0, -25, Number.NaN, Number.POSITIVE_INFINITY, '30', undefined, 1e9]) {
    it(`refuses a frame rate of ${typeof frameRate} ${String(frameRate)} [TC5, quirk 18]`, () => {
      const error = thrownBy(making('a.mp4', { frameRate }));
      expect(error).to.be.instanceOf(InvalidOptionError).with.property('option', 'frameRate');
      expect(error.message).to.contain('positive, finite');
    });
  }

  it('refuses a rational frame rate that is not positive', () => {
    expect(making('a.mp4', { frameRate: new Rational(-30) })).to.throw(/positive, finite.*-30\/1/);
    expect(making('a.mp4', { frameRate: new Rational(0) })).to.throw(InvalidOptionError);
  });

  const REFUSED: readonly (readonly [string, string, Loose, RegExp])[] = [
    ['an unknown preset', 'a.mp4', { preset: 'quick' }, /ultrafast, .*placebo for preset.*"quick"/],
    [
      'a preset for Xvid',
      'a.avi',
      { codec: 'Xvid', preset: 'fast' },
      /no preset.*libxvid has none/,
    ],
    ['a preset for FFV1', 'a.mkv', { codec: 'FFV1', preset: 'fast' }, /no preset.*ffv1 has none/],
    ['a quality for FFV1', 'a.mkv', { codec: 'FFV1', crf: 3 }, /no quality.*ffv1/],
    ['a bit rate for FFV1', 'a.mkv', { codec: 'FFV1', bitrate: 1e6 }, /lossless/],
    ['HEVC quality over 51', 'a.mp4', { crf: 52 }, /from 0 to 51 \(libx265\) for crf.*52/],
    ['H264 quality below 0', 'a.mp4', { codec: 'H264', crf: -1 }, /from 0 to 51 \(libx264\)/],
    ['VP9 quality over 63', 'a.webm', { codec: 'VP9', crf: 64 }, /from 0 to 63/],
    ['Xvid quality of 0', 'a.avi', { codec: 'Xvid', crf: 0 }, /from 1 to 31/],
    ['a quality that is no number', 'a.mp4', { crf: Number.NaN }, /crf.*NaN/],
    ['a quality in words', 'a.mp4', { crf: '23' }, /crf.*"23"/],
    ['quality and bit rate at once', 'a.mp4', { crf: 20, bitrate: 1e6 }, /either crf or bitrate/],
    ['a bit rate of 0', 'a.mp4', { bitrate: 0 }, /integer of at least 1 for bitrate.*0/],
    ['a GOP of 0', 'a.mp4', { gop: 0 }, /integer from 1 .*for gop.*0/],
    ['half a GOP', 'a.mp4', { gop: 12.5 }, /gop.*12\.5/],
    [
      'an encoder of another codec',
      'a.mp4',
      { encoder: 'libx264' },
      /encoder for HEVC \(.*libx265/,
    ],
    ['an unknown encoder', 'a.mp4', { encoder: ['libx265', 'hevc_magic'] }, /"hevc_magic"/],
    ['no encoder at all', 'a.mp4', { encoder: [] }, /at least one name/],
    ['a misspelt option', 'a.mp4', { framerate: 30 }, /codec, frameRate, .*"framerate"/],
    ['an unknown timing', 'a.mp4', { timing: 'vfr' }, /"timestamps", "constant" for timing/],
    ['an unknown start', 'a.mp4', { start: 0 }, /"zero", "source" for start/],
    ['an unknown odd size', 'a.mp4', { oddSize: 'grow' }, /"pad", "crop", "scale", "error"/],
    ['an unknown stereo layout', 'a.mp4', { stereo: 'both' }, /"side-by-side", "top-bottom"/],
    ['a stall time of 0', 'a.mp4', { stallTimeoutMs: 0 }, /stallTimeoutMs/],
    ['an empty ffmpeg', 'a.mp4', { ffmpeg: '' }, /ffmpeg/],
    ['an overwrite that is no boolean', 'a.mp4', { overwrite: 'no' }, /overwrite.*"no"/],
  ];
  for (const [what, name, options, message] of REFUSED) {
    it(`refuses ${what}`, () => {
      expect(making(name, options)).to.throw(InvalidOptionError, message);
    });
  }

  it('takes quality at both ends of the scale', () => {
    const SCALES: readonly (readonly [Codec, string, number, number])[] = [
      ['HEVC', 'a.mp4', 0, 51],
      ['H264', 'a.mp4', 0, 51],
      ['VP9', 'a.webm', 0, 63],
      ['Xvid', 'a.avi', 1, 31],
    ];
    for (const [codec, name, best, worst] of SCALES) {
      expect(making(name, { codec, crf: best })).not.to.throw();
      expect(making(name, { codec, crf: worst })).not.to.throw();
    }
  });

  it('ignores options that are undefined', () => {
    expect(making('a.mp4', { crf: undefined, encoder: undefined, gop: undefined })).not.to.throw();
  });
});

/** Makes a folder that this user may not write to; root may write anywhere but to what is mounted read-only. */
function sealedFolder(folder: string): (() => void) | undefined {
  mkdirSync(folder);
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o555);
    return () => chmodSync(folder, 0o755);
  }
  const mounting = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=4k', 'tmpfs', folder]);
  return mounting.status === 0 ? () => void spawnSync('umount', [folder]) : undefined;
}

function base(folder: string): string {
  return folder.replace(/\/$/, '').split('/').at(-1) ?? '';
}
