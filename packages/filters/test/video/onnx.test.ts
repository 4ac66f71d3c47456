import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  convertFrame,
  FilterError,
  frameMemory,
  InvalidOptionError,
  VideoFrame,
} from '@giftgrab/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { BehaviorSubject } from 'rxjs';
import {
  onnx,
  resize,
  type OnnxOptions,
  type OnnxTensor,
  type PicturePlace,
} from '../../src/index';
import { allThrough, noiseFrame, oneThrough, streamOf } from '../support/streams';

const ROOT = join(__dirname, '..', '..', '..', '..');
const FIND_RED = join(ROOT, 'examples', 'models', 'find-red.onnx');
const model = (name: string): string => join(__dirname, '..', 'models', `${name}.onnx`);

/** What a model that answers what it is given was given. */
async function seenBy(options: OnnxOptions, frame: VideoFrame): Promise<OnnxTensor> {
  const { meta } = await oneThrough(onnx(options), frame);
  const { answer } = meta['onnx'] as Readonly<Record<string, OnnxTensor>>;
  if (answer === undefined) throw new Error('The model has not answered.');
  return answer;
}

/** The error that a stream fails with. */
async function failureOf(options: OnnxOptions, frame: VideoFrame): Promise<FilterError> {
  const error: unknown = await oneThrough(onnx(options), frame).catch((reason: unknown) => reason);
  expect(error).to.be.instanceOf(FilterError);
  return error as FilterError;
}

/** As torchvision's `to_tensor` and `normalize`, in double precision, of an RGB24 frame. */
function expectedTensor(
  frame: VideoFrame,
  { isLast = false, order = [0, 1, 2], scale = 1 / 255, mean = 0, std = 1 },
): number[] {
  const data = frame.data();
  const value = (pixel: number, channel: number): number =>
    ((data[3 * pixel + channel] ?? 0) * scale - mean) / std;
  const pixels = Array.from({ length: frame.cols * frame.rows }, (_, pixel) => pixel);
  return isLast
    ? pixels.flatMap((pixel) => order.map((channel) => value(pixel, channel)))
    : order.flatMap((channel) => pixels.map((pixel) => value(pixel, channel)));
}

function expectClose(actual: OnnxTensor, expected: readonly number[]): void {
  expect(actual.data).to.have.lengthOf(expected.length);
  const furthest = Math.max(
    ...expected.map((value, i) => Math.abs(value - Number(actual.data[i]))),
  );
  expect(furthest).to.be.at.most(1e-5);
}

describe('onnx', () => {
  it('shows a model the picture as RGB from 0 to 1, channel after channel', async () => {
    const frame = noiseFrame({ colour: 'RGB24', cols: 5, rows: 3 });
    const answer = await seenBy({ model: model('same') }, frame);
    expect(answer.dims).to.deep.equal([1, 3, 3, 5]);
    expectClose(answer, expectedTensor(frame, {}));
    frame.release();
  });

  it('subtracts means and divides by deviations, in any order of the channels', async () => {
    const frame = noiseFrame({ colour: 'RGB24', cols: 4, rows: 4 });
    const channels = 'BGR';
    const preprocess = { channels, scale: 1, mean: [10, 10, 10], std: 2 } as const;
    const answer = await seenBy({ model: model('same'), preprocess }, frame);
    expectClose(answer, expectedTensor(frame, { order: [2, 1, 0], scale: 1, mean: 10, std: 2 }));
    frame.release();
  });

  it('gives bytes, channels last, and grey to models that want it so', async () => {
    const frame = noiseFrame({ colour: 'RGB24', cols: 4, rows: 2 });
    const bytes = await seenBy({ model: model('same-bytes') }, frame);
    expect(bytes.data).to.be.instanceOf(Uint8Array);
    expect(bytes.dims).to.deep.equal([1, 2, 4, 3]);
    expectClose(bytes, expectedTensor(frame, { isLast: true, scale: 1 }));
    const grey = convertFrame(frame, 'GRAY8');
    const shades = await seenBy({ model: model('same-grey') }, frame);
    expect(shades.dims).to.deep.equal([1, 1, 2, 4]);
    expectClose(
      shades,
      [...grey.data()].map((sample) => sample / 255),
    );
    grey.release();
    frame.release();
  });

  it('resizes to what the model wants, or the caller', async () => {
    const frame = noiseFrame({ colour: 'RGB24', cols: 24, rows: 16 });
    const small = resize(frame, { cols: 6, rows: 4 });
    expectClose(await seenBy({ model: model('same-4x6') }, frame), expectedTensor(small, {}));
    const asked = { model: model('same'), preprocess: { cols: 6, rows: 4 } };
    expectClose(await seenBy(asked, frame), expectedTensor(small, {}));
    small.release();
    frame.release();
  });

  it('sees frames in every layout alike, as far as the layout can say it', async () => {
    const red = VideoFrame.alloc({ colour: 'BGRA', cols: 8, rows: 4 });
    for (let i = 2; i < red.data().length; i += 4) red.data()[i] = 255;
    for (const colour of ['BGRA', 'I420', 'UYVY', 'NV12', 'I420P10', 'RGB24'] as const) {
      const frame = convertFrame(red, colour);
      const { data } = await seenBy({ model: model('same') }, frame);
      expect(Number(data[0]), colour).to.be.closeTo(1, 0.02);
      expect(Number(data[32]), colour).to.be.closeTo(0, 0.02);
      frame.release();
    }
  });

  it('keeps proportions with black at two sides, and says where points lie in the frame', async () => {
    const frame = noiseFrame({ colour: 'RGB24', cols: 12, rows: 2 });
    let place: PicturePlace | undefined;
    const result = await oneThrough(
      onnx({
        model: model('same-4x6'),
        preprocess: { fit: 'pad', mean: 0.5 },
        postprocess: ({ answer }, shown, where) => {
          place = where;
          shown.meta['rows'] = Array.from({ length: 4 }, (_, row) => answer?.data[row * 6]);
          return shown;
        },
      }),
      frame,
    );
    const [first, second, third, fourth] = result.meta['rows'] as readonly number[];
    expect([first, third, fourth], 'black').to.deep.equal([-0.5, -0.5, -0.5]);
    expect(second, 'the picture').not.to.equal(-0.5);
    expect(place).to.include({ cols: 6, rows: 4 });
    expect(place?.toFrame(0, 1)).to.deep.equal([0, 0]);
    expect(place?.toFrame(3, 1.5)).to.deep.equal([6, 1]);
    frame.release();
  });

  it('finds in the frame again what is anywhere in it, whatever its size and fit', async () => {
    const sizes = fc.record({
      cols: fc.integer({ min: 40, max: 90 }),
      rows: fc.integer({ min: 40, max: 90 }),
      x: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
      y: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
      fit: fc.constantFrom('stretch' as const, 'pad' as const),
      wide: fc.integer({ min: 32, max: 96 }),
    });
    const property = fc.asyncProperty(sizes, async ({ cols, rows, x, y, fit, wide }) => {
      const frame = VideoFrame.alloc({ colour: 'BGRA', cols, rows });
      const [left, top] = [Math.floor(x * cols) - 4, Math.floor(y * rows) - 4];
      for (let row = top; row < top + 8; row += 1) {
        for (let col = left; col < left + 8; col += 1) frame.array().set(row, col, 2, 255);
      }
      const found = await oneThrough(finder({ cols: wide, rows: 48, fit }), frame);
      const [foundX, foundY] = found.meta['at'] as readonly [number, number];
      expect(foundX).to.be.closeTo(left + 4, 4);
      expect(foundY).to.be.closeTo(top + 4, 4);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it('draws on the frame', async () => {
    const operator = onnx({
      model: FIND_RED,
      postprocess: ({ score }, frame) => {
        frame.data().fill(Number(score?.data[0]) > 0.5 ? 255 : 1);
        return frame;
      },
    });
    const frames = await allThrough(
      operator,
      streamOf({ colour: 'BGRA', cols: 8, rows: 8 }, 6, (frame, index) => {
        for (let i = 0; i < frame.data().length; i += 4) {
          frame.data().set([0, 0, index % 2 === 0 ? 255 : 0, 255], i);
        }
      }),
    );
    expect(frames.map(({ index }) => index)).to.deep.equal([0, 1, 2, 3, 4, 5]);
    expect(frames.map((frame) => frame.data()[0])).to.deep.equal([255, 1, 255, 1, 255, 1]);
  });

  it('takes a model as bytes, inputs by name, and several outputs of several frames', async () => {
    const operator = onnx({
      model: readFileSync(model('sum')),
      preprocess: ({ index }) => ({
        a: { data: Float32Array.of(index, 2), dims: [1, 1, 1, 2] },
        b: { data: Float32Array.of(40, 40), dims: [1, 1, 1, 2] },
      }),
      postprocess: ({ sum }, frame) => {
        frame.meta['sum'] = Array.from(sum?.data ?? [], Number);
        return frame.index === 1 ? null : frame;
      },
      session: { intraOpNumThreads: 1 },
    });
    const frames = await allThrough(operator, streamOf({ colour: 'GRAY8', cols: 2, rows: 2 }, 3));
    expect(frames.map(({ meta }) => meta['sum'])).to.deep.equal([
      [40, 42],
      [42, 42],
    ]);
  });

  it('drops and counts what comes while it is busy in mode "latest"', async () => {
    const operator = onnx({ model: model('same'), mode: 'latest' });
    const frames = await allThrough(operator, streamOf({ colour: 'BGRA', cols: 8, rows: 8 }, 20));
    expect(frames.at(-1)?.index).to.equal(19);
    expect(operator.stats.framesDropped).to.equal(20 - frames.length);
    expect(frames.length).to.be.lessThan(20);
  });

  it('gives back every frame, also when it is left in the middle of its work', async () => {
    // What the model was shown is kept until the garbage collector comes; the frames themselves are not.
    const before = frameMemory.blocksInUse;
    for (let i = 0; i < 40; i += 1) {
      const source = streamOf({ colour: 'BGRA', cols: 16, rows: 16 }, 10);
      const subscription = source.pipe(onnx({ model: FIND_RED })).subscribe();
      await new Promise((resolve) => setTimeout(resolve, i % 8));
      subscription.unsubscribe();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(frameMemory.blocksInUse - before).to.be.at.most(40);
  });

  it('changes its options while frames flow', async () => {
    const options = new BehaviorSubject<OnnxOptions>({ model: model('same') });
    const frames = await allThrough(
      onnx(options),
      streamOf({ colour: 'BGRA', cols: 4, rows: 4 }, 2, ({ index }) => {
        if (index === 1) options.next({ model: FIND_RED });
      }),
    );
    const outputs = frames.map(({ meta }) => Object.keys(meta['onnx'] as object));
    expect(outputs).to.deep.equal([['answer'], ['heat', 'score']]);
  });

  describe('says what is wrong', () => {
    const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 8, rows: 8 });
    const same = model('same');

    for (const [what, options, message] of [
      ['no such file', { model: '/nowhere/net.onnx' }, /file that exists.*net\.onnx.*looked for/],
      ['no path', { model: 3 }, /path of an \.onnx file/],
      ['an unknown option', { model: same, preproces: {} }, /Did you mean "preprocess"/],
      ['an unknown preprocess', { model: same, preprocess: { col: 3 } }, /Did you mean "cols"/],
      ['no deviation', { model: same, preprocess: { std: 0 } }, /other than 0.* for std/],
      ['no number', { model: same, preprocess: { mean: ['a'] } }, /mean/],
      ['no function', { model: same, postprocess: 'draw' }, /postprocess/],
      ['a mode', { model: same, mode: 'parallel' }, /mode/],
    ] as const) {
      it(`at once: ${what}`, () => {
        expect(() => onnx(options as never)).to.throw(InvalidOptionError, message);
      });
    }

    for (const [what, options, message] of [
      [
        'another size',
        { model: model('same-4x6'), preprocess: { cols: 7 } },
        /6, as the model.* for cols/,
      ],
      [
        'another number of channels',
        { model: model('same-grey'), preprocess: { channels: 'RGB' } },
        /channels/,
      ],
      ['no picture', { model: model('same-vector') }, /axes \[1, 10\]/],
      ['several inputs', { model: model('sum') }, /inputs a, b by name/],
      [
        'a mean for each of two',
        { model: same, preprocess: { mean: [1, 2] } },
        /3 of them.* for mean/,
      ],
      [
        'too few numbers',
        { model: same, preprocess: () => ({ data: new Float32Array(2), dims: [1, 3, 1, 1] }) },
        /3 numbers.*\[1, 3, 1, 1\]/,
      ],
      [
        'an input of another name',
        {
          model: same,
          preprocess: () => ({ x: { data: new Float32Array(3), dims: [1, 3, 1, 1] } }),
        },
        /image/,
      ],
    ] as const) {
      it(`with the first frame: ${what}`, async () => {
        const error = await failureOf(options, frame);
        expect(error.message).to.match(/frame 0/i);
        expect(error.message).to.match(message);
      });
    }

    it('with the first frame: what is no model', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'giftgrab-onnx-'));
      const path = join(folder, 'broken.onnx');
      writeFileSync(path, 'no model at all');
      const error = await failureOf({ model: path }, frame);
      expect(error.message).to.match(/one that ONNX Runtime can load.*broken\.onnx/);
      rmSync(folder, { recursive: true });
    });

    it('at once, with what to do, where onnxruntime-node is not installed', () => {
      const program = `
        const Module = require('node:module');
        const resolve = Module._resolveFilename;
        Module._resolveFilename = function (name, ...rest) {
          if (name === 'onnxruntime-node') throw new Error('not installed');
          return resolve.call(this, name, ...rest);
        };
        const { onnx } = require(${JSON.stringify(join(ROOT, 'packages/filters/dist/index.js'))});
        try { onnx({ model: new Uint8Array(3) }); } catch (error) { console.log(error.name, error.message); }`;
      const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
      expect(stderr).to.equal('');
      expect(stdout).to.match(/^InvalidOptionError .*npm install onnxruntime-node/);
    });
  });

  it('runs models that are what their script makes', () => {
    const script = join(ROOT, 'scripts', 'make-models.mjs');
    const run = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect(run.stderr).to.equal('');
    expect(run.stdout).to.match(/^\d+ models are up to date/);
  });
});

/** Puts the middle of what is reddest into `meta.at`, in the frame's pixels. */
function finder(preprocess: {
  cols: number;
  rows: number;
  fit: 'stretch' | 'pad';
}): ReturnType<typeof onnx> {
  return onnx({
    model: FIND_RED,
    preprocess,
    postprocess: ({ heat }, frame, place) => {
      const values = Array.from(heat?.data ?? [], Number);
      const most = Math.max(...values);
      const at = [...values.keys()].filter((i) => (values[i] ?? 0) > 0.9 * most);
      const middle = (axis: (i: number) => number): number =>
        at.reduce((sum, i) => sum + axis(i) + 0.5, 0) / at.length;
      frame.meta['at'] = place.toFrame(
        middle((i) => i % place.cols),
        middle((i) => Math.floor(i / place.cols)),
      );
      return frame;
    },
  });
}
