import { expect } from 'chai';
import { ffmpegError, lastWords, maskCredentials } from '@giftgrab/ffmpeg';

const END = ['Conversion failed!'];

describe('lastWords', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['nothing', [], ''],
    [
      'the banner of a healthy run',
      [
        'ffmpeg version N-92718-g092cb17983-static https://johnvansickle.com/ffmpeg/',
        '  built with gcc 6.3.0 (Debian 6.3.0-18+deb9u1) 20170516',
        "Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/a.mp4':",
        '  Metadata:',
        '    encoder         : Lavf58.24.100',
        '  Duration: 00:00:00.50, start: 0.000000, bitrate: 100 kb/s',
        '    Stream #0:0(und): Video: h264, yuv420p, 128x64',
        'Stream mapping:',
        '  Stream #0:0 -> #0:0 (h264 (native) -> rawvideo (native))',
        "Output #0, fifo, to 'pipe:1':",
        '-vsync is deprecated. Use -fps_mode',
        'frame=   15 fps=0.0 q=-0.0 Lsize=N/A time=00:00:00.50 bitrate=N/A speed=42x',
        'video:180kB audio:0kB subtitle:0kB other streams:0kB global headers:0kB muxing overhead: unknown',
      ],
      '',
    ],
    [
      'a full disk',
      [
        'av_interleaved_write_frame(): No space left on device',
        'Error writing trailer of x: No space left on device',
        ...END,
      ],
      'Error writing trailer of x: No space left on device',
    ],
    ['an encoder that is not built in', ["Unknown encoder 'libfoo'"], "Unknown encoder 'libfoo'"],
    [
      'where the words come from',
      ['[h264 @ 0x55fc10b3ba80] error while decoding MB 4 0', '    Last message repeated 3 times'],
      'error while decoding MB 4 0',
    ],
  ];
  for (const [title, lines, words] of cases) {
    it(`finds ${JSON.stringify(words)} in ${title}`, () =>
      expect(lastWords(lines)).to.equal(words));
  }
});

describe('ffmpegError', () => {
  const run = { doing: 'encoding "a.mp4"', command: ['ffmpeg', '-i', 'x'], stderrTail: [] };

  it('says how ffmpeg ended, while doing what, and its last words', () => {
    const error = ffmpegError({
      ...run,
      exit: { code: 1, signal: null },
      stderrTail: ['It hurts', ...END],
    });
    expect(error.message).to.match(
      /^ffmpeg exited with code 1 while encoding "a.mp4". It said: It hurts/,
    );
    expect(error).to.include({ code: 'FFMPEG', exitCode: 1, signal: null });
    expect(error.command).to.deep.equal(run.command);
    expect(error.stderrTail).to.deep.equal(['It hurts', ...END]);
  });

  it('names the signal, or why ffmpeg could not be started', () => {
    const killed = ffmpegError({ ...run, exit: { code: null, signal: 'SIGKILL' } });
    expect(killed.message).to.match(/was ended by SIGKILL.*It said nothing/);
    const spawnError = Object.assign(new Error('spawn EACCES'), { code: 'EACCES' });
    const unstarted = ffmpegError({ ...run, exit: { code: null, signal: null, spawnError } });
    expect(unstarted.message).to.match(/could not be started \(spawn EACCES\)/);
    expect(unstarted.cause).to.equal(spawnError);
  });

  for (const [line, code] of [
    ['av_interleaved_write_frame(): No space left on device', 'DISK_FULL'],
    ["Unknown encoder 'libfoo'", 'ENCODER_UNAVAILABLE'],
    ['[hevc_nvenc @ 0x1] Cannot load libcuda.so.1', 'ENCODER_UNAVAILABLE'],
    ['[hevc_nvenc @ 0x1] No NVENC capable devices found', 'ENCODER_UNAVAILABLE'],
    ['Something else', 'FFMPEG'],
  ] as const) {
    it(`has the code ${code} for ${JSON.stringify(line)}`, () => {
      const error = ffmpegError({
        ...run,
        exit: { code: 1, signal: null },
        stderrTail: [line, ...END],
      });
      expect(error.code).to.equal(code);
    });
  }
});

describe('maskCredentials', () => {
  for (const [text, masked] of [
    ['rtsp://user:secret@cam.local/1', 'rtsp://***@cam.local/1'],
    ['a http://u:p@h/x and rtmp://k@h/y', 'a http://***@h/x and rtmp://***@h/y'],
    ['rtsp://cam.local/a@b', 'rtsp://cam.local/a@b'],
    ['/films/me@home.mp4', '/films/me@home.mp4'],
    ['rtsp://user:p@ss@cam/1', 'rtsp://***@cam/1'],
  ] as const) {
    it(`makes ${masked} of ${text}`, () => expect(maskCredentials(text)).to.equal(masked));
  }
});
