import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testPattern } from '@giftgrab/sources';
import { fileWriter } from '@giftgrab/targets';
import { path as bundled } from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { runGiftgrab } from './run-giftgrab';

interface Bench {
  readonly machine: { readonly cores: number; readonly ffmpeg: { readonly path: string } };
  readonly video: { readonly cols: number; readonly rows: number; readonly codec: string };
  readonly steps: readonly {
    readonly step: string;
    readonly what: string;
    readonly framesPerSecond?: number;
    readonly timesRealTime?: number;
  }[];
}

const SHORT = ['--size', '160x96', '--seconds', '0.1'];

function leftovers(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('giftgrab-bench-'));
}

describe('giftgrab bench', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'giftgrab-benched-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('measures reading, each codec, and all together', async () => {
    const { code, stdout, stderr } = await runGiftgrab(['bench', ...SHORT]);
    expect(code, stderr).to.equal(0);
    const [head, ...lines] = stdout.trim().split('\n');
    expect(head).to.match(
      /^test video: 160×96, 30 frames\/s, h264; \d+ cores, Node v\d+.*, ffmpeg /,
    );
    expect(lines.map((line) => /^\w+/.exec(line)?.[0])).to.deep.equal([
      ...['read', 'write', 'write', 'write', 'write', 'write', 'all'],
    ]);
    for (const line of lines) expect(line).to.match(/ \d+\.\d frames\/s +\d+\.\d\d × real time /);
  });

  it('measures the filters and the codec that it is told, on the video that it is given', async () => {
    const path = join(folder, 'in.mkv');
    const target = fileWriter(path, { codec: 'FFV1', frameRate: 10 });
    testPattern({ cols: 96, rows: 64, frames: 12, frameRate: 10, pace: 'asap' }).attach(target);
    await target.finished;
    const filters = ['--filter', 'gaussian(sigma=1)', '--filter', 'everyNth(n=1000)'];
    const { code, stdout, stderr } = await runGiftgrab([
      ...['bench', path, ...filters, '--codec', 'VP9', '--preset', 'ultrafast'],
      ...['--seconds', '0.2', '--json', '--ffmpeg', bundled],
    ]);
    expect(code, stderr).to.equal(0);
    const { machine, video, steps } = JSON.parse(stdout) as Bench;
    expect(machine.ffmpeg.path).to.equal(bundled);
    expect(video).to.include({ cols: 96, rows: 64, codec: 'ffv1' });
    expect(steps.map(({ step }) => step)).to.deep.equal([
      'read',
      'filter',
      'filter',
      'write',
      'all',
    ]);
    expect(steps.map(({ what }) => what)).to.deep.equal([
      'BGRA',
      'gaussian(sigma=1)',
      'everyNth(n=1000)',
      'VP9 by libvpx-vp9',
      'read, gaussian(sigma=1), everyNth(n=1000), write VP9',
    ]);
    for (const { framesPerSecond = 0, timesRealTime = 0 } of steps) {
      expect(framesPerSecond).to.be.greaterThan(0);
      expect(timesRealTime).to.be.closeTo(framesPerSecond / 10, 1e-9);
    }
  });

  it('goes away at Ctrl-C, and leaves nothing behind', async () => {
    const before = leftovers();
    const args = ['bench', '--size', '320x240', '--seconds', '600'];
    const run = await runGiftgrab(args, (_, pid) => process.kill(pid, 'SIGINT'));
    expect(run.code, run.stderr).to.equal(130);
    expect(run.stderr).to.equal('');
    expect(leftovers()).to.deep.equal(before);
  });

  for (const [wrong, args] of [
    [/no file "\/nowhere\.mp4"/, ['/nowhere.mp4']],
    [/Did you mean "gaussian"/, ['--filter', 'gausian(sigma=1)']],
    [/--size.*3x3.*64x64/, ['--size', '3x3']],
    [/--seconds.*0\.1 to 3600/, ['--seconds', '0']],
  ] as const) {
    it(`says in a line what is wrong with ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await runGiftgrab(['bench', ...args]);
      expect(code).to.equal(1);
      expect(stdout).to.equal('');
      expect(stderr).to.match(wrong);
      expect(stderr).not.to.match(/ {4}at /);
    });
  }
});
