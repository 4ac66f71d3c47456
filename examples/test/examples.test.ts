import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fileWriter, openFile, probe, testPattern, type VideoFrame } from 'giftgrab';
import { redBallClip } from '../support/red-ball-clip';
import { ROOT, runNode, type NodeRun } from './support/run-node';

/** Runs an example as the README tells people to. */
function runExample(name: string, args: readonly string[]): Promise<NodeRun> {
  const tsNode = join(ROOT, 'node_modules', 'ts-node', 'dist', 'bin.js');
  return runNode(tsNode, join('examples', name), ...args);
}

/** The stages and links of a drawing, without the numbers and the name of the video. */
function shapeOf(markdown: string): readonly string[] {
  const lines = markdown.match(/^ {2}n\d+.*$/gm) ?? [];
  return lines.map((line) => line.replace(/<br\/>.*/, '').replace(/(FileSource) .*/, '$1'));
}

/** Column and row of the middle of what is yellow. */
function middleOfYellow(frame: VideoFrame): [number, number] {
  const data = frame.data();
  let [count, sumX, sumY] = [0, 0, 0];
  for (let pixel = 0; pixel < frame.cols * frame.rows; pixel += 1) {
    const [blue = 0, green = 0, red = 0] = data.subarray(4 * pixel, 4 * pixel + 3);
    // Half as much where a line shares its colour with its neighbours.
    const weight = Math.max(0, Math.min(red, green) - blue - 40);
    count += weight;
    sumX += weight * (pixel % frame.cols);
    sumY += weight * Math.floor(pixel / frame.cols);
  }
  return [sumX / count, sumY / count];
}

describe('examples', () => {
  let folder: string;
  let clip: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'giftgrab-examples-'));
    clip = join(folder, 'clip.mp4');
    const target = fileWriter(clip, { codec: 'H264', frameRate: 30, preset: 'ultrafast' });
    testPattern({ cols: 64, rows: 48, frames: 15, frameRate: 30, pace: 'asap' }).attach(target);
    await target.finished;
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('files.ts shows every frame of a file', async () => {
    const { code, output } = await runExample('files.ts', [clip]);
    expect(output).to.match(/frame 0 at 0\.000 s/);
    expect(output).to.match(/^15 frames$/m);
    expect(code).to.equal(0);
  });

  it('encoding.ts writes every frame as HEVC [P13]', async () => {
    const out = join(folder, 'encoding.mp4');
    const { code, output } = await runExample('encoding.ts', [clip, out]);
    expect(output).to.match(/15 frames, 0\.50 s, 0 dropped/);
    expect(code).to.equal(0);
    expect((await probe(out)).video).to.include({ codec: 'hevc', frames: 15, cols: 64, rows: 48 });
  });

  it('scipy.ts smooths every frame with a filter of its own [TC29]', async () => {
    const out = join(folder, 'scipy.avi');
    const { code, output } = await runExample('scipy.ts', [clip, out]);
    expect(output).to.match(/15 frames smoothed/);
    expect(code).to.equal(0);
    expect((await probe(out)).video).to.include({ codec: 'mpeg4', frames: 15 });
  });

  it('inference.ts finds the red ball in every frame, and draws a box around it', async () => {
    const out = join(folder, 'inference.mp4');
    const { code, output } = await runExample('inference.ts', [await redBallClip(), out]);
    expect(output).to.match(/found something red in 60 of 60 frames/);
    expect(code).to.equal(0);
    const middles: [number, number][] = [];
    await using boxed = await openFile(out, { colour: 'BGRA' });
    boxed.subscribe((frame) => void middles.push(middleOfYellow(frame)));
    await boxed.finished;
    expect(middles).to.have.lengthOf(60);
    for (const [index, [x, y]] of middles.entries()) {
      const angle = (2 * Math.PI * index) / 60;
      expect(x).to.be.closeTo(160 + 100 * Math.cos(angle), 6);
      expect(y).to.be.closeTo(120 + 80 * Math.sin(angle), 6);
    }
  });

  it('complex.ts writes, saves and measures in branches of their own pace, two in threads [TC30]', async () => {
    const out = join(folder, 'complex');
    const { code, output } = await runExample('complex.ts', [clip, out]);
    expect(code, output).to.equal(0);
    for (const name of ['complex-red.mp4', 'complex-yellow.mp4']) {
      expect(output).to.include(`${join(out, name)}: 15 frames, 0 dropped`);
      const { video } = await probe(join(out, name));
      expect(video).to.include({ codec: 'hevc', frames: 15, cols: 64, rows: 48 });
    }
    const looks = [...output.matchAll(/^(\S+): (\d+) % red in (\d+) frames, (\d+) came/gm)];
    const redness = new Map(looks.map(([, name, percent]) => [name, Number(percent)]));
    expect(redness.get('red-dyed')).to.be.greaterThan(redness.get('original') ?? 100);
    for (const [, , , seen, missed] of looks) expect(Number(seen) + Number(missed)).to.equal(15);
    expect(output).to.match(/complex-00-00-00\.267\.png is the last of 2 pictures, 13 passed over/);
    expect(readdirSync(out).filter((name) => name.endsWith('.png')).length).to.equal(2);
    const guide = readFileSync(join(ROOT, 'docs', 'guide', 'graphs.md'), 'utf8');
    const drawn = shapeOf(readFileSync(join(out, 'complex.md'), 'utf8'));
    expect(drawn).to.have.lengthOf.at.least(20);
    expect(drawn, 'the drawing in the guide').to.deep.equal(shapeOf(guide));
  });

  it('stereo.ts sees two eyes that differ, and writes them side by side and as an anaglyph [P13, TC42]', async () => {
    const right = join(folder, 'right.mp4');
    const target = fileWriter(right, { codec: 'H264', frameRate: 30, preset: 'ultrafast' });
    const subFrame = { x: 4, y: 0, cols: 64, rows: 48 };
    testPattern({ cols: 68, rows: 48, frames: 15, frameRate: 30, pace: 'asap', subFrame }).attach(
      target,
    );
    await target.finished;
    const { code, output } = await runExample('stereo.ts', [clip, right, folder]);
    expect(output).to.include('2 views of 12288 bytes');
    expect(output).to.match(/the eyes differ in 15 of 15 frames/);
    expect(code).to.equal(0);
    const videoOf = async (name: string): Promise<unknown> =>
      (await probe(join(folder, name))).video;
    expect(await videoOf('stereo-side-by-side.mp4')).to.include({
      frames: 15,
      cols: 128,
      rows: 48,
    });
    expect(await videoOf('stereo-anaglyph.mp4')).to.include({ frames: 15, cols: 64, rows: 48 });
  });

  it('framegrabber.ts records a device that others look at meanwhile [V2, TC37]', async () => {
    const out = join(folder, 'framegrabber.mp4');
    const { code, output } = await runExample('framegrabber.ts', [out, '1']);
    expect(output).to.match(/found virtual endoscope : 1 modes/);
    expect(output).to.match(/a picture of 320×240, upper left \d+, \d+, \d+/);
    const [, frames] = /(\d+) frames, [\d.]+ s, \d+ dropped/.exec(output) ?? [];
    expect(Number(frames)).to.be.greaterThan(0);
    expect(code).to.equal(0);
    expect((await probe(out)).video).to.include({
      codec: 'hevc',
      frames: Number(frames),
      cols: 320,
      rows: 240,
    });
  });

  it('network.ts looks at a stream that it sends itself [P15]', async () => {
    const { code, output } = await runExample('network.ts', []);
    expect(output).to.match(/320×240, h264 in mpegts/);
    expect(output).to.match(/^-- connected$/m);
    expect(output).to.match(/frame 0 at 0\.000 s/);
    expect(output).to.match(/^60 frames, \d+ dropped$/m);
    expect(code).to.equal(0);
  });

  it('main-job.ts, which npm start runs, recolours a video and says where it is', async () => {
    const out = join(folder, 'main-job.mp4');
    const { code, output } = await runExample('main-job.ts', [clip, out]);
    expect(output).to.include(`The result is ${out}`);
    expect(output).to.match(/15 frames, 0\.50 s, 64×48, HEVC/);
    expect(code).to.equal(0);
    expect(statSync(out).size).to.be.greaterThan(0);
  });
});
