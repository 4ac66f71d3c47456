import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { probe } from '@giftgrab/ffmpeg';
import { testPattern } from '@giftgrab/sources';
import { fileWriter } from '@giftgrab/targets';
import { MAIN, runGiftgrab, type CommandRun } from './run-giftgrab';

describe('giftgrab, the command', () => {
  let folder: string;
  let clip: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'giftgrab-cli-'));
    clip = join(folder, 'clip.mp4');
    await makeClip(clip, 20);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const inFolder = (name: string): string => join(folder, name);

  it('transcodes through filters, shows progress in plain lines and reports', async () => {
    const out = inFolder('out.webm');
    const filters = ['--filter', 'invert', '--filter', 'addSaturating(value=32) | flip'];
    const run = await runGiftgrab(['transcode', clip, out, '--preset', 'ultrafast', ...filters]);
    expect(run.stderr).to.match(/100 % \| 20\/20 frames/);
    expect(run.stderr).not.to.include('\u001b');
    expect(run.stdout).to.match(/out\.webm: 20 frames, 0\.67 s, 64×48, VP9 by libvpx-vp9/);
    expect(run.stdout).to.match(/0 dropped, 0 duplicated/);
    expect(run.code).to.equal(0);
    expect((await probe(out)).video).to.include({ codec: 'vp9', cols: 64, rows: 48 });
  });

  it('cuts out and smooths, in the words of a shell', async () => {
    const out = inFolder('small.mp4');
    const filters = ['gaussian(sigma=[5,15])', 'crop(x=0,y=0,width=32,height=16)'];
    const args = filters.flatMap((filter) => ['--filter', filter]);
    const run = await runGiftgrab(['transcode', clip, out, ...args]);
    expect(run.stderr).not.to.include('giftgrab:');
    expect(run.code).to.equal(0);
    expect((await probe(out)).video).to.include({ frames: 20, cols: 32, rows: 16 });
  });

  it('lists filters and describes one, for people and for programs', async () => {
    const list = await runGiftgrab(['filters']);
    expect(list.stdout)
      .to.match(/^As in SciPy$/m)
      .and.match(/^ {2}crop +Cuts a rectangle/m)
      .and.match(/^ {2}blend .*\(in programs only\)$/m);
    const one = await runGiftgrab(['filters', 'gaussian']);
    expect(one.stdout)
      .to.match(/^gaussianFilter$/m)
      .and.match(/^ {2}sigma +number \| number\[\]; needed\./m)
      .and.match(/^ {2}mode +.*constant/m)
      .and.include("--filter 'gaussianFilter(sigma=[5,15])'");
    const all = JSON.parse((await runGiftgrab(['filters', '--json'])).stdout) as unknown[];
    expect(all).to.have.length.greaterThan(60);
    const crop = JSON.parse((await runGiftgrab(['filters', 'crop', '--json'])).stdout) as object;
    expect(crop).to.include({ name: 'crop', inShell: 'crop(x=80, y=50, cols=160, rows=100)' });
    const blend = await runGiftgrab(['filters', 'blend']);
    expect(blend.stdout).to.include('It cannot be said in a shell. Its option "with" is a picture');
  });

  it('says its version', async () => {
    const { stdout, code } = await runGiftgrab(['--version']);
    expect(stdout.trim()).to.match(/^\d+\.\d+\.\d+/);
    expect(code).to.equal(0);
  });

  it('does not mind a reader that leaves', () => {
    const command = `"${process.execPath}" "${MAIN}" filters --json | head -c 10`;
    const { stderr, status } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(stderr).to.equal('');
    expect(status).to.equal(0);
  });

  it("runs a filter from the user's own file", async () => {
    const module = inFolder('drop-odd.js');
    writeFileSync(module, 'exports.filter = (frame) => (frame.index % 2 === 0 ? frame : null);');
    const out = inFolder('even.avi');
    const run = await runGiftgrab(['transcode', clip, out, '--filter', module, '--colour', 'I420']);
    expect(run.stdout).to.match(/even\.avi: 10 frames/);
    expect(run.code).to.equal(0);
  });

  it('says what a file holds, for people and for programs', async () => {
    const people = await runGiftgrab(['probe', clip]);
    expect(people.stdout)
      .to.match(/^codec +h264$/m)
      .and.to.match(/^frames +20$/m);
    const programs = await runGiftgrab(['probe', clip, '--json']);
    expect(JSON.parse(programs.stdout)).to.nested.include({
      'video.frames': 20,
      'video.frameRate': '30/1',
    });
  });

  it('reports to programs, and shows examples to people', async () => {
    const out = inFolder('reported.mp4');
    const run = await runGiftgrab(['transcode', clip, out, '--codec', 'H264', '--json']);
    expect(JSON.parse(run.stdout)).to.include({ path: out, frames: 20, codec: 'H264' });
    for (const command of [
      'transcode',
      'filters',
      'probe',
      'record',
      'repair',
      'devices',
      'doctor',
      'completion',
    ]) {
      const help = await runGiftgrab([command, '--help']);
      expect(help.stdout)
        .to.match(/Examples?:/)
        .and.include(`giftgrab ${command}`);
      expect(help.code).to.equal(0);
    }
  });

  it('ends a video at Ctrl-C and keeps what is done', async () => {
    const long = inFolder('long.mp4');
    await makeClip(long, 3000);
    const out = inFolder('interrupted.mp4');
    // Slow enough to be interrupted on any machine.
    const module = inFolder('slow.js');
    const wait = 'new Promise((resolve) => setTimeout(resolve, 20))';
    writeFileSync(module, `exports.filter = (frame) => ${wait}.then(() => frame);`);
    let isInterrupted = false;
    const run = await runGiftgrab(['transcode', long, out, '--filter', module], (text, pid) => {
      if (isInterrupted || !/ [1-9]\d*\/3000 frames/.test(text)) return;
      isInterrupted = true;
      process.kill(pid, 'SIGINT');
    });
    expect(run.code).to.equal(130);
    expect(run.stderr).to.include('the file keeps what is done');
    const frames = Number(/interrupted\.mp4: (\d+) frames/.exec(run.stdout)?.[1]);
    expect(frames).to.be.within(1, 2999);
    expect((await probe(out)).video.frames).to.equal(frames);
  });

  describe('says a mistake in one line, without a stack trace, and fails', () => {
    const mistakes: readonly (readonly [
      name: string,
      args: (clip: string) => readonly string[],
      message: RegExp,
    ])[] = [
      [
        'a missing file',
        () => ['transcode', '/nowhere/in.mp4', '/tmp/x.mp4'],
        /no file "\/nowhere/,
      ],
      ['a directory', () => ['probe', tmpdir()], /is a directory/],
      [
        'a wrong extension',
        (c) => ['transcode', c, '/tmp/x.foo'],
        /ends in \.mp4, .* "\/tmp\/x\.foo"/,
      ],
      [
        'a codec that does not fit',
        (c) => ['transcode', c, '/tmp/x.webm', '--codec', 'H264'],
        /use \*\.mp4/,
      ],
      ['a missing directory', (c) => ['transcode', c, '/nowhere/x.mp4'], /does not exist\. Make/],
      [
        'an unknown preset',
        (c) => ['transcode', c, '/tmp/x.mp4', '--preset', 'foo'],
        /one of ultrafast, .* "foo"/,
      ],
      [
        'an unknown filter',
        (c) => ['transcode', c, '/tmp/x.mp4', '--filter', 'guassian(sigma=2)'],
        /"guassian"\. Did you mean "gaussian"\? "giftgrab filters" lists/,
      ],
      [
        'an unknown option of a filter',
        (c) => ['transcode', c, '/tmp/x.mp4', '--filter', 'gaussian(sigme=2)'],
        /"sigme"\. Did you mean "sigma"\?/,
      ],
      [
        'a value that a filter does not take',
        (c) => ['transcode', c, '/tmp/x.mp4', '--filter', 'gaussian(sigma=-2)'],
        /gaussianFilter: Expected .* sigma but received -2/,
      ],
      [
        'a filter that is not closed',
        (c) => ['transcode', c, '/tmp/x.mp4', '--filter', 'crop(x=0, y=./a'],
        /"," or "\)" at position 16/,
      ],
      ['a filter to be described that is not there', () => ['filters', 'blur'], /"blur"/],
      [
        'a filter file that is not there',
        (c) => ['transcode', c, '/tmp/x.mp4', '--filter', './foo.js'],
        /can be loaded .*foo\.js/,
      ],
      ['the input as output', (c) => ['transcode', c, c, '--overwrite'], /being read just now/],
      [
        'an ffmpeg that is not there',
        (c) => ['probe', c, '--ffmpeg', '/nowhere/ffmpeg'],
        /cannot be run: \/nowhere/,
      ],
      [
        'a frame rate of nothing',
        (c) => ['transcode', c, '/tmp/x.mp4', '--frame-rate', '0'],
        /frameRate but received 0/,
      ],
      [
        'a frame rate in words',
        (c) => ['transcode', c, '/tmp/x.mp4', '--frame-rate', 'fast'],
        /not a number/,
      ],
      [
        'an unknown codec',
        (c) => ['transcode', c, '/tmp/x.mp4', '--codec', 'MPEG9'],
        /MPEG9.*Xvid, HEVC/,
      ],
      ['an unknown command', () => ['transmute'], /unknown command/],
      ['an unknown option', (c) => ['probe', c, '--jason'], /unknown option/],
    ];
    for (const [name, args, message] of mistakes) {
      it(name, async () => {
        const run = await runGiftgrab(args(clip));
        expectMistake(run, message);
      });
    }

    it('an output that exists, and how to replace it', async () => {
      const out = inFolder('exists.mp4');
      writeFileSync(out, 'precious');
      const run = await runGiftgrab(['transcode', clip, out]);
      expectMistake(run, /exists already.*--overwrite/);
      expect(statSync(out).size).to.equal(8);
    });

    it('a filter that throws', async () => {
      const module = inFolder('throws.js');
      writeFileSync(module, "exports.filter = () => { throw new Error('no film'); };");
      const run = await runGiftgrab([
        'transcode',
        clip,
        inFolder('thrown.mp4'),
        '--filter',
        module,
      ]);
      expectMistake(run, /filter failed at frame 0: no film/);
    });
  });
});

describe('giftgrab repair', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'giftgrab-repair-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const leave = (name: string): string => {
    const path = join(folder, name);
    const run = spawnSync(ffmpeg, [
      ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=25:d=1'],
      ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-frag_duration', '200000'],
      ...['-movflags', 'empty_moov+default_base_moof', path],
    ]);
    expect(run.status).to.equal(0);
    return path;
  };

  it('lists and finishes what was left in a folder, and leaves the rest alone', async () => {
    const left = leave('a.recording.mp4');
    writeFileSync(join(folder, 'notes.txt'), 'notes');
    const list = await runGiftgrab(['repair', '--list', folder]);
    expect(list.stdout.trim()).to.equal(left);
    const run = await runGiftgrab(['repair', folder]);
    expect(run.stdout.trim()).to.equal(`${join(folder, 'a.mp4')}: 25 frames`);
    expect(run.code).to.equal(0);
    expect(readdirSync(folder).sort()).to.deep.equal(['a.mp4', 'notes.txt']);
    expect((await probe(join(folder, 'a.mp4'))).video.frames).to.equal(25);
    const again = await runGiftgrab(['repair', folder]);
    expect(again.stdout.trim()).to.equal('There is nothing to repair.');
  });

  it('goes on after one that cannot be repaired, and fails', async () => {
    const broken = join(folder, 'b.recording.mp4');
    writeFileSync(broken, 'no recording at all');
    const left = leave('c.recording.mp4');
    const run = await runGiftgrab(['repair', '--json', broken, left]);
    expect(run.code).to.equal(1);
    expect(run.stderr).to.match(/^giftgrab: "[^"]*b\.recording\.mp4" could not be repaired/);
    expect(JSON.parse(run.stdout)).to.deep.equal([{ path: join(folder, 'c.mp4'), frames: 25 }]);
  });
});

function expectMistake(run: CommandRun, message: RegExp): void {
  expect(run.stderr).to.match(message);
  expect(run.stderr).not.to.match(/^\s+at /m);
  const lines = run.stderr
    .trimEnd()
    .split('\n')
    .filter((line) => /giftgrab:|error:/.test(line));
  expect(lines, run.stderr).to.have.length(1);
  expect(run.stdout).to.equal('');
  expect(run.code).to.equal(1);
}

async function makeClip(path: string, frames: number): Promise<void> {
  const target = fileWriter(path, { codec: 'H264', frameRate: 30, preset: 'ultrafast' });
  const options = { cols: 64, rows: 48, frameRate: 30, colour: 'I420', pace: 'asap' } as const;
  testPattern({ ...options, frames }).attach(target);
  await target.finished;
}
