import { expect } from 'chai';
import { openFile } from '@giftgrab/sources';
import { FFMPEG_BUILDS } from '../../ffmpeg/test/support/ffmpeg-builds';
import { moving, tone, useClips, type ClipFolder } from '../../ffmpeg/test/support/clips';
import { collect, type Collected } from './support/collect';
import { referenceTimes, seconds } from './support/reference';

const X264 = ['-c:v', 'libx264', '-bf', '2'];
/** Fast at first, slow later. */
const UNEVEN = ['-vf', "select='not(mod(n,3))+lt(n,10)'", '-vsync', 'vfr'];

interface TimedClip {
  readonly title: string;
  readonly frames: number;
  readonly make: (clips: ClipFolder) => string;
}

const CLIPS: readonly TimedClip[] = [
  {
    title: 'HEVC with B-frames in MP4 [TC12, quirk 5]',
    frames: 15,
    make: (clips) =>
      clips.make(
        'a.mp4',
        ...moving(),
        '-c:v',
        'libx265',
        '-x265-params',
        'log-level=none:bframes=2',
      ),
  },
  {
    title: 'MPEG-4 in AVI [TC12]',
    frames: 15,
    make: (clips) => clips.make('a.avi', ...moving(), '-c:v', 'mpeg4'),
  },
  {
    title: 'VP9 in WebM [TC12]',
    frames: 15,
    make: (clips) => clips.make('a.webm', ...moving(), '-c:v', 'libvpx-vp9'),
  },
  {
    title: 'a file with audio [quirk 5]',
    frames: 15,
    make: (clips) => clips.make('audio.mp4', ...moving(), ...tone(), ...X264),
  },
  {
    title: 'a file whose audio is longer than its video',
    frames: 15,
    make: (clips) => clips.make('longer.mkv', ...moving(), ...tone('3'), ...X264),
  },
  {
    title: 'a variable frame rate in MP4',
    frames: 16,
    make: (clips) =>
      clips.make('uneven.mp4', ...moving('128x64', '30', '1'), ...UNEVEN, '-bf', '0'),
  },
  {
    title: 'a variable frame rate in Matroska',
    frames: 16,
    make: (clips) => clips.make('uneven.mkv', ...moving('128x64', '30', '1'), ...UNEVEN, ...X264),
  },
  {
    title: 'a last frame after a long pause',
    frames: 16,
    make: (clips) =>
      clips.make(
        'pause.mkv',
        ...moving('128x64', '30', '2'),
        '-vf',
        "select='lt(n,15)+eq(n,59)'",
        '-vsync',
        'vfr',
        ...X264,
      ),
  },
  {
    title: 'one frame',
    frames: 1,
    make: (clips) => clips.make('one.mp4', ...moving(), '-frames:v', '1', ...X264),
  },
  {
    title: 'an edit list that hides the first frames',
    frames: 45,
    make: (clips) => {
      const whole = clips.make('whole.mp4', ...moving('128x64', '30', '2'), '-g', '60', ...X264);
      return clips.make('edited.mp4', '-ss', '0.5', '-i', whole, '-c', 'copy');
    },
  },
  {
    title: 'MPEG-TS that starts at 5 s',
    frames: 15,
    make: (clips) => clips.make('late.ts', ...moving(), '-output_ts_offset', '5', ...X264),
  },
  {
    title: 'MPEG-TS whose audio starts before its video',
    frames: 15,
    make: (clips) =>
      clips.make('late-audio.ts', ...moving(), ...tone(), '-output_ts_offset', '5', ...X264),
  },
  {
    title: 'MPEG program stream',
    frames: 15,
    make: (clips) => clips.make('a.mpg', ...moving(), '-c:v', 'mpeg2video'),
  },
  {
    title: 'Matroska that starts at 100 s',
    frames: 15,
    make: (clips) => clips.make('far.mkv', ...moving(), '-vf', 'setpts=PTS+100/TB', ...X264),
  },
  {
    title: 'a rate of 30000/1001',
    frames: 15,
    make: (clips) => clips.make('ntsc.mp4', ...moving('128x64', '30000/1001'), ...X264),
  },
];

/** The time of each frame, as a fraction in lowest terms. */
function timesOf({ frames }: Collected): string[] {
  return frames.map(({ time }) => {
    const [ticks = 0, num = 0, den = 1] = (time.match(/-?\d+/g) ?? []).map(Number);
    return seconds(ticks, num, den);
  });
}

const clips = useClips();

for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
  describe(`openFile with ${name}: frames and times`, () => {
    for (const { title, frames, make } of CLIPS) {
      it(`delivers every frame once, at its exact time: ${title}`, async () => {
        const path = make(clips);
        const result = await collect(await openFile(path, { ffmpeg }));
        expect(result.error).to.equal(undefined);
        expect(result.report).to.include({ ended: 'complete', frames, damaged: 0, dropped: 0 });
        expect(result.frames.map(({ index }) => index)).to.deep.equal([...Array(frames).keys()]);
        expect(timesOf(result)).to.deep.equal(referenceTimes(path));
      });
    }

    it('keeps times rising where the clock of MPEG-TS starts again from zero', async () => {
      const path = clips.make(
        'wrap.ts',
        ...moving(),
        '-output_ts_offset',
        '95442',
        ...X264,
        '-g',
        '5',
      );
      const { frames, error } = await collect(await openFile(path, { ffmpeg }));
      expect(error).to.equal(undefined);
      expect(frames).to.have.length(15);
      frames.forEach((frame, i) => {
        if (i > 0) {
          expect(frame.seconds - (frames[i - 1]?.seconds ?? 0)).to.be.closeTo(1 / 30, 1e-4);
        }
      });
    });

    it('says that the rate is constant only where it is', async () => {
      const rates: Record<string, string | undefined> = {};
      for (const [file, args] of [
        ['even.mp4', X264],
        ['even.avi', ['-c:v', 'mpeg4']],
        ['uneven.mp4', [...UNEVEN, ...X264]],
        ['uneven.mkv', [...UNEVEN, ...X264]],
        ['even.ts', X264],
      ] as const) {
        const path = clips.make(`rate-${file}`, ...moving('128x64', '30', '1'), ...args);
        const { frames } = await collect(await openFile(path, { ffmpeg }));
        rates[file] = frames[0]?.constantRate;
      }
      expect(rates).to.deep.equal({
        'even.mp4': '30/1',
        // AVI counts frames that are left out as frames.
        'even.avi': undefined,
        'uneven.mp4': undefined,
        'uneven.mkv': undefined,
        // A transport stream has no index that could tell.
        'even.ts': undefined,
      });
    });

    it('does not take an AVI file with left-out frames for a constant rate', async () => {
      const path = clips.make(
        'uneven.avi',
        ...moving('128x64', '30', '1'),
        ...UNEVEN,
        '-c:v',
        'mpeg4',
      );
      const result = await collect(await openFile(path, { ffmpeg }));
      expect(result.error).to.equal(undefined);
      expect(timesOf(result)).to.deep.equal(referenceTimes(path));
      expect(result.frames[0]?.constantRate).to.equal(undefined);
    });

    it('turns the picture as the file asks [rotation]', async () => {
      const path = clips.turned(...X264);
      const source = await openFile(path, { ffmpeg });
      expect([source.cols, source.rows, source.info.video.rotation % 180]).to.deep.equal([
        64, 128, 90,
      ]);
      const { frames } = await collect(source);
      expect(frames.map(({ size }) => size)).to.deep.equal(Array(15).fill('64x128'));
    });

    it('reads a raw stream, which has no frame rate and no times of its own [quirk 31]', async () => {
      const path = clips.make('raw.h264', ...moving(), ...X264);
      const { frames, error } = await collect(await openFile(path, { ffmpeg }));
      expect(error).to.equal(undefined);
      expect(frames).to.have.length(15);
    });

    it('reads two files at once, and one file twice [TC13, quirk 30]', async () => {
      const path = clips.make('twice.mp4', ...moving(), ...X264);
      const [one, two] = await Promise.all([
        openFile(path, { ffmpeg }),
        openFile(path, { ffmpeg }),
      ]);
      const results = await Promise.all([collect(one), collect(two)]);
      expect(results.map(({ frames }) => frames.length)).to.deep.equal([15, 15]);
      const again = await collect(await openFile(path, { ffmpeg }));
      expect(again.frames).to.have.length(15);
    });
  });
}
