// Before and after: runs the example of a filter's docstring on a scene.
import { createRequire } from 'node:module';
import vm from 'node:vm';
import sharp from 'sharp';
import ts from 'typescript';

const require = createRequire(import.meta.url);
const { convertFrame, packViews, Timestamp, Rational, VideoFrame } = require('@giftgrab/core');
const { from, lastValueFrom, map } = require('rxjs');

const COLS = 320;
const ROWS = 200;
/** Filters that look at the past need some. */
const FRAMES = 8;

/** What filters get that do not take one view of the scene. */
const INPUTS = {
  anaglyph: stereoScene,
  greyPair: stereoScene,
  packStereo: stereoScene,
  unpackStereo: async () => (await stereoScene()).map((frame) => packViews(frame, 'side-by-side')),
  mosaic: () => sets(3),
};

/**
 * The last frame of the scene, and what the example's operator makes of it; as PNG, side by side.
 *
 * @returns `undefined` where it leaves the picture alone.
 */
export async function pictureOf(filter) {
  const operators = operatorsIn(filter);
  const inputs = await (INPUTS[filter.name] ?? (filter.isOnSets ? sets : scene))();
  const before = rgba([inputs.at(-1)].flat()[0]);
  const outputs = [];
  const stream = from(inputs).pipe(
    ...operators,
    map((frame) => outputs.push(rgba(frame))),
  );
  await lastValueFrom(stream, { defaultValue: undefined });
  const after = outputs.at(-1);
  if (after === undefined) throw new Error(`The example of ${filter.name} lets no frame through.`);
  return before.data.equals(after.data) ? undefined : sideBySide(before, after);
}

/** The operators that an example makes at its top level: the first, or a chain of them. */
function operatorsIn({ name, example }) {
  const code = /```ts\n([\s\S]*?)```/.exec(example)?.[1];
  if (code === undefined) throw new Error(`The docstring of ${name} has no example.`);
  const names = [...code.matchAll(/^(?:export )?const (\w+)/gm)].map((match) => match[1]);
  const { outputText } = ts.transpileModule(`${code}\nexport const all = [${names.join(', ')}];`, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const exports = {};
  const quiet = { log: () => undefined, error: () => undefined };
  vm.runInThisContext(`(function (require, exports, console) {${outputText}\n})`)(
    require,
    exports,
    quiet,
  );
  const isOperator = (value) => typeof value === 'function' && 'stats' in value;
  const found = exports.all.find((value) => [value].flat().every(isOperator));
  if (found === undefined) throw new Error(`The example of ${name} makes no operator.`);
  return [found].flat();
}

/** Several pictures of one moment: the scene in colours, in grey, and once more. */
async function sets(count = 2) {
  const frames = await scene();
  return frames.map((frame) => [frame, convertFrame(frame, 'GRAY8'), frame].slice(0, count));
}

/** The scene, seen with two eyes. */
async function stereoScene() {
  const [left, right] = await Promise.all([scene(-1), scene(1)]);
  return left.map((frame, i) => {
    const { index, pts } = frame;
    const spec = { colour: 'BGRA', cols: COLS, rows: ROWS, stereoCount: 2 };
    const stereo = VideoFrame.alloc({ ...spec, index, pts });
    stereo.data(0).set(frame.data());
    stereo.data(1).set(right[i].data());
    return stereo;
  });
}

/** A ball that flies over a test card, with some noise; the same in every run. Eyes are -1 and 1. */
async function scene(eye = 0) {
  return Promise.all(
    Array.from({ length: FRAMES }, async (_, index) => {
      const svg = Buffer.from(drawing(index / (FRAMES - 1), eye));
      const data = await sharp(svg).ensureAlpha().raw().toBuffer();
      for (let i = 0; i < data.length; i += 4) [data[i], data[i + 2]] = [data[i + 2], data[i]];
      addNoise(data, index + 1);
      const pts = new Timestamp(index, new Rational(1, 25));
      return VideoFrame.wrap(new Uint8Array(data), {
        colour: 'BGRA',
        cols: COLS,
        rows: ROWS,
        index,
        pts,
      });
    }),
  );
}

function drawing(time, eye) {
  const bars = ['#c0c0c0', '#c0c000', '#00c0c0', '#00c000', '#c000c0', '#c00000', '#0000c0']
    .map(
      (colour, i) => `<rect x="${170 + i * 20}" y="120" width="20" height="70" fill="${colour}"/>`,
    )
    .join('');
  const lines = [2, 3, 4, 6, 8]
    .map((step, i) =>
      Array.from(
        { length: 5 },
        (_, k) =>
          `<rect x="${14 + i * 30 + k * step}" y="130" width="${step / 2}" height="50" fill="#fff"/>`,
      ).join(''),
    )
    .join('');
  // What is near lies further to the left for the right eye.
  const x = 40 + time * 190 - 5 * eye;
  const y = 95 - 55 * Math.sin(Math.PI * time * 0.8);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${COLS}" height="${ROWS}">
    <defs>
      <linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="#1d3b66"/><stop offset="1" stop-color="#9fc3dd"/></linearGradient>
      <radialGradient id="ball" cx=".35" cy=".35"><stop offset="0" stop-color="#fff1c1"/><stop offset="1" stop-color="#e0752b"/></radialGradient>
    </defs>
    <rect width="${COLS}" height="${ROWS}" fill="url(#sky)"/>
    <path d="M0 120 L60 70 L110 105 L180 50 L250 110 L320 80 L320 ${ROWS} L0 ${ROWS} Z" fill="#33523a"/>
    <rect x="4" y="122" width="156" height="70" fill="#111"/>${lines}${bars}
    <circle cx="${x}" cy="${y}" r="22" fill="url(#ball)"/>
    <circle cx="${270 + 4 * eye}" cy="35" r="18" fill="none" stroke="#fff" stroke-width="3"/>
  </svg>`;
}

function addNoise(data, seed) {
  for (let i = 0; i < data.length; i += 4) {
    seed = (seed * 48271) % 2147483647;
    const grain = (seed % 17) - 8;
    const speck = seed % 307;
    for (let c = 0; c < 3; c += 1) {
      const value = speck === 0 ? 255 : speck === 1 ? 0 : data[i + c] + grain;
      data[i + c] = Math.max(0, Math.min(255, value));
    }
  }
}

function rgba(frame) {
  const flat = frame.stereoCount > 1 ? packViews(frame, 'side-by-side') : frame.retain();
  const bgra = flat.colour === 'BGRA' ? flat.retain() : convertFrame(flat, 'BGRA');
  const data = Buffer.from(bgra.data());
  const { cols: width, rows: height } = flat;
  for (const each of [bgra, flat]) each.release();
  // Opaque: filters that take differences leave nothing of alpha.
  for (let i = 0; i < data.length; i += 4) {
    [data[i], data[i + 2], data[i + 3]] = [data[i + 2], data[i], 255];
  }
  return { data, width, height };
}

function sideBySide(before, after) {
  const picture = ({ data, width, height }, left) => ({
    input: data,
    raw: { width, height, channels: 4 },
    left,
    top: 0,
  });
  const width = before.width + 8 + after.width;
  const height = Math.max(before.height, after.height);
  return sharp({ create: { width, height, channels: 4, background: '#ffffff' } })
    .composite([picture(before, 0), picture(after, before.width + 8)])
    .removeAlpha()
    .png({ palette: true, quality: 80, effort: 10 })
    .toBuffer();
}
